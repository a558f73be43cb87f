//! Functions of the `posix` module about the process, of which there is one.

#[pymodule(sub)]
pub(crate) mod part {
    use crate::{
        errors::{os_error, unavailable},
        host,
        paths::PathArg,
        posix::{USER_ID, USER_NAME},
        signal,
    };
    use morelia_vfs::Errno;
    use rustpython_vm::{
        PyObjectRef, PyResult, VirtualMachine,
        builtins::{PyBaseExceptionRef, PyBytesRef, PyStrRef},
        types::PyStructSequence,
    };

    /// As good as any: there is only one.
    const PROCESS_ID: i32 = 42;

    #[pyfunction]
    fn getpid() -> i32 {
        PROCESS_ID
    }

    #[pyfunction]
    fn getppid() -> i32 {
        1
    }

    #[pyfunction]
    fn getuid() -> u32 {
        USER_ID
    }

    #[pyfunction]
    fn geteuid() -> u32 {
        USER_ID
    }

    #[pyfunction]
    fn getgid() -> u32 {
        USER_ID
    }

    #[pyfunction]
    fn getegid() -> u32 {
        USER_ID
    }

    #[pyfunction]
    fn getgroups(vm: &VirtualMachine) -> Vec<PyObjectRef> {
        vec![vm.new_pyobj(USER_ID)]
    }

    #[pyfunction]
    fn getpgrp() -> i32 {
        PROCESS_ID
    }

    #[pyfunction]
    fn getlogin() -> &'static str {
        USER_NAME
    }

    /// Rust's name for the target, as the machine.
    #[pystruct_sequence_data]
    #[derive(Debug)]
    pub(crate) struct UnameData {
        pub(crate) sysname: &'static str,
        pub(crate) nodename: &'static str,
        pub(crate) release: &'static str,
        pub(crate) version: &'static str,
        pub(crate) machine: &'static str,
    }

    #[pyattr]
    #[pystruct_sequence(name = "uname_result", module = "posix", data = "UnameData")]
    pub(crate) struct PyUname;

    #[pyclass(with(PyStructSequence))]
    impl PyUname {}

    #[pyfunction]
    fn uname() -> UnameData {
        UnameData {
            sysname: "Emscripten",
            nodename: "morelia",
            release: env!("CARGO_PKG_VERSION"),
            version: "#1",
            machine: "wasm32",
        }
    }

    #[pyfunction]
    fn cpu_count() -> Option<u32> {
        host::processors()
    }

    #[pyfunction]
    fn strerror(code: i32) -> String {
        match Errno(code).message() {
            "Unknown error" => format!("Unknown error {code}"),
            message => message.to_owned(),
        }
    }

    #[pyfunction]
    fn urandom(size: isize, vm: &VirtualMachine) -> PyResult<PyBytesRef> {
        let size = usize::try_from(size)
            .map_err(|_| vm.new_value_error("negative argument not allowed"))?;
        let mut bytes = vm.new_zeroed_bytes(size)?;
        if !host::random(&mut bytes) {
            return Err(vm.new_not_implemented_error("the browser gives no random bytes here"));
        }
        Ok(vm.ctx.new_bytes(bytes))
    }

    #[derive(FromArgs)]
    struct GetrandomArgs {
        #[pyarg(any)]
        size: isize,
        #[pyarg(any, default)]
        #[expect(dead_code, reason = "it never waits")]
        flags: i32,
    }

    #[pyfunction]
    fn getrandom(args: GetrandomArgs, vm: &VirtualMachine) -> PyResult<PyBytesRef> {
        if args.size < 0 {
            return Err(os_error(Errno::EINVAL, &[], vm));
        }
        urandom(args.size, vm)
    }

    #[pystruct_sequence_data]
    #[derive(Debug)]
    pub(crate) struct TimesData {
        pub(crate) user: f64,
        pub(crate) system: f64,
        pub(crate) children_user: f64,
        pub(crate) children_system: f64,
        pub(crate) elapsed: f64,
    }

    #[pyattr]
    #[pystruct_sequence(name = "times_result", module = "posix", data = "TimesData")]
    pub(crate) struct PyTimesResult;

    #[pyclass(with(PyStructSequence))]
    impl PyTimesResult {}

    #[pyfunction]
    fn times() -> TimesData {
        let elapsed = morelia_fiber::monotonic();
        TimesData { user: elapsed, system: 0.0, children_user: 0.0, children_system: 0.0, elapsed }
    }

    #[pyfunction]
    fn kill(pid: i32, signal: i32, vm: &VirtualMachine) -> PyResult<()> {
        if ![PROCESS_ID, 0, -PROCESS_ID].contains(&pid) {
            return Err(os_error(Errno::ESRCH, &[], vm));
        }
        match signal {
            0 => Ok(()),
            1..signal::NSIG => signal::raise(signal, vm),
            _ => Err(os_error(Errno::EINVAL, &[], vm)),
        }
    }

    /// Ends the execution; there is no process to end.
    #[pyfunction]
    fn _exit(status: i32, vm: &VirtualMachine) -> PyResult<()> {
        Err(system_exit(status, vm))
    }

    /// As [`_exit`], with the status of an aborted process.
    #[pyfunction]
    fn abort(vm: &VirtualMachine) -> PyResult<()> {
        Err(system_exit(134, vm))
    }

    fn system_exit(status: i32, vm: &VirtualMachine) -> PyBaseExceptionRef {
        vm.new_exception(vm.ctx.exceptions.system_exit.to_owned(), vec![vm.new_pyobj(status)])
    }

    #[derive(FromArgs)]
    struct AtForkArgs {
        #[pyarg(named, optional)]
        before: Option<PyObjectRef>,
        #[pyarg(named, optional)]
        after_in_child: Option<PyObjectRef>,
        #[pyarg(named, optional)]
        after_in_parent: Option<PyObjectRef>,
    }

    /// Nothing forks, so nothing is kept.
    #[pyfunction]
    fn register_at_fork(args: AtForkArgs, vm: &VirtualMachine) -> PyResult<()> {
        let given = [args.before, args.after_in_child, args.after_in_parent];
        if given.iter().all(Option::is_none) {
            return Err(vm.new_type_error("At least one argument is required."));
        }
        match given.into_iter().flatten().find(|callback| !callback.is_callable()) {
            Some(_) => Err(vm.new_type_error("callback is not callable")),
            None => Ok(()),
        }
    }

    #[derive(FromArgs)]
    struct StatusArg {
        #[pyarg(any)]
        status: i32,
    }

    #[pyfunction]
    fn waitstatus_to_exitcode(args: StatusArg, vm: &VirtualMachine) -> PyResult<i32> {
        let status = args.status;
        match status & 0x7f {
            0 => Ok((status >> 8) & 0xff),
            0x7f => {
                let signal = (status >> 8) & 0xff;
                Err(vm.new_value_error(format!("process stopped by delivery of signal {signal}")))
            }
            signal => Ok(-signal),
        }
    }

    #[derive(FromArgs)]
    struct SystemArgs {
        #[pyarg(any)]
        #[expect(dead_code, reason = "there is no shell to give it to")]
        command: PathArg,
    }

    #[pyfunction]
    fn system(_args: SystemArgs, vm: &VirtualMachine) -> PyResult<i32> {
        Err(unavailable("os.system", vm))
    }

    #[pyfunction]
    fn sched_yield() {}

    /// Python's own `_pyrepl` logs with it where `sys.platform` is `emscripten`.
    #[pyfunction]
    fn _emscripten_log(message: PyStrRef) {
        host::log(&message.to_string_lossy());
    }
}
