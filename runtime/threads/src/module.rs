//! The `_thread` module.

use crate::lock::locks;

pub(crate) use thread_module::module_def;

#[rustpython_vm::pymodule(name = "_thread", with(locks))]
mod thread_module {
    use crate::{handle, local, start};
    use morelia_fiber::{MAIN_IDENT, current_ident, send_signal};
    use rustpython_vm::{
        PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
        builtins::{PyDictRef, PyTupleRef, PyTypeRef},
        class::PyClassImpl,
        function::{ArgCallable, FuncArgs, KwArgs, OptionalArg},
    };
    use std::cell::Cell;
    use std::rc::Rc;

    #[pyattr]
    const TIMEOUT_MAX: f64 = crate::lock::TIMEOUT_MAX;

    const SIGINT: i32 = 2;
    const SMALLEST_STACK: usize = 32_768;

    thread_local! {
        static STACK_SIZE: Cell<usize> = const { Cell::new(0) };
    }

    #[pyattr]
    fn error(vm: &VirtualMachine) -> PyTypeRef {
        vm.ctx.exceptions.runtime_error.to_owned()
    }

    #[pyattr]
    fn _local(_vm: &VirtualMachine) -> PyTypeRef {
        local::Local::make_static_type()
    }

    #[pyattr(name = "_ThreadHandle")]
    fn thread_handle(_vm: &VirtualMachine) -> PyTypeRef {
        handle::ThreadHandle::make_static_type()
    }

    /// start_new_thread(function, args, kwargs={}, /) -> int
    ///
    /// Starts a thread; gives its identifier.
    #[pyfunction]
    #[pyfunction(name = "start_new")]
    fn start_new_thread(
        function: PyObjectRef,
        args: PyObjectRef,
        kwargs: OptionalArg<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<u64> {
        if !function.is_callable() {
            return Err(vm.new_type_error("first arg must be callable"));
        }
        let args: PyTupleRef =
            args.downcast().map_err(|_| vm.new_type_error("2nd arg must be a tuple"))?;
        let named: Option<PyDictRef> = kwargs
            .into_option()
            .map(|kwargs| kwargs.downcast())
            .transpose()
            .map_err(|_| vm.new_type_error("optional 3rd arg must be a dictionary"))?;
        let mut by_name = Vec::new();
        for (name, value) in named.into_iter().flatten() {
            by_name.push((name.try_into_value::<String>(vm)?, value));
        }
        let args = FuncArgs::new(args.as_slice().to_vec(), by_name.into_iter().collect::<KwArgs>());
        Ok(start::start(function, args, |_| (), || (), vm))
    }

    #[derive(FromArgs)]
    struct StartArgs {
        #[pyarg(any)]
        function: ArgCallable,
        #[pyarg(any, default)]
        handle: Option<PyRef<handle::ThreadHandle>>,
        #[pyarg(any, default = true)]
        daemon: bool,
    }

    /// start_joinable_thread(function, handle=None, daemon=True) -> _ThreadHandle
    #[pyfunction]
    fn start_joinable_thread(
        args: StartArgs,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<handle::ThreadHandle>> {
        let handle =
            args.handle.unwrap_or_else(|| handle::ThreadHandle::default().into_ref(&vm.ctx));
        let progress = handle.fresh(vm)?;
        if !args.daemon {
            handle::wait_for_at_exit(&progress);
        }
        let (began, ended) = (Rc::clone(&progress), progress);
        start::start(
            args.function.into(),
            FuncArgs::default(),
            |ident| began.begin(ident),
            move || ended.end(),
            vm,
        );
        Ok(handle)
    }

    #[pyfunction]
    fn _make_thread_handle(ident: u64) -> handle::ThreadHandle {
        handle::ThreadHandle::of_running(ident)
    }

    #[pyfunction]
    fn get_ident() -> u64 {
        current_ident()
    }

    #[pyfunction]
    fn get_native_id() -> u64 {
        current_ident()
    }

    #[pyfunction]
    fn _get_main_thread_ident() -> u64 {
        MAIN_IDENT
    }

    #[pyfunction]
    fn _is_main_interpreter() -> bool {
        true
    }

    #[pyfunction]
    fn daemon_threads_allowed() -> bool {
        true
    }

    #[pyfunction]
    fn _count() -> usize {
        start::running()
    }

    /// _shutdown() -> None
    ///
    /// Waits for all threads that are no daemons.
    #[pyfunction]
    fn _shutdown(vm: &VirtualMachine) -> PyResult<()> {
        handle::join_all(vm)
    }

    #[pyfunction]
    #[pyfunction(name = "exit_thread")]
    fn exit(vm: &VirtualMachine) -> PyResult<()> {
        Err(vm.new_exception_empty(vm.ctx.exceptions.system_exit.to_owned()))
    }

    /// interrupt_main(signum=SIGINT, /) -> None
    ///
    /// Sends a signal to the main thread.
    #[pyfunction]
    fn interrupt_main(signum: OptionalArg<i32>, vm: &VirtualMachine) -> PyResult<()> {
        let signum = signum.unwrap_or(SIGINT);
        if !(1..65).contains(&signum) {
            return Err(vm.new_value_error("signal number out of range"));
        }
        send_signal(signum);
        // In the main thread at once, and not some instructions later.
        if current_ident() == MAIN_IDENT { vm.check_signals() } else { Ok(()) }
    }

    /// stack_size(size=0, /) -> int
    ///
    /// Keeps the size for the next call: the browser decides how big stacks are.
    #[pyfunction]
    fn stack_size(size: OptionalArg<i64>, vm: &VirtualMachine) -> PyResult<usize> {
        let refused =
            || vm.new_value_error(format!("size must be at least {SMALLEST_STACK} bytes"));
        let size = usize::try_from(size.unwrap_or(0)).map_err(|_| refused())?;
        if size != 0 && size < SMALLEST_STACK {
            return Err(refused());
        }
        Ok(STACK_SIZE.replace(size))
    }

    /// set_name(name, /) -> None
    ///
    /// Fibers have no name outside Python.
    #[pyfunction]
    fn set_name(_name: PyObjectRef) {}
}
