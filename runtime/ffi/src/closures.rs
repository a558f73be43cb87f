//! Python functions of closures, which go with the function.
//!
//! What `VirtualMachine::new_function` makes keeps its closure for ever.

use rustpython_vm::{
    Py, PyObjectRef, PyPayload, PyResult, VirtualMachine, class::PyClassImpl, function::FuncArgs,
    pyclass, types::Callable,
};

type Body = dyn Fn(FuncArgs, &VirtualMachine) -> PyResult;

/// A function of the bridge's own that Python calls.
#[pyclass(module = "pyodide.ffi", name = "function")]
#[derive(PyPayload)]
pub(crate) struct ClosureFunction(Box<Body>);

impl std::fmt::Debug for ClosureFunction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClosureFunction")
    }
}

#[pyclass(with(Callable))]
impl ClosureFunction {}

impl Callable for ClosureFunction {
    type Args = FuncArgs;

    fn call(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        (zelf.0)(args, vm)
    }
}

/// A Python function that does what `body` does.
pub(crate) fn function(
    vm: &VirtualMachine,
    body: impl Fn(FuncArgs, &VirtualMachine) -> PyResult + 'static,
) -> PyObjectRef {
    ClosureFunction(Box::new(body)).into_ref(&vm.ctx).into()
}

/// Makes the class known, before the first instance.
pub(crate) fn make_types() {
    let _ = ClosureFunction::make_static_type();
}
