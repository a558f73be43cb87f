//! Paths and descriptors as Python passes them.

use morelia_vfs::At;
use rustpython_common::wtf8::{CodePoint, Wtf8Buf};
use rustpython_vm::{
    AsObject, PyObjectRef, PyResult, TryFromObject, VirtualMachine,
    builtins::{PyBytes, PyStr},
    function::FsPath,
};

/// A path argument: `str`, `bytes` or `os.PathLike`.
#[derive(Clone, Debug)]
pub(crate) struct PathArg {
    pub(crate) bytes: Vec<u8>,
    /// What the caller gave, for the `filename` of errors. `None`: a default.
    given: Option<PyObjectRef>,
    /// The descriptor of the folder that a relative path begins in.
    folder: Option<i32>,
}

impl PathArg {
    /// The path as the file system takes it.
    pub(crate) fn at(&self) -> At<'_> {
        At { folder: self.folder, path: &self.bytes }
    }

    /// The path, beginning in an open folder.
    pub(crate) fn below(mut self, DirFd(folder): DirFd) -> Self {
        self.folder = folder;
        self
    }

    /// The folder that the path begins in, for a path that is made of it.
    pub(crate) fn folder(&self) -> DirFd {
        DirFd(self.folder)
    }

    /// A path that the caller left out.
    pub(crate) fn default_of(path: &str) -> Self {
        Self { bytes: path.as_bytes().to_vec(), given: None, folder: None }
    }

    pub(crate) fn origin(&self, vm: &VirtualMachine) -> PyObjectRef {
        self.given.clone().unwrap_or_else(|| decode(&self.bytes, vm))
    }

    /// Whether results are to be `bytes` as well.
    pub(crate) fn is_bytes(&self) -> bool {
        self.given.as_ref().is_some_and(|given| given.downcast_ref::<PyBytes>().is_some())
    }

    /// A name or path in the type in which the caller gave his.
    pub(crate) fn alike(&self, bytes: &[u8], vm: &VirtualMachine) -> PyObjectRef {
        if self.is_bytes() { vm.ctx.new_bytes(bytes.to_vec()).into() } else { decode(bytes, vm) }
    }

    fn from_text(given: PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<Self>> {
        let bytes = if let Some(text) = given.downcast_ref::<PyStr>() {
            encode(text, vm)?
        } else if let Some(bytes) = given.downcast_ref::<PyBytes>() {
            bytes.as_bytes().to_vec()
        } else {
            return Ok(None);
        };
        if bytes.contains(&0) {
            return Err(vm.new_value_error("embedded null byte"));
        }
        Ok(Some(Self { bytes, given: Some(given), folder: None }))
    }

    fn convert(given: PyObjectRef, expected: &str, vm: &VirtualMachine) -> PyResult<Self> {
        if let Some(path) = Self::from_text(given.clone(), vm)? {
            return Ok(path);
        }
        let wrong_type = || format!("path should be {expected}, not {}", given.class().name());
        let fspath = vm.ctx.intern_str("__fspath__");
        let method = vm.get_method_or_type_error(given.clone(), fspath, wrong_type)?;
        if vm.is_none(&method) {
            return Err(vm.new_type_error(wrong_type()));
        }
        let result = method.call((), vm)?;
        Self::from_text(result.clone(), vm)?.ok_or_else(|| {
            vm.new_type_error(format!(
                "expected {}.__fspath__() to return str or bytes, not {}",
                given.class().name(),
                result.class().name(),
            ))
        })
    }

    /// As `os.fspath` words its errors.
    pub(crate) fn from_file_argument(given: PyObjectRef, vm: &VirtualMachine) -> PyResult<Self> {
        let given = match FsPath::try_from_path_like(given, true, vm)? {
            FsPath::Str(text) => text.into(),
            FsPath::Bytes(bytes) => bytes.into(),
        };
        Self::convert(given, "string, bytes or os.PathLike", vm)
    }
}

impl TryFromObject for PathArg {
    fn try_from_object(vm: &VirtualMachine, given: PyObjectRef) -> PyResult<Self> {
        Self::convert(given, "string, bytes or os.PathLike", vm)
    }
}

/// A path, or the descriptor of an open file.
#[derive(Clone, Debug)]
pub(crate) enum PathOrFd {
    Path(PathArg),
    Fd(i32),
}

impl TryFromObject for PathOrFd {
    fn try_from_object(vm: &VirtualMachine, given: PyObjectRef) -> PyResult<Self> {
        if let Some(fd) = given.try_index_opt(vm) {
            return Ok(Self::Fd(fd?.try_to_primitive(vm)?));
        }
        PathArg::convert(given, "string, bytes, os.PathLike or integer", vm).map(Self::Path)
    }
}

impl PathOrFd {
    /// What errors call it.
    pub(crate) fn origin(&self, vm: &VirtualMachine) -> PyObjectRef {
        match self {
            Self::Path(path) => path.origin(vm),
            Self::Fd(fd) => vm.new_pyobj(*fd),
        }
    }

    /// The path, beginning in an open folder; for a descriptor that is an error.
    pub(crate) fn below(self, folder: DirFd, name: &str, vm: &VirtualMachine) -> PyResult<Self> {
        match (self, folder) {
            (Self::Path(path), folder) => Ok(Self::Path(path.below(folder))),
            (fd, DirFd(None)) => Ok(fd),
            _ => {
                Err(vm
                    .new_value_error(format!("{name}: can't specify dir_fd without matching path")))
            }
        }
    }
}

/// An argument like `dir_fd`: the descriptor of a folder, or `None`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct DirFd(pub(crate) Option<i32>);

impl DirFd {
    pub(crate) fn is_given(self) -> bool {
        self.0.is_some()
    }
}

impl TryFromObject for DirFd {
    fn try_from_object(vm: &VirtualMachine, given: PyObjectRef) -> PyResult<Self> {
        if vm.is_none(&given) {
            return Ok(Self(None));
        }
        let Some(fd) = given.try_index_opt(vm) else {
            return Err(vm.new_type_error(format!(
                "argument should be integer or None, not {}",
                given.class().name()
            )));
        };
        Ok(Self(Some(fd?.try_to_primitive(vm)?)))
    }
}

/// An int, or an object with `fileno()`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileArg(pub(crate) i32);

impl TryFromObject for FileArg {
    fn try_from_object(vm: &VirtualMachine, given: PyObjectRef) -> PyResult<Self> {
        let fd: i32 = if let Some(fd) = given.try_index_opt(vm) {
            fd?.try_to_primitive(vm)?
        } else if let Some(fileno) = vm.get_attribute_opt(&given, "fileno")? {
            fileno.call((), vm)?.try_index(vm)?.try_to_primitive(vm)?
        } else {
            return Err(vm.new_type_error("argument must be an int, or have a fileno() method."));
        };
        if fd < 0 {
            return Err(
                vm.new_value_error(format!("file descriptor cannot be a negative integer ({fd})"))
            );
        }
        Ok(Self(fd))
    }
}

/// `os.fsencode`: UTF-8 with `surrogateescape`.
pub(crate) fn encode(text: &rustpython_vm::Py<PyStr>, vm: &VirtualMachine) -> PyResult<Vec<u8>> {
    if let Some(text) = text.to_str() {
        return Ok(text.as_bytes().to_vec());
    }
    let mut bytes = Vec::new();
    for (position, point) in text.as_wtf8().code_points().enumerate() {
        match (point.to_char(), point.to_u32()) {
            (Some(character), _) => {
                bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes())
            }
            (None, escaped @ 0xDC80..=0xDCFF) => bytes.push((escaped - 0xDC00) as u8),
            (None, _) => {
                return Err(vm.new_unicode_encode_error(
                    vm.ctx.new_str("utf-8"),
                    text.to_owned(),
                    position,
                    position + 1,
                    vm.ctx.new_str("surrogates not allowed"),
                ));
            }
        }
    }
    Ok(bytes)
}

/// `os.fsdecode`: UTF-8 with `surrogateescape`.
pub(crate) fn decode(bytes: &[u8], vm: &VirtualMachine) -> PyObjectRef {
    let mut text = Wtf8Buf::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            if let Some(escaped) = CodePoint::from_u32(0xDC00 + u32::from(*byte)) {
                text.push(escaped);
            }
        }
    }
    vm.ctx.new_str(text).into()
}
