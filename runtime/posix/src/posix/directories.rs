//! Functions of the `posix` module that work on names.

#[pymodule(sub)]
pub(crate) mod part {
    use crate::{
        errors::OrRaise,
        filesystem,
        paths::{self, DirFd, PathArg, PathOrFd},
        posix::metadata::part::stat_path,
    };
    use morelia_vfs::{DirectoryEntry, Errno, FileKind};
    use rustpython_vm::{
        AsObject, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
        builtins::{PyGenericAlias, PyTypeRef},
        convert::ToPyObject,
        function::{FuncArgs, OptionalOption},
        protocol::PyIterReturn,
        stdlib::_warnings::warn,
        types::{Destructor, IterNext, Iterable, Representable, SelfIter},
    };
    use std::cell::{Cell, OnceCell, RefCell};

    #[derive(FromArgs)]
    struct MkdirArgs {
        #[pyarg(any)]
        path: PathArg,
        #[pyarg(any, default = 0o777)]
        mode: u32,
        #[pyarg(named, default)]
        dir_fd: DirFd,
    }

    #[pyfunction]
    fn mkdir(args: MkdirArgs, vm: &VirtualMachine) -> PyResult<()> {
        let path = args.path.below(args.dir_fd);
        let mode = args.mode;
        filesystem::with(|vfs| vfs.mkdir(path.at(), mode)).or_raise_at(&path, vm)
    }

    #[derive(FromArgs)]
    struct PathArgs {
        #[pyarg(any)]
        path: PathArg,
        #[pyarg(named, default)]
        dir_fd: DirFd,
    }

    impl PathArgs {
        fn path(self) -> PathArg {
            self.path.below(self.dir_fd)
        }
    }

    #[pyfunction]
    fn rmdir(args: PathArgs, vm: &VirtualMachine) -> PyResult<()> {
        let path = args.path();
        filesystem::with(|vfs| vfs.rmdir(path.at())).or_raise_at(&path, vm)
    }

    #[pyfunction]
    fn unlink(args: PathArgs, vm: &VirtualMachine) -> PyResult<()> {
        let path = args.path();
        filesystem::with(|vfs| vfs.unlink(path.at())).or_raise_at(&path, vm)
    }

    #[pyfunction]
    fn remove(args: PathArgs, vm: &VirtualMachine) -> PyResult<()> {
        unlink(args, vm)
    }

    #[pyfunction]
    fn readlink(args: PathArgs, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        let path = args.path();
        let target = filesystem::with(|vfs| vfs.readlink(path.at())).or_raise_at(&path, vm)?;
        Ok(path.alike(&target, vm))
    }

    #[derive(FromArgs)]
    struct RenameArgs {
        #[pyarg(any)]
        src: PathArg,
        #[pyarg(any)]
        dst: PathArg,
        #[pyarg(named, default)]
        src_dir_fd: DirFd,
        #[pyarg(named, default)]
        dst_dir_fd: DirFd,
    }

    #[pyfunction]
    fn rename(args: RenameArgs, vm: &VirtualMachine) -> PyResult<()> {
        let src = args.src.below(args.src_dir_fd);
        let dst = args.dst.below(args.dst_dir_fd);
        filesystem::with(|vfs| vfs.rename(src.at(), dst.at())).or_raise_between(&src, &dst, vm)
    }

    #[pyfunction]
    fn replace(args: RenameArgs, vm: &VirtualMachine) -> PyResult<()> {
        rename(args, vm)
    }

    #[derive(FromArgs)]
    struct LinkArgs {
        #[pyarg(any)]
        src: PathArg,
        #[pyarg(any)]
        dst: PathArg,
        #[pyarg(named, default)]
        src_dir_fd: DirFd,
        #[pyarg(named, default)]
        dst_dir_fd: DirFd,
        #[pyarg(named, default = true)]
        follow_symlinks: bool,
    }

    #[pyfunction]
    fn link(args: LinkArgs, vm: &VirtualMachine) -> PyResult<()> {
        let src = args.src.below(args.src_dir_fd);
        let dst = args.dst.below(args.dst_dir_fd);
        // As CPython on Linux: the plain link() that is used otherwise follows none.
        let follow =
            args.follow_symlinks && (args.src_dir_fd.is_given() || args.dst_dir_fd.is_given());
        filesystem::with(|vfs| vfs.link(src.at(), dst.at(), follow))
            .or_raise_between(&src, &dst, vm)
    }

    #[derive(FromArgs)]
    struct SymlinkArgs {
        #[pyarg(any)]
        src: PathArg,
        #[pyarg(any)]
        dst: PathArg,
        #[pyarg(any, default)]
        #[expect(dead_code, reason = "only Windows tells the two apart")]
        target_is_directory: bool,
        #[pyarg(named, default)]
        dir_fd: DirFd,
    }

    #[pyfunction]
    fn symlink(args: SymlinkArgs, vm: &VirtualMachine) -> PyResult<()> {
        let SymlinkArgs { src, dst, dir_fd, .. } = args;
        let dst = dst.below(dir_fd);
        filesystem::with(|vfs| vfs.symlink(&src.bytes, dst.at())).or_raise_between(&src, &dst, vm)
    }

    #[pyfunction]
    fn getcwd(vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        let cwd = filesystem::with(|vfs| vfs.cwd()).or_raise(vm)?;
        Ok(paths::decode(&cwd, vm))
    }

    #[pyfunction]
    fn getcwdb(vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        let cwd = filesystem::with(|vfs| vfs.cwd()).or_raise(vm)?;
        Ok(vm.ctx.new_bytes(cwd).into())
    }

    #[derive(FromArgs)]
    struct ChdirArgs {
        #[pyarg(any)]
        path: PathOrFd,
    }

    #[pyfunction]
    fn chdir(args: ChdirArgs, vm: &VirtualMachine) -> PyResult<()> {
        match args.path {
            PathOrFd::Fd(fd) => {
                filesystem::with(|vfs| vfs.fchdir(fd)).or_raise_for(&PathOrFd::Fd(fd), vm)
            }
            PathOrFd::Path(path) => {
                filesystem::with(|vfs| vfs.chdir(path.at())).or_raise_at(&path, vm)
            }
        }
    }

    #[pyfunction]
    fn fchdir(fd: i32, vm: &VirtualMachine) -> PyResult<()> {
        filesystem::with(|vfs| vfs.fchdir(fd)).or_raise(vm)
    }

    fn list(
        path: Option<PathOrFd>,
        vm: &VirtualMachine,
    ) -> PyResult<(PathArg, Vec<DirectoryEntry>)> {
        match path {
            Some(PathOrFd::Fd(fd)) => {
                let entries = filesystem::with(|vfs| vfs.read_open_directory(fd))
                    .or_raise_for(&PathOrFd::Fd(fd), vm)?;
                Ok((PathArg::default_of("").below(DirFd(Some(fd))), entries))
            }
            Some(PathOrFd::Path(path)) => {
                let entries =
                    filesystem::with(|vfs| vfs.read_directory(path.at())).or_raise_at(&path, vm)?;
                Ok((path, entries))
            }
            None => {
                let path = PathArg::default_of(".");
                let entries =
                    filesystem::with(|vfs| vfs.read_directory(b".")).or_raise_at(&path, vm)?;
                Ok((path, entries))
            }
        }
    }

    #[derive(FromArgs)]
    struct ListArgs {
        #[pyarg(any, optional)]
        path: OptionalOption<PathOrFd>,
    }

    #[pyfunction]
    fn listdir(args: ListArgs, vm: &VirtualMachine) -> PyResult<Vec<PyObjectRef>> {
        let (folder, entries) = list(args.path.flatten(), vm)?;
        Ok(entries.iter().map(|entry| folder.alike(&entry.name, vm)).collect())
    }

    #[pyfunction]
    fn scandir(args: ListArgs, vm: &VirtualMachine) -> PyResult<PyRef<ScandirIterator>> {
        let (folder, mut entries) = list(args.path.flatten(), vm)?;
        entries.reverse();
        let iterator =
            ScandirIterator { folder, entries: RefCell::new(entries), is_open: Cell::new(true) };
        Ok(iterator.into_ref(&vm.ctx))
    }

    #[pyattr]
    #[pyclass(name = "ScandirIterator", module = "posix")]
    #[derive(Debug, PyPayload)]
    struct ScandirIterator {
        folder: PathArg,
        /// Last first.
        entries: RefCell<Vec<DirectoryEntry>>,
        /// Until `close()` or the end of the entries.
        is_open: Cell<bool>,
    }

    #[pyclass(flags(DISALLOW_INSTANTIATION), with(IterNext, Iterable, Destructor))]
    impl ScandirIterator {
        #[pymethod]
        fn close(zelf: &Py<Self>) {
            zelf.is_open.set(false);
            zelf.entries.take();
        }

        #[pymethod]
        fn __enter__(zelf: PyRef<Self>) -> PyRef<Self> {
            zelf
        }

        #[pymethod]
        fn __exit__(zelf: PyRef<Self>, _args: FuncArgs) {
            Self::close(&zelf);
        }

        #[pymethod]
        fn __reduce__(_zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
            Err(vm.new_type_error("cannot pickle 'posix.ScandirIterator' object"))
        }
    }

    impl Destructor for ScandirIterator {
        fn del(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
            if !zelf.is_open.get() {
                return Ok(());
            }
            let source = zelf.as_object();
            let message = format!("unclosed scandir iterator {}", source.repr(vm)?);
            if let Err(error) = warn(vm.ctx.exceptions.resource_warning, message, 1, vm) {
                vm.run_unraisable(error, None, source.to_owned());
            }
            Ok(())
        }
    }

    impl SelfIter for ScandirIterator {}

    impl IterNext for ScandirIterator {
        fn next(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
            let next = zelf.entries.borrow_mut().pop();
            let Some(entry) = next else {
                zelf.is_open.set(false);
                return Ok(PyIterReturn::StopIteration(None));
            };
            let path = match zelf.folder.bytes.as_slice() {
                // By descriptor: names in the open folder.
                [] => entry.name.clone(),
                folder if folder.ends_with(b"/") => [folder, &entry.name].concat(),
                folder => [folder, b"/", &entry.name].concat(),
            };
            let entry = DirEntry {
                name: zelf.folder.alike(&entry.name, vm),
                path: zelf.folder.alike(&path, vm),
                folder: zelf.folder.folder(),
                kind: Cell::new(entry.kind),
                ino: entry.ino,
                stat: OnceCell::new(),
                lstat: OnceCell::new(),
            };
            Ok(PyIterReturn::Return(entry.into_ref(&vm.ctx).into()))
        }
    }

    #[pyattr]
    #[pyclass(name = "DirEntry", module = "posix")]
    #[derive(Debug, PyPayload)]
    struct DirEntry {
        name: PyObjectRef,
        path: PyObjectRef,
        /// The open folder that the path begins in.
        folder: DirFd,
        kind: Cell<FileKind>,
        ino: u64,
        stat: OnceCell<PyObjectRef>,
        lstat: OnceCell<PyObjectRef>,
    }

    #[derive(FromArgs)]
    struct FollowArgs {
        #[pyarg(named, default = true)]
        follow_symlinks: bool,
    }

    impl DirEntry {
        fn path_arg(&self, vm: &VirtualMachine) -> PyResult<PathArg> {
            self.path.clone().try_into_value::<PathArg>(vm).map(|path| path.below(self.folder))
        }

        /// The kind of file, or `None` when it is not there any more.
        fn follow(&self, follow: bool, vm: &VirtualMachine) -> PyResult<Option<FileKind>> {
            let kind = self.kind.get();
            if !follow || kind != FileKind::Symlink {
                return Ok(Some(kind));
            }
            let path = self.path_arg(vm)?;
            let stat = filesystem::with(|vfs| match vfs.stat(path.at(), true) {
                Err(Errno::ENOENT) => Ok(None),
                stat => stat.map(Some),
            });
            let mode = stat.or_raise_at(&path, vm)?.map(|stat| stat.mode & 0o170_000);
            let kinds = [FileKind::Regular, FileKind::Directory, FileKind::Device, FileKind::Fifo];
            Ok(kinds.into_iter().find(|kind| Some(kind.mode_bits()) == mode))
        }
    }

    #[pyclass(flags(DISALLOW_INSTANTIATION), with(Representable))]
    impl DirEntry {
        #[pygetset]
        fn name(zelf: &Py<Self>) -> PyObjectRef {
            zelf.name.clone()
        }

        #[pygetset]
        fn path(zelf: &Py<Self>) -> PyObjectRef {
            zelf.path.clone()
        }

        #[pymethod]
        fn inode(zelf: &Py<Self>) -> u64 {
            zelf.ino
        }

        #[pymethod]
        fn is_dir(zelf: &Py<Self>, args: FollowArgs, vm: &VirtualMachine) -> PyResult<bool> {
            Ok(zelf.follow(args.follow_symlinks, vm)? == Some(FileKind::Directory))
        }

        #[pymethod]
        fn is_file(zelf: &Py<Self>, args: FollowArgs, vm: &VirtualMachine) -> PyResult<bool> {
            Ok(zelf.follow(args.follow_symlinks, vm)? == Some(FileKind::Regular))
        }

        #[pymethod]
        fn is_symlink(zelf: &Py<Self>) -> bool {
            zelf.kind.get() == FileKind::Symlink
        }

        #[pymethod]
        fn is_junction(_zelf: &Py<Self>) -> bool {
            false
        }

        #[pymethod]
        fn stat(zelf: &Py<Self>, args: FollowArgs, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
            let cache = if args.follow_symlinks { &zelf.stat } else { &zelf.lstat };
            if let Some(stat) = cache.get() {
                return Ok(stat.clone());
            }
            let stat = stat_path(&zelf.path_arg(vm)?, args.follow_symlinks, vm)?.to_pyobject(vm);
            Ok(cache.get_or_init(|| stat).clone())
        }

        #[pymethod]
        fn __fspath__(zelf: &Py<Self>) -> PyObjectRef {
            zelf.path.clone()
        }

        #[pyclassmethod]
        fn __class_getitem__(
            class: PyTypeRef,
            item: PyObjectRef,
            vm: &VirtualMachine,
        ) -> PyResult<PyGenericAlias> {
            PyGenericAlias::from_args(class, item, vm)
        }

        #[pymethod]
        fn __reduce__(_zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
            Err(vm.new_type_error("cannot pickle 'posix.DirEntry' object"))
        }
    }

    impl Representable for DirEntry {
        fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
            Ok(format!("<DirEntry {}>", zelf.name.as_object().repr(vm)?.to_string_lossy()))
        }
    }
}
