//! The `fcntl` module: file locks and descriptor flags.
//!
//! Nobody but this program sees its files. So `lockf`, which keeps other
//! processes out, always succeeds; `flock` keeps descriptors of different
//! `open` calls apart, as on Linux.

pub(crate) use fcntl_module::module_def;

#[pymodule(name = "fcntl")]
mod fcntl_module {
    use crate::{
        errors::{OrRaise, os_error},
        filesystem,
        paths::FileArg,
        streams,
    };
    use morelia_vfs::{Errno, Lock, OpenFlags};
    use rustpython_vm::{
        AsObject, Py, PyObjectRef, PyResult, VirtualMachine, builtins::PyModule,
        function::OptionalArg,
    };

    const CONSTANTS: [(&str, i32); 16] = [
        ("LOCK_SH", 1),
        ("LOCK_EX", 2),
        ("LOCK_NB", 4),
        ("LOCK_UN", 8),
        ("F_DUPFD", 0),
        ("F_GETFD", 1),
        ("F_SETFD", 2),
        ("F_GETFL", 3),
        ("F_SETFL", 4),
        ("F_GETLK", 5),
        ("F_SETLK", 6),
        ("F_SETLKW", 7),
        ("F_RDLCK", 0),
        ("F_WRLCK", 1),
        ("F_UNLCK", 2),
        ("FD_CLOEXEC", 1),
    ];
    const F_DUPFD_CLOEXEC: i32 = 1030;

    pub(crate) fn module_exec(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
        __module_exec(vm, module);
        for (name, value) in CONSTANTS.into_iter().chain([("F_DUPFD_CLOEXEC", F_DUPFD_CLOEXEC)]) {
            module.as_object().set_attr(name, vm.new_pyobj(value), vm)?;
        }
        Ok(())
    }

    /// flock(fd, operation)
    ///
    /// Locks a whole file (LOCK_SH, LOCK_EX) or gives the lock back (LOCK_UN),
    /// for all descriptors that came from the same open().
    #[pyfunction]
    fn flock(fd: FileArg, operation: i32, vm: &VirtualMachine) -> PyResult<()> {
        let lock = match operation & !4 {
            1 => Some(Lock::Shared),
            2 => Some(Lock::Exclusive),
            8 => None,
            _ => return Err(os_error(Errno::EINVAL, &[], vm)),
        };
        loop {
            match filesystem::with(|vfs| vfs.lock(fd.0, lock)) {
                Err(Errno::EAGAIN) if operation & 4 == 0 => {
                    if !streams::wait_for_others(vm)? {
                        return Err(os_error(Errno::EDEADLK, &[], vm));
                    }
                }
                result => {
                    streams::tell_others();
                    return result.or_raise(vm);
                }
            }
        }
    }

    /// lockf(fd, cmd, len=0, start=0, whence=0)
    ///
    /// Locks a part of a file against other processes, of which there are none.
    #[pyfunction]
    fn lockf(
        fd: FileArg,
        cmd: i32,
        _len: OptionalArg<PyObjectRef>,
        _start: OptionalArg<PyObjectRef>,
        _whence: OptionalArg<i32>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let flags = filesystem::with(|vfs| vfs.open_flags(fd.0)).or_raise(vm)?;
        let may = match cmd & !4 {
            1 => flags.reads(),
            2 => flags.writes(),
            8 => true,
            _ => return Err(vm.new_value_error("unrecognized lockf argument")),
        };
        if may { Ok(()) } else { Err(os_error(Errno::EBADF, &[], vm)) }
    }

    /// fcntl(fd, cmd, arg=0)
    ///
    /// Reads or sets the flags of a descriptor, or makes another one.
    #[pyfunction]
    fn fcntl(
        fd: FileArg,
        cmd: i32,
        arg: OptionalArg<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<i32> {
        let number = || match &arg {
            OptionalArg::Present(arg) => arg.try_index(vm)?.try_to_primitive::<i32>(vm),
            OptionalArg::Missing => Ok(0),
        };
        let fd = fd.0;
        match cmd {
            0 | F_DUPFD_CLOEXEC => {
                let from = number()?;
                filesystem::with(|vfs| {
                    let copy = vfs.duplicate(fd, from.max(0))?;
                    vfs.set_inheritable(copy, cmd == 0)?;
                    Ok(copy)
                })
            }
            1 => filesystem::with(|vfs| Ok(i32::from(!vfs.is_inheritable(fd)?))),
            2 => {
                let flags = number()?;
                filesystem::with(|vfs| vfs.set_inheritable(fd, flags & 1 == 0)).map(|()| 0)
            }
            3 => filesystem::with(|vfs| {
                let kept = OpenFlags::ACCMODE | OpenFlags::APPEND | OpenFlags::NONBLOCK;
                Ok(vfs.open_flags(fd)?.0 & kept)
            }),
            4 => {
                let flags = OpenFlags(number()?);
                filesystem::with(|vfs| {
                    vfs.set_append(fd, flags.has(OpenFlags::APPEND))?;
                    vfs.set_nonblocking(fd, flags.has(OpenFlags::NONBLOCK))
                })
                .map(|()| 0)
            }
            // Locks against other processes.
            6 | 7 => filesystem::with(|vfs| vfs.fstat(fd)).map(|_| 0),
            _ => Err(Errno::EINVAL),
        }
        .or_raise(vm)
    }

    /// ioctl(fd, request, arg=0, mutate_flag=True)
    ///
    /// Always OSError: there are no devices behind descriptors.
    #[pyfunction]
    fn ioctl(
        fd: FileArg,
        _request: PyObjectRef,
        _arg: OptionalArg<PyObjectRef>,
        _mutate_flag: OptionalArg<bool>,
        vm: &VirtualMachine,
    ) -> PyResult<i32> {
        filesystem::with(|vfs| vfs.fstat(fd.0)).or_raise(vm)?;
        Err(os_error(Errno::ENOTTY, &[], vm))
    }
}
