//! `FileIO`: a raw file.

use crate::{
    errors::{OrRaise, os_error},
    filesystem,
    io::unsupported,
    open_mode::Mode,
    paths::PathArg,
    streams,
};
use morelia_vfs::{Errno, Whence};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyBool, PyFloat, PyStrRef, PyType},
    class::{PyClassImpl, StaticType},
    function::{ArgBytesLike, ArgMemoryBuffer, OptionalOption},
    recursion::ReprGuard,
    stdlib::_warnings::warn,
    types::{Constructor, DefaultConstructor, Destructor, Initializer, Representable},
};
use std::cell::Cell;

const DIRECTORY: u32 = 0o040_000;
const KIND: u32 = 0o170_000;
/// Bytes that are read at once when the size of a file is not known.
const CHUNK: usize = 65_536;

/// Stands for RustPython's own class of that name, which is private: only its
/// type object can be had.
#[pyclass(module = false, name = "_RawIOBase")]
#[derive(Debug, Default, PyPayload)]
#[repr(align(8))]
pub(super) struct RawIoBase;

#[pyclass]
impl RawIoBase {}

/// Puts `FileIO` into the `_io` module.
pub(super) fn add_to(module: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    if RawIoBase::static_cell().get().is_none() {
        let base = module.get_attr("_RawIOBase", vm)?.downcast::<PyType>();
        let base = base.map_err(|_| vm.new_system_error("_io._RawIOBase is no class"))?;
        let _ = RawIoBase::init_manually(base);
    }
    module.set_attr("FileIO", FileIo::make_static_type(), vm)
}

#[pyclass(module = "_io", name = "FileIO", base = RawIoBase)]
#[derive(Debug)]
pub(super) struct FileIo {
    base: RawIoBase,
    /// Negative when closed.
    fd: Cell<i32>,
    closefd: Cell<bool>,
    mode: Cell<Mode>,
    finalizing: Cell<bool>,
}

impl Default for FileIo {
    fn default() -> Self {
        Self {
            base: RawIoBase,
            fd: Cell::new(-1),
            closefd: Cell::new(true),
            mode: Cell::default(),
            finalizing: Cell::new(false),
        }
    }
}

#[derive(FromArgs)]
pub(super) struct FileIoArgs {
    #[pyarg(any)]
    file: PyObjectRef,
    #[pyarg(any, optional)]
    mode: Option<PyStrRef>,
    #[pyarg(any, default = true)]
    closefd: bool,
    #[pyarg(any, default)]
    opener: Option<PyObjectRef>,
}

impl DefaultConstructor for FileIo {}

impl Initializer for FileIo {
    type Args = FileIoArgs;

    fn init(zelf: &Py<Self>, args: FileIoArgs, vm: &VirtualMachine) -> PyResult<()> {
        let FileIoArgs { file, mode, closefd, opener } = args;
        zelf.release(vm)?;
        let mode_text = mode.as_ref().map_or("r", |mode| mode.to_str().unwrap_or("?"));
        let mode = Mode::parse(mode_text)
            .filter(|mode| !mode.text)
            .ok_or_else(|| vm.new_value_error(format!("invalid mode: {mode_text}")))?;
        if mode.purposes() != 1 {
            return Err(vm.new_value_error(
                "Must have exactly one of create/read/write/append mode and at most one plus",
            ));
        }
        let given = descriptor(&file, vm)?;
        let (fd, own) = match given {
            Some(fd) => (fd, closefd),
            None if !closefd => {
                return Err(vm.new_value_error("Cannot use closefd=False with file name"));
            }
            None => (open(&file, mode, opener, vm)?, true),
        };
        let ready = filesystem::with(|vfs| vfs.fstat(fd)).and_then(|stat| {
            if stat.mode & KIND == DIRECTORY { Err(Errno::EISDIR) } else { Ok(()) }
        });
        let ready = ready.map_err(|errno| match errno {
            Errno::EBADF => os_error(errno, &[], vm),
            errno => os_error(errno, std::slice::from_ref(&file), vm),
        });
        if let Err(error) = ready.and_then(|()| zelf.as_object().set_attr("name", file, vm)) {
            if own && given.is_none() {
                filesystem::with(|vfs| vfs.close(fd)).or_raise(vm)?;
            }
            return Err(error);
        }
        if mode.append {
            // A pipe has no end to go to.
            let _ = filesystem::with(|vfs| vfs.seek(fd, 0, Whence::End));
        }
        zelf.fd.set(fd);
        zelf.closefd.set(closefd);
        zelf.mode.set(mode);
        Ok(())
    }
}

/// The descriptor, if that is what was given.
fn descriptor(file: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<i32>> {
    if file.downcast_ref::<PyFloat>().is_some() {
        return Err(vm.new_type_error("integer argument expected, got float"));
    }
    if file.downcast_ref::<PyBool>().is_some() {
        warn(
            vm.ctx.exceptions.runtime_warning,
            String::from("bool is used as a file descriptor"),
            1,
            vm,
        )?;
    }
    let Some(fd) = file.try_index_opt(vm) else {
        return Ok(None);
    };
    let fd = fd?.try_to_primitive::<i32>(vm)?;
    if fd < 0 { Err(vm.new_value_error("negative file descriptor")) } else { Ok(Some(fd)) }
}

fn open(
    file: &PyObjectRef,
    mode: Mode,
    opener: Option<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult<i32> {
    let flags = mode.open_flags();
    let Some(opener) = opener else {
        let path = PathArg::from_file_argument(file.clone(), vm)?;
        return filesystem::with(|vfs| vfs.open(path.at(), flags, 0o666)).or_raise_at(&path, vm);
    };
    let fd = opener.call((file.clone(), flags.0), vm)?;
    let fd = fd
        .try_index_opt(vm)
        .unwrap_or_else(|| Err(vm.new_type_error("expected integer from opener")))?;
    match fd.try_to_primitive::<i32>(vm)? {
        fd @ 0.. => Ok(fd),
        fd => Err(vm.new_value_error(format!("opener returned {fd}"))),
    }
}

impl FileIo {
    fn open_fd(&self, vm: &VirtualMachine) -> PyResult<i32> {
        match self.fd.get() {
            fd @ 0.. => Ok(fd),
            _ => Err(vm.new_value_error("I/O operation on closed file")),
        }
    }

    fn readable_fd(&self, vm: &VirtualMachine) -> PyResult<i32> {
        let fd = self.open_fd(vm)?;
        if self.mode.get().readable() {
            Ok(fd)
        } else {
            Err(unsupported("File not open for reading", vm))
        }
    }

    fn writable_fd(&self, vm: &VirtualMachine) -> PyResult<i32> {
        let fd = self.open_fd(vm)?;
        if self.mode.get().writable() {
            Ok(fd)
        } else {
            Err(unsupported("File not open for writing", vm))
        }
    }

    /// Forgets the descriptor, and closes it if it is ours.
    fn release(&self, vm: &VirtualMachine) -> PyResult<()> {
        match self.fd.replace(-1) {
            fd @ 0.. if self.closefd.get() => {
                let closed = filesystem::with(|vfs| vfs.close(fd)).or_raise(vm);
                streams::tell_others();
                closed
            }
            _ => Ok(()),
        }
    }

    fn warn_unclosed(&self, source: &PyObject, vm: &VirtualMachine) {
        if self.fd.get() < 0 || !self.closefd.get() {
            return;
        }
        let name = source
            .repr(vm)
            .map_or_else(|_| String::from("<file>"), |name| name.to_string_lossy().into_owned());
        if let Err(error) =
            warn(vm.ctx.exceptions.resource_warning, format!("unclosed file {name}"), 1, vm)
        {
            vm.run_unraisable(error, None, source.to_owned());
        }
    }
}

/// Bytes, or `None` where a non-blocking descriptor has nothing.
fn unless_blocked<T>(result: Result<T, Errno>, vm: &VirtualMachine) -> PyResult<Option<T>> {
    match result {
        Err(Errno::EAGAIN) => Ok(None),
        result => result.or_raise(vm).map(Some),
    }
}

#[pyclass(
    with(Constructor, Initializer, Representable, Destructor),
    flags(BASETYPE, HAS_DICT, HAS_WEAKREF)
)]
impl FileIo {
    #[pygetset]
    fn closed(zelf: &Py<Self>) -> bool {
        zelf.fd.get() < 0
    }

    #[pygetset]
    fn closefd(zelf: &Py<Self>) -> bool {
        zelf.closefd.get()
    }

    #[pygetset]
    fn mode(zelf: &Py<Self>) -> &'static str {
        zelf.mode.get().name()
    }

    #[pygetset(name = "_blksize")]
    fn block_size(zelf: &Py<Self>) -> u64 {
        filesystem::with(|vfs| vfs.fstat(zelf.fd.get())).map_or(4096, |stat| stat.blksize)
    }

    #[pymethod]
    fn fileno(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<i32> {
        zelf.open_fd(vm)
    }

    #[pymethod]
    fn readable(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<bool> {
        zelf.open_fd(vm).map(|_| zelf.mode.get().readable())
    }

    #[pymethod]
    fn writable(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<bool> {
        zelf.open_fd(vm).map(|_| zelf.mode.get().writable())
    }

    #[pymethod]
    fn seekable(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<bool> {
        let fd = zelf.open_fd(vm)?;
        Ok(filesystem::with(|vfs| vfs.seek(fd, 0, Whence::Current)).is_ok())
    }

    #[pymethod]
    fn isatty(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<bool> {
        zelf.open_fd(vm).map(streams::is_terminal)
    }

    #[pymethod(name = "_isatty_open_only")]
    fn isatty_open_only(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<bool> {
        zelf.open_fd(vm).map(streams::is_terminal)
    }

    #[pymethod]
    fn read(
        zelf: &Py<Self>,
        size: OptionalOption<isize>,
        vm: &VirtualMachine,
    ) -> PyResult<Option<Vec<u8>>> {
        let fd = zelf.readable_fd(vm)?;
        let Ok(size) = usize::try_from(size.flatten().unwrap_or(-1)) else {
            return read_all(fd, vm);
        };
        // A size far beyond the file is common; do not allocate it.
        let bound = filesystem::with(|vfs| {
            Ok((vfs.host_device(fd)?, vfs.fstat(fd)?.mode, vfs.remaining(fd)?))
        });
        let size = match bound {
            Ok((None, mode, remaining)) if mode & KIND == 0o100_000 => {
                size.min(usize::try_from(remaining).unwrap_or(size))
            }
            _ => size,
        };
        let mut bytes = vm.new_zeroed_bytes(size)?;
        let count = unless_blocked(streams::read(fd, &mut bytes, vm)?, vm)?;
        Ok(count.map(|count| {
            bytes.truncate(count);
            bytes
        }))
    }

    #[pymethod]
    fn readall(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<Option<Vec<u8>>> {
        read_all(zelf.readable_fd(vm)?, vm)
    }

    #[pymethod]
    fn readinto(
        zelf: &Py<Self>,
        buffer: ArgMemoryBuffer,
        vm: &VirtualMachine,
    ) -> PyResult<Option<usize>> {
        let fd = zelf.readable_fd(vm)?;
        if filesystem::with(|vfs| vfs.host_device(fd)).or_raise(vm)?.is_none() {
            loop {
                let read = buffer.with_ref(|target| filesystem::with(|vfs| vfs.read(fd, target)));
                if read != Err(Errno::EDEADLK) || !streams::wait_for_others(vm)? {
                    streams::tell_others();
                    return unless_blocked(read, vm);
                }
            }
        }
        let mut bytes = vm.new_zeroed_bytes(buffer.len())?;
        let Some(count) = unless_blocked(streams::read(fd, &mut bytes, vm)?, vm)? else {
            return Ok(None);
        };
        if let (Some(target), Some(source)) =
            (buffer.borrow_buf_mut().get_mut(..count), bytes.get(..count))
        {
            target.copy_from_slice(source);
        }
        Ok(Some(count))
    }

    #[pymethod]
    fn write(zelf: &Py<Self>, b: ArgBytesLike, vm: &VirtualMachine) -> PyResult<Option<usize>> {
        let fd = zelf.writable_fd(vm)?;
        let bytes = b.borrow_buf_unlocked(vm)?;
        unless_blocked(streams::write(fd, &bytes, vm)?, vm)
    }

    #[pymethod]
    fn seek(
        zelf: &Py<Self>,
        pos: PyObjectRef,
        whence: rustpython_vm::function::OptionalArg<i32>,
        vm: &VirtualMachine,
    ) -> PyResult<u64> {
        let fd = zelf.open_fd(vm)?;
        if pos.downcast_ref::<PyFloat>().is_some() {
            return Err(vm.new_type_error("an integer is required"));
        }
        let position = pos.try_index(vm)?.try_to_primitive::<i64>(vm)?;
        let whence = Whence::from_raw(whence.unwrap_or(0))
            .ok_or_else(|| os_error(Errno::EINVAL, &[], vm))?;
        filesystem::with(|vfs| vfs.seek(fd, position, whence)).or_raise(vm)
    }

    #[pymethod]
    fn tell(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<u64> {
        let fd = zelf.open_fd(vm)?;
        filesystem::with(|vfs| vfs.seek(fd, 0, Whence::Current)).or_raise(vm)
    }

    #[pymethod]
    fn truncate(
        zelf: &Py<Self>,
        size: OptionalOption<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<u64> {
        let fd = zelf.writable_fd(vm)?;
        let size = match size.flatten() {
            Some(size) => {
                let size = size.try_index(vm)?.try_to_primitive::<i64>(vm)?;
                u64::try_from(size).map_err(|_| os_error(Errno::EINVAL, &[], vm))?
            }
            None => filesystem::with(|vfs| vfs.seek(fd, 0, Whence::Current)).or_raise(vm)?,
        };
        filesystem::with(|vfs| vfs.truncate_open(fd, size)).or_raise(vm)?;
        Ok(size)
    }

    #[pymethod]
    fn close(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if zelf.fd.get() < 0 {
            return Ok(());
        }
        let flushed = vm.call_method(zelf.as_object(), "flush", ());
        if zelf.finalizing.get() {
            zelf.warn_unclosed(zelf.as_object(), vm);
        }
        let marked = zelf.as_object().set_attr("__closed", vm.ctx.new_bool(true), vm);
        match (flushed, zelf.release(vm)) {
            (Err(flush), Err(close)) => Err(chain(close, flush)),
            (Err(error), Ok(())) | (Ok(_), Err(error)) => Err(error),
            (Ok(_), Ok(())) => marked,
        }
    }

    #[pymethod]
    fn _dealloc_warn(zelf: &Py<Self>, source: PyObjectRef, vm: &VirtualMachine) {
        zelf.warn_unclosed(&source, vm);
    }

    #[pymethod]
    fn __getstate__(zelf: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        Err(vm.new_type_error(format!("cannot pickle '{}' instances", zelf.class().name())))
    }
}

fn chain(error: PyBaseExceptionRef, context: PyBaseExceptionRef) -> PyBaseExceptionRef {
    error.set_context(Some(context));
    error
}

fn read_all(fd: i32, vm: &VirtualMachine) -> PyResult<Option<Vec<u8>>> {
    let expected = filesystem::with(|vfs| vfs.remaining(fd)).or_raise(vm)?;
    // One more byte finds the end at the same time.
    let mut size = usize::try_from(expected).unwrap_or(CHUNK).max(1);
    let mut bytes = Vec::new();
    loop {
        let filled = bytes.len();
        if bytes.try_reserve(size).is_err() {
            return Err(vm.no_memory_error());
        }
        bytes.resize(filled + size, 0);
        let target = bytes.get_mut(filled..).unwrap_or_default();
        let Some(count) = unless_blocked(streams::read(fd, target, vm)?, vm)? else {
            bytes.truncate(filled);
            return Ok((filled > 0).then_some(bytes));
        };
        bytes.truncate(filled + count);
        if count == 0 {
            return Ok(Some(bytes));
        }
        size = CHUNK;
    }
}

impl Representable for FileIo {
    fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        let class = zelf.class().slot_name();
        let fd = zelf.fd.get();
        if fd < 0 {
            return Ok(format!("<{class} [closed]>"));
        }
        let mode = zelf.mode.get().name();
        let closefd = if zelf.closefd.get() { "True" } else { "False" };
        match vm.get_attribute_opt(zelf.as_object(), "name")? {
            Some(name) => {
                let Some(_guard) = ReprGuard::enter(vm, zelf.as_object()) else {
                    let class = zelf.class().name();
                    let message = format!("reentrant call inside {class}.__repr__");
                    return Err(vm.new_runtime_error(message));
                };
                let name = name.repr(vm)?;
                Ok(format!(
                    "<{class} name={} mode='{mode}' closefd={closefd}>",
                    name.to_string_lossy()
                ))
            }
            None => Ok(format!("<{class} fd={fd} mode='{mode}' closefd={closefd}>")),
        }
    }
}

impl Destructor for FileIo {
    fn slot_del(zelf: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
        match zelf.downcast_ref::<Self>() {
            Some(file) => Self::del(file, vm),
            None => Ok(()),
        }
    }

    fn del(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if zelf.fd.get() < 0 {
            return Ok(());
        }
        zelf.finalizing.set(true);
        if let Err(error) = vm.call_method(zelf.as_object(), "close", ()) {
            vm.run_unraisable(error, None, zelf.as_object().to_owned());
        }
        Ok(())
    }
}
