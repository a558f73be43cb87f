//! Functions of the `posix` module that work on file descriptors.

#[pymodule(sub)]
pub(crate) mod part {
    use crate::{
        errors::{OrRaise, os_error},
        filesystem,
        paths::{DirFd, FileArg, PathArg},
        streams,
    };
    use morelia_vfs::{Errno, OpenFlags, Whence};
    use rustpython_vm::{
        PyResult, VirtualMachine,
        builtins::{PyBytesRef, PyTypeRef},
        class::PyClassDef,
        function::{ArgBytesLike, ArgMemoryBuffer, FuncArgs, OptionalArg},
        types::{PyStructSequence, PyStructSequenceData, struct_sequence_new},
    };

    #[pyattr]
    const SEEK_SET: i32 = 0;
    #[pyattr]
    const SEEK_CUR: i32 = 1;
    #[pyattr]
    const SEEK_END: i32 = 2;

    #[derive(FromArgs)]
    struct OpenArgs {
        #[pyarg(any)]
        path: PathArg,
        #[pyarg(any)]
        flags: i32,
        #[pyarg(any, default = 0o777)]
        mode: i32,
        #[pyarg(named, default)]
        dir_fd: DirFd,
    }

    #[pyfunction]
    fn open(args: OpenArgs, vm: &VirtualMachine) -> PyResult<i32> {
        let OpenArgs { path, flags, mode, dir_fd } = args;
        let path = path.below(dir_fd);
        filesystem::with(|vfs| vfs.open(path.at(), OpenFlags(flags), mode as u32))
            .or_raise_at(&path, vm)
    }

    #[pyfunction]
    fn close(fd: i32, vm: &VirtualMachine) -> PyResult<()> {
        let closed = filesystem::with(|vfs| vfs.close(fd)).or_raise(vm);
        streams::tell_others();
        closed
    }

    #[pyfunction]
    fn closerange(fd_low: i32, fd_high: i32, vm: &VirtualMachine) -> PyResult<()> {
        filesystem::with(|vfs| {
            for fd in fd_low.max(0)..fd_high.min(1024) {
                // Those that are not open are skipped.
                let _ = vfs.close(fd);
            }
            Ok(())
        })
        .or_raise(vm)
    }

    #[pyfunction]
    fn read(fd: i32, length: isize, vm: &VirtualMachine) -> PyResult<PyBytesRef> {
        let length = usize::try_from(length).map_err(|_| os_error(Errno::EINVAL, &[], vm))?;
        let mut bytes = vm.new_zeroed_bytes(length)?;
        let count = streams::read(fd, &mut bytes, vm)?.or_raise(vm)?;
        bytes.truncate(count);
        Ok(vm.ctx.new_bytes(bytes))
    }

    #[pyfunction]
    fn readinto(fd: i32, buffer: ArgMemoryBuffer, vm: &VirtualMachine) -> PyResult<usize> {
        let mut bytes = vm.new_zeroed_bytes(buffer.len())?;
        let count = streams::read(fd, &mut bytes, vm)?.or_raise(vm)?;
        bytes.truncate(count);
        if let Some(target) = buffer.borrow_buf_mut().get_mut(..count) {
            target.copy_from_slice(&bytes);
        }
        Ok(count)
    }

    #[pyfunction]
    fn write(fd: i32, data: ArgBytesLike, vm: &VirtualMachine) -> PyResult<usize> {
        let data = data.borrow_buf_unlocked(vm)?;
        streams::write(fd, &data, vm)?.or_raise(vm)
    }

    #[pyfunction]
    fn pread(fd: i32, length: isize, offset: i64, vm: &VirtualMachine) -> PyResult<PyBytesRef> {
        let invalid = || os_error(Errno::EINVAL, &[], vm);
        let length = usize::try_from(length).map_err(|_| invalid())?;
        let offset = u64::try_from(offset).map_err(|_| invalid())?;
        let mut bytes = vm.new_zeroed_bytes(length)?;
        let count = filesystem::with(|vfs| vfs.read_at(fd, &mut bytes, offset)).or_raise(vm)?;
        bytes.truncate(count);
        Ok(vm.ctx.new_bytes(bytes))
    }

    #[pyfunction]
    fn pwrite(fd: i32, data: ArgBytesLike, offset: i64, vm: &VirtualMachine) -> PyResult<usize> {
        let offset = u64::try_from(offset).map_err(|_| os_error(Errno::EINVAL, &[], vm))?;
        let data = data.borrow_buf_unlocked(vm)?;
        filesystem::with(|vfs| vfs.write_at(fd, &data, offset)).or_raise(vm)
    }

    #[pyfunction]
    fn lseek(fd: i32, position: i64, whence: i32, vm: &VirtualMachine) -> PyResult<u64> {
        let whence = Whence::from_raw(whence).ok_or_else(|| os_error(Errno::EINVAL, &[], vm))?;
        filesystem::with(|vfs| vfs.seek(fd, position, whence)).or_raise(vm)
    }

    #[pyfunction]
    fn ftruncate(fd: i32, length: i64, vm: &VirtualMachine) -> PyResult<()> {
        let length = u64::try_from(length).map_err(|_| os_error(Errno::EINVAL, &[], vm))?;
        filesystem::with(|vfs| vfs.truncate_open(fd, length)).or_raise(vm)
    }

    #[pyfunction]
    fn posix_fallocate(fd: i32, offset: i64, length: i64, vm: &VirtualMachine) -> PyResult<()> {
        let end = offset.checked_add(length).filter(|_| offset >= 0 && length > 0);
        let end = end
            .and_then(|end| u64::try_from(end).ok())
            .ok_or_else(|| os_error(Errno::EINVAL, &[], vm))?;
        filesystem::with(|vfs| {
            if vfs.fstat(fd)?.size < end { vfs.truncate_open(fd, end) } else { Ok(()) }
        })
        .or_raise(vm)
    }

    #[pyfunction]
    fn dup(fd: i32, vm: &VirtualMachine) -> PyResult<i32> {
        filesystem::with(|vfs| vfs.duplicate(fd, 0)).or_raise(vm)
    }

    #[derive(FromArgs)]
    struct Dup2Args {
        #[pyarg(any)]
        fd: i32,
        #[pyarg(any)]
        fd2: i32,
        #[pyarg(any, default = true)]
        inheritable: bool,
    }

    #[pyfunction]
    fn dup2(args: Dup2Args, vm: &VirtualMachine) -> PyResult<i32> {
        filesystem::with(|vfs| {
            let copy = vfs.duplicate_to(args.fd, args.fd2)?;
            if args.fd != args.fd2 {
                vfs.set_inheritable(copy, args.inheritable)?;
            }
            Ok(copy)
        })
        .or_raise(vm)
    }

    #[pyfunction]
    fn pipe(vm: &VirtualMachine) -> PyResult<(i32, i32)> {
        filesystem::with(|vfs| vfs.pipe(0)).or_raise(vm)
    }

    #[pyfunction]
    fn pipe2(flags: i32, vm: &VirtualMachine) -> PyResult<(i32, i32)> {
        filesystem::with(|vfs| vfs.pipe(flags)).or_raise(vm)
    }

    #[pyfunction]
    fn isatty(fd: i32) -> bool {
        streams::is_terminal(fd)
    }

    #[pyfunction]
    fn ttyname(fd: i32, vm: &VirtualMachine) -> PyResult<&'static str> {
        filesystem::with(|vfs| vfs.open_flags(fd)).or_raise(vm)?;
        if streams::is_terminal(fd) {
            Ok("/dev/tty")
        } else {
            Err(os_error(Errno::ENOTTY, &[], vm))
        }
    }

    #[pyfunction]
    fn device_encoding(fd: i32) -> Option<&'static str> {
        streams::is_terminal(fd).then_some("UTF-8")
    }

    #[pyfunction]
    fn fsync(fd: FileArg, vm: &VirtualMachine) -> PyResult<()> {
        crate::persist::sync(fd.0, vm)
    }

    #[pyfunction]
    fn fdatasync(fd: FileArg, vm: &VirtualMachine) -> PyResult<()> {
        fsync(fd, vm)
    }

    #[pyfunction]
    fn sync(vm: &VirtualMachine) -> PyResult<()> {
        crate::persist::sync_all(vm)
    }

    #[pyfunction]
    fn get_inheritable(fd: i32, vm: &VirtualMachine) -> PyResult<bool> {
        filesystem::with(|vfs| vfs.is_inheritable(fd)).or_raise(vm)
    }

    #[pyfunction]
    fn set_inheritable(fd: i32, inheritable: i32, vm: &VirtualMachine) -> PyResult<()> {
        filesystem::with(|vfs| vfs.set_inheritable(fd, inheritable != 0)).or_raise(vm)
    }

    #[pyfunction]
    fn get_blocking(fd: i32, vm: &VirtualMachine) -> PyResult<bool> {
        filesystem::with(|vfs| vfs.open_flags(fd))
            .or_raise(vm)
            .map(|flags| !flags.has(OpenFlags::NONBLOCK))
    }

    #[pyfunction]
    fn set_blocking(fd: i32, blocking: bool, vm: &VirtualMachine) -> PyResult<()> {
        filesystem::with(|vfs| vfs.set_nonblocking(fd, !blocking)).or_raise(vm)
    }

    /// Columns and lines.
    #[pystruct_sequence_data]
    #[derive(Debug)]
    pub(crate) struct TerminalSizeData {
        pub(crate) columns: usize,
        pub(crate) lines: usize,
    }

    #[pyattr]
    #[pystruct_sequence(name = "terminal_size", module = "os", data = "TerminalSizeData")]
    pub(crate) struct PyTerminalSize;

    #[pyclass(with(PyStructSequence))]
    impl PyTerminalSize {
        #[pyslot]
        fn slot_new(class: PyTypeRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
            struct_sequence_new(
                class,
                args.bind_for(vm, Self::NAME)?,
                TerminalSizeData::OPTIONAL_FIELD_NAMES,
                vm,
            )
        }
    }

    #[pyfunction]
    fn get_terminal_size(fd: OptionalArg<i32>, vm: &VirtualMachine) -> PyResult<TerminalSizeData> {
        if streams::is_terminal(fd.unwrap_or(1)) {
            Ok(TerminalSizeData { columns: 80, lines: 24 })
        } else {
            Err(os_error(Errno::ENOTTY, &[], vm))
        }
    }
}
