//! From error numbers to Python exceptions.

use crate::paths::{PathArg, PathOrFd};
use morelia_vfs::Errno;
use rustpython_vm::{
    AsObject, Context, Py, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyBaseException, PyBaseExceptionRef, PyInt, PyType, PyTypeRef},
    function::FuncArgs,
};
use std::cell::Cell;

/// Turns the error of a file system operation into an `OSError`.
pub(crate) trait OrRaise<T> {
    /// Without a file name.
    fn or_raise(self, vm: &VirtualMachine) -> PyResult<T>;
    /// With the file name that the caller gave.
    fn or_raise_at(self, path: &PathArg, vm: &VirtualMachine) -> PyResult<T>;
    /// With the file name or the descriptor that the caller gave.
    fn or_raise_for(self, path: &PathOrFd, vm: &VirtualMachine) -> PyResult<T>;
    /// With both file names that the caller gave.
    fn or_raise_between(self, from: &PathArg, to: &PathArg, vm: &VirtualMachine) -> PyResult<T>;
}

impl<T> OrRaise<T> for Result<T, Errno> {
    fn or_raise(self, vm: &VirtualMachine) -> PyResult<T> {
        self.map_err(|errno| os_error(errno, &[], vm))
    }

    fn or_raise_at(self, path: &PathArg, vm: &VirtualMachine) -> PyResult<T> {
        self.map_err(|errno| os_error(errno, &[path.origin(vm)], vm))
    }

    fn or_raise_for(self, path: &PathOrFd, vm: &VirtualMachine) -> PyResult<T> {
        self.map_err(|errno| os_error(errno, &[path.origin(vm)], vm))
    }

    fn or_raise_between(self, from: &PathArg, to: &PathArg, vm: &VirtualMachine) -> PyResult<T> {
        self.map_err(|errno| os_error(errno, &[from.origin(vm), vm.ctx.none(), to.origin(vm)], vm))
    }
}

/// An `OSError`, or rather its subclass for `errno`. `rest` is what follows
/// the message: file name, `None`, second file name.
pub(crate) fn os_error(
    errno: Errno,
    rest: &[PyObjectRef],
    vm: &VirtualMachine,
) -> PyBaseExceptionRef {
    let mut args = vec![vm.new_pyobj(errno.0), vm.new_pyobj(errno.message())];
    args.extend_from_slice(rest);
    let class = vm.ctx.exceptions.os_error.to_owned();
    match class
        .as_object()
        .call(FuncArgs::from(args), vm)
        .map(|error| error.downcast::<PyBaseException>())
    {
        Ok(Ok(error)) | Err(error) => error,
        Ok(Err(_)) => vm.new_os_error(errno.message()),
    }
}

/// An `OSError` with `ENOSYS` that says why.
pub(crate) fn unavailable(what: &str, vm: &VirtualMachine) -> PyBaseExceptionRef {
    let args = vec![
        vm.new_pyobj(Errno::ENOSYS.0),
        vm.new_pyobj(format!("{what} is not available: Python runs inside a web page")),
    ];
    let class = vm.ctx.exceptions.os_error.to_owned();
    match class
        .as_object()
        .call(FuncArgs::from(args), vm)
        .map(|error| error.downcast::<PyBaseException>())
    {
        Ok(Ok(error)) | Err(error) => error,
        Ok(Err(_)) => vm.new_os_error(what),
    }
}

type New = fn(PyTypeRef, FuncArgs, &VirtualMachine) -> PyResult;

thread_local! {
    static NATIVE_NEW: Cell<Option<New>> = const { Cell::new(None) };
}

/// Makes `OSError(2, ...)` a `FileNotFoundError` and so on: RustPython knows
/// no error numbers on this target and leaves that out.
pub(crate) fn choose_subclasses(ctx: &Context) {
    let slot = &ctx.exceptions.os_error.slots.new;
    if NATIVE_NEW.get().is_none() {
        NATIVE_NEW.set(slot.load());
        slot.store(Some(new_os_error));
    }
}

fn new_os_error(class: PyTypeRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let native = NATIVE_NEW.get().ok_or_else(|| vm.new_system_error("OSError is not set up"))?;
    let os_error = vm.ctx.exceptions.os_error;
    if class.is(os_error) {
        let errno = match (args.args.len(), args.args.first()) {
            (2..=5, Some(errno)) => errno.downcast_ref::<PyInt>(),
            _ => None,
        };
        let errno = errno.and_then(|errno| errno.try_to_primitive::<i32>(vm).ok());
        if let Some(subclass) = errno.and_then(|errno| subclass(Errno(errno), vm)) {
            return native(subclass.to_owned(), args, vm);
        }
        return native(class, args, vm);
    }
    // The native code knows a class that brings its own __init__ only by the
    // address in its `new` slot, so a class that inherited ours gets that back.
    class.slots.new.store(Some(native));
    native(class, args, vm)
}

fn subclass(errno: Errno, vm: &VirtualMachine) -> Option<&'static Py<PyType>> {
    let exceptions = &vm.ctx.exceptions;
    Some(match errno {
        Errno::EAGAIN | Errno::EALREADY | Errno::EINPROGRESS => exceptions.blocking_io_error,
        Errno::EPIPE | Errno::ESHUTDOWN => exceptions.broken_pipe_error,
        Errno::ECHILD => exceptions.child_process_error,
        Errno::ECONNABORTED => exceptions.connection_aborted_error,
        Errno::ECONNREFUSED => exceptions.connection_refused_error,
        Errno::ECONNRESET => exceptions.connection_reset_error,
        Errno::EEXIST => exceptions.file_exists_error,
        Errno::ENOENT => exceptions.file_not_found_error,
        Errno::EISDIR => exceptions.is_a_directory_error,
        Errno::ENOTDIR => exceptions.not_a_directory_error,
        Errno::EINTR => exceptions.interrupted_error,
        Errno::EACCES | Errno::EPERM => exceptions.permission_error,
        Errno::ESRCH => exceptions.process_lookup_error,
        Errno::ETIMEDOUT => exceptions.timeout_error,
        _ => return None,
    })
}

/// An `OSError` about a path, for the other parts of the runtime.
#[must_use]
pub fn os_error_at(errno: Errno, path: &str, vm: &VirtualMachine) -> PyBaseExceptionRef {
    os_error(errno, &[vm.new_pyobj(path)], vm)
}
