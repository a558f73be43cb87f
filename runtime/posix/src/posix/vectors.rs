//! Functions of the `posix` module that move many bytes: into several buffers,
//! or from file to file.

#[pymodule(sub)]
pub(crate) mod part {
    use crate::{
        errors::{OrRaise, os_error},
        filesystem,
        paths::PathOrFd,
        streams,
    };
    use morelia_vfs::{Errno, Fd, Vfs, Whence};
    use rustpython_vm::{
        PyObjectRef, PyResult, VirtualMachine,
        builtins::{PyDictRef, PyStr},
        function::{ArgBytesLike, ArgMemoryBuffer, ArgSequence},
    };

    /// Bytes that are copied at once from file to file.
    const CHUNK: usize = 1 << 20;

    /// What `pathconf` knows, with Linux's numbers and values.
    const LIMITS: [(&str, i32, i64); 7] = [
        ("PC_LINK_MAX", 0, 65_000),
        ("PC_MAX_CANON", 1, 255),
        ("PC_MAX_INPUT", 2, 255),
        ("PC_NAME_MAX", 3, 255),
        ("PC_PATH_MAX", 4, 4096),
        ("PC_PIPE_BUF", 5, 4096),
        ("PC_NO_TRUNC", 7, 1),
    ];

    #[pyfunction]
    fn readv(
        fd: i32,
        buffers: ArgSequence<ArgMemoryBuffer>,
        vm: &VirtualMachine,
    ) -> PyResult<usize> {
        fill(&buffers.into_vec(), vm, |bytes| streams::read(fd, bytes, vm)?.or_raise(vm))
    }

    #[pyfunction]
    fn preadv(
        fd: i32,
        buffers: ArgSequence<ArgMemoryBuffer>,
        offset: i64,
        vm: &VirtualMachine,
    ) -> PyResult<usize> {
        let offset = position(offset, vm)?;
        fill(&buffers.into_vec(), vm, |bytes| {
            filesystem::with(|vfs| vfs.read_at(fd, bytes, offset)).or_raise(vm)
        })
    }

    #[pyfunction]
    fn writev(fd: i32, buffers: ArgSequence<ArgBytesLike>, vm: &VirtualMachine) -> PyResult<usize> {
        streams::write(fd, &joined(&buffers.into_vec(), vm)?, vm)?.or_raise(vm)
    }

    #[pyfunction]
    fn pwritev(
        fd: i32,
        buffers: ArgSequence<ArgBytesLike>,
        offset: i64,
        vm: &VirtualMachine,
    ) -> PyResult<usize> {
        let offset = position(offset, vm)?;
        let bytes = joined(&buffers.into_vec(), vm)?;
        filesystem::with(|vfs| vfs.write_at(fd, &bytes, offset)).or_raise(vm)
    }

    fn fill(
        buffers: &[ArgMemoryBuffer],
        vm: &VirtualMachine,
        read: impl FnOnce(&mut [u8]) -> PyResult<usize>,
    ) -> PyResult<usize> {
        let mut bytes = vm.new_zeroed_bytes(buffers.iter().map(|buffer| buffer.len()).sum())?;
        let count = read(&mut bytes)?;
        let mut rest = bytes.get(..count).unwrap_or_default();
        for buffer in buffers {
            buffer.with_ref(|target| {
                let (now, later) = rest.split_at(rest.len().min(target.len()));
                for (slot, byte) in target.iter_mut().zip(now) {
                    *slot = *byte;
                }
                rest = later;
            });
        }
        Ok(count)
    }

    fn joined(buffers: &[ArgBytesLike], vm: &VirtualMachine) -> PyResult<Vec<u8>> {
        let mut bytes = Vec::new();
        for buffer in buffers {
            let part = buffer.borrow_buf();
            if bytes.try_reserve(part.len()).is_err() {
                return Err(vm.no_memory_error());
            }
            bytes.extend_from_slice(&part);
        }
        Ok(bytes)
    }

    fn position(offset: i64, vm: &VirtualMachine) -> PyResult<u64> {
        u64::try_from(offset).map_err(|_| os_error(Errno::EINVAL, &[], vm))
    }

    #[derive(FromArgs)]
    struct SendfileArgs {
        #[pyarg(any)]
        out_fd: i32,
        #[pyarg(any)]
        in_fd: i32,
        #[pyarg(any)]
        offset: Option<i64>,
        #[pyarg(any)]
        count: i64,
    }

    #[pyfunction]
    fn sendfile(args: SendfileArgs, vm: &VirtualMachine) -> PyResult<u64> {
        copy(args.in_fd, args.offset, args.out_fd, None, args.count, vm)
    }

    #[derive(FromArgs)]
    struct CopyFileRangeArgs {
        #[pyarg(any)]
        src: i32,
        #[pyarg(any)]
        dst: i32,
        #[pyarg(any)]
        count: i64,
        #[pyarg(any, default)]
        offset_src: Option<i64>,
        #[pyarg(any, default)]
        offset_dst: Option<i64>,
    }

    #[pyfunction]
    fn copy_file_range(args: CopyFileRangeArgs, vm: &VirtualMachine) -> PyResult<u64> {
        if args.count < 0 {
            return Err(vm.new_value_error("negative value for 'count' not allowed"));
        }
        copy(args.src, args.offset_src, args.dst, args.offset_dst, args.count, vm)
    }

    /// Copies up to `count` bytes; with an offset, a descriptor's position stays.
    fn copy(
        from: Fd,
        from_offset: Option<i64>,
        to: Fd,
        to_offset: Option<i64>,
        count: i64,
        vm: &VirtualMachine,
    ) -> PyResult<u64> {
        let from_offset = from_offset.map(|offset| position(offset, vm)).transpose()?;
        let to_offset = to_offset.map(|offset| position(offset, vm)).transpose()?;
        let count = position(count, vm)?;
        let mut done = 0;
        let mut buffer = vm.new_zeroed_bytes(CHUNK.min(usize::try_from(count).unwrap_or(CHUNK)))?;
        while done < count {
            let most = usize::try_from(count - done).unwrap_or(CHUNK).min(buffer.len());
            let part = buffer.get_mut(..most).unwrap_or_default();
            let read = filesystem::with(|vfs| match from_offset {
                Some(offset) => vfs.read_at(from, part, offset + done),
                None => vfs.read(from, part),
            })
            .or_raise(vm)?;
            let part = part.get(..read).unwrap_or_default();
            if part.is_empty() {
                break;
            }
            let written = match to_offset {
                Some(offset) => filesystem::with(|vfs| vfs.write_at(to, part, offset + done)),
                None => streams::write(to, part, vm)?,
            };
            let written = match written {
                Ok(written) => written,
                Err(_) if done > 0 => 0,
                Err(errno) => return Err(os_error(errno, &[], vm)),
            };
            done += written as u64;
            if written < read {
                if from_offset.is_none() {
                    filesystem::with(|vfs| give_back(vfs, from, read - written)).or_raise(vm)?;
                }
                break;
            }
        }
        Ok(done)
    }

    fn give_back(vfs: &mut Vfs, fd: Fd, count: usize) -> Result<u64, Errno> {
        vfs.seek(fd, -i64::try_from(count).map_err(|_| Errno::EOVERFLOW)?, Whence::Current)
    }

    /// Memory needs no advice.
    #[pyfunction]
    fn posix_fadvise(
        fd: i32,
        _offset: i64,
        _length: i64,
        _advice: i32,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        filesystem::with(|vfs| vfs.fstat(fd)).or_raise(vm).map(drop)
    }

    #[pyfunction]
    fn pathconf(path: PathOrFd, name: PyObjectRef, vm: &VirtualMachine) -> PyResult<i64> {
        let limit = match name.downcast_ref::<PyStr>() {
            Some(name) => LIMITS.iter().find(|(known, ..)| name.to_str() == Some(*known)),
            None => {
                let number: i32 = name.try_index(vm)?.try_to_primitive(vm)?;
                let known = LIMITS.iter().find(|(_, known, _)| *known == number);
                return match known {
                    Some((.., value)) => Ok(*value),
                    None => Err(os_error(Errno::EINVAL, &[path.origin(vm)], vm)),
                };
            }
        };
        let Some((.., value)) = limit else {
            return Err(vm.new_value_error("unrecognized configuration name"));
        };
        filesystem::with(|vfs| match &path {
            PathOrFd::Path(path) => vfs.stat(path.at(), true),
            PathOrFd::Fd(fd) => vfs.fstat(*fd),
        })
        .or_raise_for(&path, vm)
        .map(|_| *value)
    }

    #[pyfunction]
    fn fpathconf(fd: i32, name: PyObjectRef, vm: &VirtualMachine) -> PyResult<i64> {
        pathconf(PathOrFd::Fd(fd), name, vm)
    }

    #[pyattr]
    fn pathconf_names(vm: &VirtualMachine) -> PyDictRef {
        let names = vm.ctx.new_dict();
        for (name, number, _) in LIMITS {
            // A dict of ours takes any string.
            let _ = names.set_item(name, vm.new_pyobj(number), vm);
        }
        names
    }
}
