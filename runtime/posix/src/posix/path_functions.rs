//! `os.fspath`.

#[pymodule(sub)]
pub(crate) mod part {
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
}
