//! `os.fspath`, and what `posixpath` asks for: pure work on the text of paths.

#[pymodule(sub)]
pub(crate) mod part {
    use rustpython_common::wtf8::Wtf8Buf;
    use rustpython_vm::{
        PyObjectRef, PyResult, VirtualMachine, convert::ToPyObject, function::FsPath,
    };

    #[derive(FromArgs)]
    struct FspathArgs {
        #[pyarg(any)]
        path: PyObjectRef,
    }

    #[pyfunction]
    fn fspath(args: FspathArgs, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        FsPath::try_from_path_like(args.path, false, vm).map(|path| path.to_pyobject(vm))
    }

    /// Removes `.`, doubled slashes, and `..` with what is before it.
    #[pyfunction]
    fn _path_normpath(args: FspathArgs, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        let path = FsPath::try_from_path_like(args.path, false, vm)?;
        Ok(alike(&path, normal(bytes_of(&path)), vm))
    }

    /// The drive (always empty), the root and the rest.
    #[pyfunction]
    fn _path_splitroot_ex(
        args: FspathArgs,
        vm: &VirtualMachine,
    ) -> PyResult<(PyObjectRef, PyObjectRef, PyObjectRef)> {
        let path = FsPath::try_from_path_like(args.path, false, vm)?;
        let bytes = bytes_of(&path);
        let (root, rest) = bytes.split_at(root_length(bytes));
        let part = |bytes: &[u8]| alike(&path, bytes.to_vec(), vm);
        Ok((part(b""), part(root), part(rest)))
    }

    fn bytes_of(path: &FsPath) -> &[u8] {
        match path {
            FsPath::Str(text) => text.as_wtf8().as_bytes(),
            FsPath::Bytes(bytes) => bytes.as_bytes(),
        }
    }

    /// The parts of a path are as well-formed as the path: a slash is no part
    /// of another character.
    fn alike(path: &FsPath, bytes: Vec<u8>, vm: &VirtualMachine) -> PyObjectRef {
        match path {
            FsPath::Str(_) => {
                let text = Wtf8Buf::from_bytes(bytes).unwrap_or_default();
                vm.ctx.new_str(text).into()
            }
            FsPath::Bytes(_) => vm.ctx.new_bytes(bytes).into(),
        }
    }

    /// Two slashes may mean something else than one, three do not.
    fn root_length(path: &[u8]) -> usize {
        match path.iter().take_while(|byte| **byte == b'/').count() {
            count @ 0..=2 => count,
            _ => 1,
        }
    }

    fn normal(path: &[u8]) -> Vec<u8> {
        let (root, rest) = path.split_at(root_length(path));
        let mut parts: Vec<&[u8]> = Vec::new();
        for part in rest.split(|byte| *byte == b'/') {
            match part {
                b"" | b"." => {}
                b".." if parts.last().is_some_and(|last| *last != b"..") => {
                    parts.pop();
                }
                b".." if !root.is_empty() => {}
                part => parts.push(part),
            }
        }
        let normal = [root, parts.join(&b'/').as_slice()].concat();
        if normal.is_empty() { b".".to_vec() } else { normal }
    }
}
