//! The `_signal` module: signals that Python sends to itself.

pub(crate) use signal_module::module_def;

use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// One more than the highest signal.
pub(crate) const NSIG: i32 = 65;

const DEFAULT: i32 = 0;
const IGNORE: i32 = 1;

thread_local! {
    /// Signals that are not in here have their default action.
    static HANDLERS: RefCell<BTreeMap<i32, PyObjectRef>> = const { RefCell::new(BTreeMap::new()) };
}

/// Delivers a signal: calls its handler, or does its default action, which
/// ends the execution for most.
pub(crate) fn raise(signal: i32, vm: &VirtualMachine) -> PyResult<()> {
    let handler = HANDLERS.with_borrow(|handlers| handlers.get(&signal).cloned());
    match handler {
        Some(handler) if handler.is_callable() => {
            handler.call((signal, vm.ctx.none()), vm).map(drop)
        }
        Some(handler) if action(&handler, vm) == Some(IGNORE) => Ok(()),
        _ if signal_module::IGNORED_BY_DEFAULT.contains(&signal) => Ok(()),
        _ => Err(vm.new_exception(
            vm.ctx.exceptions.system_exit.to_owned(),
            vec![vm.new_pyobj(128 + signal)],
        )),
    }
}

/// Delivers a signal while no Python runs: a handler that fails is reported.
pub fn deliver_idly(signal: i32, vm: &VirtualMachine) {
    let has_handler = HANDLERS.with_borrow(|handlers| handlers.contains_key(&signal));
    if has_handler && let Err(error) = raise(signal, vm) {
        vm.run_unraisable(
            error,
            Some("Exception ignored in a signal handler".to_owned()),
            vm.ctx.none(),
        );
    }
}

/// `SIG_DFL` or `SIG_IGN`.
fn action(handler: &PyObjectRef, vm: &VirtualMachine) -> Option<i32> {
    let action = handler.try_index_opt(vm)?.ok()?.try_to_primitive::<i32>(vm).ok()?;
    [DEFAULT, IGNORE].contains(&action).then_some(action)
}

#[pymodule(name = "_signal")]
mod signal_module {
    use super::{DEFAULT, HANDLERS, IGNORE, action, raise};
    use crate::{errors::OrRaise, filesystem};
    use morelia_fiber::{MAIN_IDENT, current_ident, real_timer, send_signal, set_real_timer};
    use rustpython_vm::{
        AsObject, Py, PyObjectRef, PyPayload, PyResult, VirtualMachine,
        builtins::{PyModule, PySet},
    };
    use std::cell::Cell;

    #[pyattr]
    const NSIG: i32 = super::NSIG;
    #[pyattr]
    const SIG_DFL: i32 = DEFAULT;
    #[pyattr]
    const SIG_IGN: i32 = IGNORE;
    #[pyattr]
    const SIGHUP: i32 = 1;
    #[pyattr]
    const SIGINT: i32 = 2;
    #[pyattr]
    const SIGQUIT: i32 = 3;
    #[pyattr]
    const SIGILL: i32 = 4;
    #[pyattr]
    const SIGTRAP: i32 = 5;
    #[pyattr]
    const SIGABRT: i32 = 6;
    #[pyattr]
    const SIGBUS: i32 = 7;
    #[pyattr]
    const SIGFPE: i32 = 8;
    #[pyattr]
    const SIGKILL: i32 = 9;
    #[pyattr]
    const SIGUSR1: i32 = 10;
    #[pyattr]
    const SIGSEGV: i32 = 11;
    #[pyattr]
    const SIGUSR2: i32 = 12;
    #[pyattr]
    const SIGPIPE: i32 = 13;
    #[pyattr]
    const SIGALRM: i32 = 14;
    #[pyattr]
    const SIGTERM: i32 = 15;
    #[pyattr]
    const SIGCHLD: i32 = 17;
    #[pyattr]
    const SIGCONT: i32 = 18;
    #[pyattr]
    const SIGSTOP: i32 = 19;
    #[pyattr]
    const SIGTSTP: i32 = 20;
    #[pyattr]
    const SIGTTIN: i32 = 21;
    #[pyattr]
    const SIGTTOU: i32 = 22;
    #[pyattr]
    const SIGURG: i32 = 23;
    #[pyattr]
    const SIGXCPU: i32 = 24;
    #[pyattr]
    const SIGXFSZ: i32 = 25;
    #[pyattr]
    const SIGVTALRM: i32 = 26;
    #[pyattr]
    const SIGPROF: i32 = 27;
    #[pyattr]
    const SIGWINCH: i32 = 28;
    #[pyattr]
    const SIGIO: i32 = 29;
    #[pyattr]
    const SIGPWR: i32 = 30;
    #[pyattr]
    const SIGSYS: i32 = 31;

    pub(super) const IGNORED_BY_DEFAULT: [i32; 4] = [SIGCHLD, SIGCONT, SIGURG, SIGWINCH];

    const NAMES: [(i32, &str); 30] = [
        (SIGHUP, "Hangup"),
        (SIGINT, "Interrupt"),
        (SIGQUIT, "Quit"),
        (SIGILL, "Illegal instruction"),
        (SIGTRAP, "Trace/breakpoint trap"),
        (SIGABRT, "Aborted"),
        (SIGBUS, "Bus error"),
        (SIGFPE, "Floating point exception"),
        (SIGKILL, "Killed"),
        (SIGUSR1, "User defined signal 1"),
        (SIGSEGV, "Segmentation fault"),
        (SIGUSR2, "User defined signal 2"),
        (SIGPIPE, "Broken pipe"),
        (SIGALRM, "Alarm clock"),
        (SIGTERM, "Terminated"),
        (SIGCHLD, "Child exited"),
        (SIGCONT, "Continued"),
        (SIGSTOP, "Stopped (signal)"),
        (SIGTSTP, "Stopped"),
        (SIGTTIN, "Stopped (tty input)"),
        (SIGTTOU, "Stopped (tty output)"),
        (SIGURG, "Urgent I/O condition"),
        (SIGXCPU, "CPU time limit exceeded"),
        (SIGXFSZ, "File size limit exceeded"),
        (SIGVTALRM, "Virtual timer expired"),
        (SIGPROF, "Profiling timer expired"),
        (SIGWINCH, "Window changed"),
        (SIGIO, "I/O possible"),
        (SIGPWR, "Power failure"),
        (SIGSYS, "Bad system call"),
    ];

    thread_local! {
        static WAKEUP_FD: Cell<i32> = const { Cell::new(-1) };
    }

    fn check(signal: i32, vm: &VirtualMachine) -> PyResult<()> {
        if (1..NSIG).contains(&signal) {
            Ok(())
        } else {
            Err(vm.new_value_error("signal number out of range"))
        }
    }

    #[pyfunction]
    fn signal(signalnum: i32, handler: PyObjectRef, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        check(signalnum, vm)?;
        if !handler.is_callable() && action(&handler, vm).is_none() {
            return Err(vm.new_type_error(
                "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object",
            ));
        }
        if [SIGKILL, SIGSTOP].contains(&signalnum) {
            return Err(crate::errors::os_error(morelia_vfs::Errno::EINVAL, &[], vm));
        }
        let before = HANDLERS.with_borrow_mut(|handlers| handlers.insert(signalnum, handler));
        Ok(before.unwrap_or_else(|| vm.new_pyobj(SIG_DFL)))
    }

    #[pyfunction]
    fn getsignal(signalnum: i32, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        check(signalnum, vm)?;
        let handler = HANDLERS.with_borrow(|handlers| handlers.get(&signalnum).cloned());
        Ok(handler.unwrap_or_else(|| vm.new_pyobj(SIG_DFL)))
    }

    #[pyfunction]
    fn default_int_handler(
        _signalnum: PyObjectRef,
        _frame: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        Err(vm.new_exception_empty(vm.ctx.exceptions.keyboard_interrupt.to_owned()))
    }

    #[pyfunction]
    fn raise_signal(signalnum: i32, vm: &VirtualMachine) -> PyResult<()> {
        check(signalnum, vm)?;
        if current_ident() == MAIN_IDENT {
            return raise(signalnum, vm);
        }
        send_signal(signalnum);
        Ok(())
    }

    /// alarm(seconds, /) -> int
    ///
    /// Sends SIGALRM after whole seconds; gives what was left of the last one.
    #[pyfunction]
    fn alarm(seconds: u32) -> u32 {
        let (left, _) = set_real_timer(SIGALRM, (f64::from(seconds), 0.0));
        left.ceil() as u32
    }

    #[pyattr]
    const ITIMER_REAL: i32 = 0;
    #[pyattr]
    const ITIMER_VIRTUAL: i32 = 1;
    #[pyattr]
    const ITIMER_PROF: i32 = 2;

    #[pyattr(name = "ItimerError")]
    #[pyattr(name = "itimer_error")]
    fn timer_error(vm: &VirtualMachine) -> rustpython_vm::builtins::PyTypeRef {
        vm.ctx.exceptions.os_error.to_owned()
    }

    fn check_timer(which: i32, vm: &VirtualMachine) -> PyResult<()> {
        if which == ITIMER_REAL {
            return Ok(());
        }
        Err(vm.new_os_error(
            "only ITIMER_REAL exists here: a page cannot measure the processor time of its code",
        ))
    }

    #[derive(FromArgs)]
    struct SetTimerArgs {
        #[pyarg(positional)]
        which: i32,
        #[pyarg(positional)]
        seconds: PyObjectRef,
        #[pyarg(positional, default)]
        interval: Option<PyObjectRef>,
    }

    /// setitimer(which, seconds, interval=0.0, /) -> (float, float)
    ///
    /// Sends SIGALRM after some seconds, and then at intervals. Only ITIMER_REAL.
    #[pyfunction]
    fn setitimer(args: SetTimerArgs, vm: &VirtualMachine) -> PyResult<(f64, f64)> {
        check_timer(args.which, vm)?;
        let seconds = args.seconds.try_float(vm)?.to_f64();
        let interval = match args.interval {
            Some(interval) => interval.try_float(vm)?.to_f64(),
            None => 0.0,
        };
        if !(seconds >= 0.0 && interval >= 0.0) {
            return Err(crate::errors::os_error(morelia_vfs::Errno::EINVAL, &[], vm));
        }
        Ok(set_real_timer(SIGALRM, (seconds, interval)))
    }

    /// getitimer(which, /) -> (float, float)
    #[pyfunction]
    fn getitimer(which: i32, vm: &VirtualMachine) -> PyResult<(f64, f64)> {
        check_timer(which, vm)?;
        Ok(real_timer())
    }

    /// pause() -> None
    ///
    /// Waits until a signal comes.
    #[pyfunction]
    fn pause(vm: &VirtualMachine) -> PyResult<()> {
        morelia_fiber::pause(vm)
    }

    #[pyfunction]
    fn siginterrupt(signalnum: i32, _flag: i32, vm: &VirtualMachine) -> PyResult<()> {
        check(signalnum, vm)
    }

    #[derive(FromArgs)]
    struct WakeupArgs {
        #[pyarg(positional)]
        fd: i32,
        #[pyarg(named, default = true)]
        #[expect(dead_code, reason = "nothing is ever written to it")]
        warn_on_full_buffer: bool,
    }

    /// No signal comes from outside, so nothing is ever written to it.
    #[pyfunction]
    fn set_wakeup_fd(args: WakeupArgs, vm: &VirtualMachine) -> PyResult<i32> {
        if args.fd >= 0 {
            filesystem::with(|vfs| vfs.open_flags(args.fd)).or_raise(vm)?;
        }
        Ok(WAKEUP_FD.replace(args.fd.max(-1)))
    }

    #[pyfunction]
    fn strsignal(signalnum: i32, vm: &VirtualMachine) -> PyResult<Option<&'static str>> {
        check(signalnum, vm)?;
        Ok(NAMES.iter().find(|(signal, _)| *signal == signalnum).map(|(_, name)| *name))
    }

    #[pyfunction]
    fn valid_signals(vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        let signals = PySet::default().into_ref(&vm.ctx);
        for (signal, _) in NAMES {
            signals.add(vm.new_pyobj(signal), vm)?;
        }
        Ok(signals.into())
    }

    pub(crate) fn module_exec(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
        __module_exec(vm, module);
        let handler = module.as_object().get_attr("default_int_handler", vm)?;
        HANDLERS.with_borrow_mut(|handlers| {
            handlers.entry(SIGINT).or_insert(handler);
        });
        Ok(())
    }
}
