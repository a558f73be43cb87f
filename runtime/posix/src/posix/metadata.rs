//! Functions of the `posix` module about what is known of a file.

#[pymodule(sub)]
pub(crate) mod part {
    use crate::{
        errors::{OrRaise, os_error},
        filesystem,
        paths::{DirFd, PathArg, PathOrFd},
        posix::USER_ID,
    };
    use morelia_vfs::{Access, Errno, FileSystemUse, Stat};
    use rustpython_vm::{
        PyObjectRef, PyPayload, PyResult, VirtualMachine,
        builtins::{PyFloat, PyTuple, PyTypeRef},
        class::PyClassDef,
        convert::ToPyObject,
        function::{FuncArgs, OptionalArg},
        types::{PyStructSequence, PyStructSequenceData, struct_sequence_new},
    };

    /// What `stat_result` holds.
    #[pystruct_sequence_data]
    #[derive(Debug)]
    pub(crate) struct StatResultData {
        pub(crate) st_mode: u32,
        pub(crate) st_ino: u64,
        pub(crate) st_dev: u64,
        pub(crate) st_nlink: u32,
        pub(crate) st_uid: u32,
        pub(crate) st_gid: u32,
        pub(crate) st_size: u64,
        #[pystruct_sequence(unnamed)]
        pub(crate) st_atime_int: i64,
        #[pystruct_sequence(unnamed)]
        pub(crate) st_mtime_int: i64,
        #[pystruct_sequence(unnamed)]
        pub(crate) st_ctime_int: i64,
        #[pystruct_sequence(skip)]
        pub(crate) st_atime: f64,
        #[pystruct_sequence(skip)]
        pub(crate) st_mtime: f64,
        #[pystruct_sequence(skip)]
        pub(crate) st_ctime: f64,
        #[pystruct_sequence(skip)]
        pub(crate) st_atime_ns: i64,
        #[pystruct_sequence(skip)]
        pub(crate) st_mtime_ns: i64,
        #[pystruct_sequence(skip)]
        pub(crate) st_ctime_ns: i64,
        #[pystruct_sequence(skip)]
        pub(crate) st_blksize: u64,
        #[pystruct_sequence(skip)]
        pub(crate) st_blocks: u64,
        #[pystruct_sequence(skip)]
        pub(crate) st_rdev: u64,
    }

    const NANOSECONDS: i64 = 1_000_000_000;

    impl From<Stat> for StatResultData {
        fn from(stat: Stat) -> Self {
            let seconds = |time: i64| time.div_euclid(NANOSECONDS);
            // In this way CPython rounds.
            let float =
                |time: i64| seconds(time) as f64 + 1e-9 * time.rem_euclid(NANOSECONDS) as f64;
            Self {
                st_mode: stat.mode,
                st_ino: stat.ino,
                st_dev: stat.dev,
                st_nlink: stat.nlink,
                st_uid: stat.uid,
                st_gid: stat.gid,
                st_size: stat.size,
                st_atime_int: seconds(stat.atime),
                st_mtime_int: seconds(stat.mtime),
                st_ctime_int: seconds(stat.ctime),
                st_atime: float(stat.atime),
                st_mtime: float(stat.mtime),
                st_ctime: float(stat.ctime),
                st_atime_ns: stat.atime,
                st_mtime_ns: stat.mtime,
                st_ctime_ns: stat.ctime,
                st_blksize: stat.blksize,
                st_blocks: stat.blocks,
                st_rdev: stat.rdev,
            }
        }
    }

    #[pyattr]
    #[pystruct_sequence(name = "stat_result", module = "os", data = "StatResultData")]
    pub(crate) struct PyStatResult;

    #[pyclass(with(PyStructSequence))]
    impl PyStatResult {
        #[pyslot]
        fn slot_new(class: PyTypeRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
            let result = struct_sequence_new(
                class.clone(),
                args.bind_for(vm, Self::NAME)?,
                StatResultData::OPTIONAL_FIELD_NAMES,
                vm,
            )?;
            let Some(tuple) = result.downcast_ref::<PyTuple>() else {
                return Ok(result);
            };
            // A result made of ten numbers has its whole seconds as its times.
            let mut items = tuple.as_slice().to_vec();
            for index in 7..=9 {
                let seconds = items.get(index).cloned();
                if let (Some(float), Some(seconds)) = (items.get_mut(index + 3), seconds)
                    && vm.is_none(float)
                {
                    *float = seconds;
                }
            }
            PyTuple::new_unchecked(items.into_boxed_slice())
                .into_ref_with_type(vm, class)
                .map(Into::into)
        }
    }

    #[derive(FromArgs)]
    struct StatArgs {
        #[pyarg(any)]
        path: PathOrFd,
        #[pyarg(named, default)]
        dir_fd: DirFd,
        #[pyarg(named, default = true)]
        follow_symlinks: bool,
    }

    #[pyfunction]
    fn stat(args: StatArgs, vm: &VirtualMachine) -> PyResult<StatResultData> {
        let StatArgs { path, dir_fd, follow_symlinks } = args;
        match path.below(dir_fd, "stat", vm)? {
            PathOrFd::Fd(_) if !follow_symlinks => {
                Err(vm.new_value_error("stat: cannot use fd and follow_symlinks together"))
            }
            PathOrFd::Fd(fd) => filesystem::with(|vfs| vfs.fstat(fd))
                .or_raise_for(&PathOrFd::Fd(fd), vm)
                .map(Into::into),
            PathOrFd::Path(path) => stat_path(&path, follow_symlinks, vm),
        }
    }

    #[derive(FromArgs)]
    struct LstatArgs {
        #[pyarg(any)]
        path: PathArg,
        #[pyarg(named, default)]
        dir_fd: DirFd,
    }

    #[pyfunction]
    fn lstat(args: LstatArgs, vm: &VirtualMachine) -> PyResult<StatResultData> {
        stat_path(&args.path.below(args.dir_fd), false, vm)
    }

    #[pyfunction]
    fn fstat(fd: i32, vm: &VirtualMachine) -> PyResult<StatResultData> {
        filesystem::with(|vfs| vfs.fstat(fd)).or_raise(vm).map(Into::into)
    }

    /// `os.stat` of a path.
    pub(crate) fn stat_path(
        path: &PathArg,
        follow: bool,
        vm: &VirtualMachine,
    ) -> PyResult<StatResultData> {
        filesystem::with(|vfs| vfs.stat(path.at(), follow)).or_raise_at(path, vm).map(Into::into)
    }

    #[derive(FromArgs)]
    struct AccessArgs {
        #[pyarg(any)]
        path: PathArg,
        #[pyarg(any)]
        mode: u32,
        #[pyarg(named, default)]
        dir_fd: DirFd,
        #[pyarg(named, default)]
        #[expect(dead_code, reason = "there is one user")]
        effective_ids: bool,
        #[pyarg(named, default = true)]
        follow_symlinks: bool,
    }

    #[pyfunction]
    fn access(args: AccessArgs) -> bool {
        let AccessArgs { path, mode, dir_fd, follow_symlinks, .. } = args;
        let path = path.below(dir_fd);
        filesystem::with(|vfs| vfs.access(path.at(), Access(mode), follow_symlinks)).is_ok()
    }

    #[derive(FromArgs)]
    struct ChmodArgs {
        #[pyarg(any)]
        path: PathOrFd,
        #[pyarg(any)]
        mode: u32,
        #[pyarg(named, default)]
        dir_fd: DirFd,
        #[pyarg(named, default = true)]
        follow_symlinks: bool,
    }

    #[pyfunction]
    fn chmod(args: ChmodArgs, vm: &VirtualMachine) -> PyResult<()> {
        let ChmodArgs { path, mode, dir_fd, follow_symlinks } = args;
        match path.below(dir_fd, "chmod", vm)? {
            PathOrFd::Fd(fd) => {
                filesystem::with(|vfs| vfs.fchmod(fd, mode)).or_raise_for(&PathOrFd::Fd(fd), vm)
            }
            PathOrFd::Path(_) if !follow_symlinks => Err(
                vm.new_not_implemented_error("chmod: follow_symlinks unavailable on this platform")
            ),
            PathOrFd::Path(path) => {
                filesystem::with(|vfs| vfs.chmod(path.at(), mode, true)).or_raise_at(&path, vm)
            }
        }
    }

    #[pyfunction]
    fn fchmod(fd: i32, mode: u32, vm: &VirtualMachine) -> PyResult<()> {
        filesystem::with(|vfs| vfs.fchmod(fd, mode)).or_raise(vm)
    }

    #[derive(FromArgs)]
    struct ChownArgs {
        #[pyarg(any)]
        path: PathOrFd,
        #[pyarg(any)]
        uid: i64,
        #[pyarg(any)]
        gid: i64,
        #[pyarg(named, default)]
        dir_fd: DirFd,
        #[pyarg(named, default = true)]
        follow_symlinks: bool,
    }

    /// There is one user, so files can only be given to him.
    #[pyfunction]
    fn chown(args: ChownArgs, vm: &VirtualMachine) -> PyResult<()> {
        let ChownArgs { path, uid, gid, dir_fd, follow_symlinks } = args;
        let path = path.below(dir_fd, "chown", vm)?;
        let result = filesystem::with(|vfs| {
            match &path {
                PathOrFd::Path(path) => vfs.stat(path.at(), follow_symlinks)?,
                PathOrFd::Fd(fd) => vfs.fstat(*fd)?,
            };
            let own = |id: i64| id == -1 || id == i64::from(USER_ID);
            if own(uid) && own(gid) { Ok(()) } else { Err(Errno::EPERM) }
        });
        result.or_raise_for(&path, vm)
    }

    #[pyfunction]
    fn fchown(fd: i32, uid: i64, gid: i64, vm: &VirtualMachine) -> PyResult<()> {
        let path = PathOrFd::Fd(fd);
        chown(ChownArgs { path, uid, gid, dir_fd: DirFd(None), follow_symlinks: true }, vm)
    }

    #[pyfunction]
    fn lchown(path: PathArg, uid: i64, gid: i64, vm: &VirtualMachine) -> PyResult<()> {
        let path = PathOrFd::Path(path);
        chown(ChownArgs { path, uid, gid, dir_fd: DirFd(None), follow_symlinks: false }, vm)
    }

    #[derive(FromArgs)]
    struct UtimeArgs {
        #[pyarg(any)]
        path: PathOrFd,
        #[pyarg(any, default)]
        times: Option<PyObjectRef>,
        #[pyarg(named, optional)]
        ns: OptionalArg<PyObjectRef>,
        #[pyarg(named, default)]
        dir_fd: DirFd,
        #[pyarg(named, default = true)]
        follow_symlinks: bool,
    }

    #[pyfunction]
    fn utime(args: UtimeArgs, vm: &VirtualMachine) -> PyResult<()> {
        let UtimeArgs { path, times, ns, dir_fd, follow_symlinks } = args;
        let path = path.below(dir_fd, "utime", vm)?;
        let (atime, mtime) = match (times, ns.into_option()) {
            (Some(_), Some(_)) => {
                return Err(vm.new_value_error(
                    "utime: you may specify either 'times' or 'ns' but not both",
                ));
            }
            (Some(times), None) => pair(
                &times,
                "utime: 'times' must be either a tuple of two ints or None",
                seconds,
                vm,
            )?,
            (None, Some(ns)) => pair(&ns, "utime: 'ns' must be a tuple of two ints", whole, vm)?,
            (None, None) => {
                let now = filesystem::with(|vfs| Ok(vfs.clock())).or_raise(vm)?;
                (now, now)
            }
        };
        match path {
            PathOrFd::Fd(_) if !follow_symlinks => {
                Err(vm.new_value_error("utime: cannot use fd and follow_symlinks together"))
            }
            PathOrFd::Fd(fd) => {
                filesystem::with(|vfs| vfs.set_fd_times(fd, atime, mtime)).or_raise(vm)
            }
            PathOrFd::Path(path) => {
                filesystem::with(|vfs| vfs.set_times(path.at(), atime, mtime, follow_symlinks))
                    .or_raise(vm)
            }
        }
    }

    type Convert = fn(&PyObjectRef, &VirtualMachine) -> PyResult<i64>;

    fn pair(
        times: &PyObjectRef,
        message: &str,
        convert: Convert,
        vm: &VirtualMachine,
    ) -> PyResult<(i64, i64)> {
        match times.downcast_ref::<PyTuple>().map(|times| times.as_slice()) {
            Some([atime, mtime]) => Ok((convert(atime, vm)?, convert(mtime, vm)?)),
            _ => Err(vm.new_type_error(message)),
        }
    }

    fn whole(time: &PyObjectRef, vm: &VirtualMachine) -> PyResult<i64> {
        time.try_index(vm)?
            .try_to_primitive(vm)
            .map_err(|_| vm.new_overflow_error("timestamp out of range for platform time_t"))
    }

    fn seconds(time: &PyObjectRef, vm: &VirtualMachine) -> PyResult<i64> {
        let too_large = || vm.new_overflow_error("timestamp out of range for platform time_t");
        if let Some(float) = time.downcast_ref::<PyFloat>() {
            let float = float.to_f64();
            if float.is_nan() {
                return Err(vm.new_value_error("Invalid value NaN (not a number)"));
            }
            // In two parts, because a float has no room for both.
            let whole = float.floor();
            if whole.abs() > 9e9 {
                return Err(too_large());
            }
            return Ok(whole as i64 * NANOSECONDS + ((float - whole) * 1e9).floor() as i64);
        }
        whole(time, vm)?.checked_mul(NANOSECONDS).ok_or_else(too_large)
    }

    #[pyfunction]
    fn umask(mask: u32, vm: &VirtualMachine) -> PyResult<u32> {
        filesystem::with(|vfs| Ok(vfs.set_umask(mask))).or_raise(vm)
    }

    #[derive(FromArgs)]
    struct TruncateArgs {
        #[pyarg(any)]
        path: PathOrFd,
        #[pyarg(any)]
        length: i64,
    }

    #[pyfunction]
    fn truncate(args: TruncateArgs, vm: &VirtualMachine) -> PyResult<()> {
        let length = u64::try_from(args.length)
            .map_err(|_| os_error(Errno::EINVAL, &[args.path.origin(vm)], vm))?;
        match args.path {
            PathOrFd::Fd(fd) => filesystem::with(|vfs| vfs.truncate_open(fd, length)).or_raise(vm),
            PathOrFd::Path(path) => {
                filesystem::with(|vfs| vfs.truncate(path.at(), length)).or_raise_at(&path, vm)
            }
        }
    }

    /// What `statvfs_result` holds.
    #[pystruct_sequence_data]
    #[derive(Debug)]
    pub(crate) struct StatvfsData {
        pub(crate) f_bsize: u64,
        pub(crate) f_frsize: u64,
        pub(crate) f_blocks: u64,
        pub(crate) f_bfree: u64,
        pub(crate) f_bavail: u64,
        pub(crate) f_files: u64,
        pub(crate) f_ffree: u64,
        pub(crate) f_favail: u64,
        pub(crate) f_flag: u64,
        pub(crate) f_namemax: u64,
        #[pystruct_sequence(skip)]
        pub(crate) f_fsid: u64,
    }

    #[pyattr]
    #[pystruct_sequence(name = "statvfs_result", module = "os", data = "StatvfsData")]
    pub(crate) struct PyStatvfsResult;

    #[pyclass(with(PyStructSequence))]
    impl PyStatvfsResult {}

    #[pyfunction]
    fn statvfs(path: PathOrFd, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        let result = filesystem::with(|vfs| match &path {
            PathOrFd::Path(path) => vfs.space(path.at()),
            PathOrFd::Fd(fd) => vfs.space_open(*fd),
        });
        let space = result.or_raise_for(&path, vm)?;
        let data = StatvfsData {
            f_bsize: FileSystemUse::BLOCK,
            f_frsize: FileSystemUse::BLOCK,
            f_blocks: space.blocks,
            f_bfree: space.free,
            f_bavail: space.free,
            f_files: space.files + space.free_files,
            f_ffree: space.free_files,
            f_favail: space.free_files,
            f_flag: u64::from(space.read_only),
            f_namemax: 255,
            f_fsid: 0,
        };
        Ok(data.to_pyobject(vm))
    }

    #[pyfunction]
    fn fstatvfs(fd: i32, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        statvfs(PathOrFd::Fd(fd), vm)
    }
}
