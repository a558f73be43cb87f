//! What fibers that do not run are doing.

use rustpython_vm::PyRef;
use rustpython_vm::{
    AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyList, PyListRef},
};

/// Pairs of thread identifiers and stacks; a stack is a list of code, line
/// number, globals and locals of each frame, innermost first.
pub(crate) fn others(vm: &VirtualMachine) -> PyResult<PyListRef> {
    let mut found: Vec<PyObjectRef> = Vec::new();
    let mut failed = None;
    morelia_fiber::look_at_others(|fiber, its_vm| match stack(its_vm) {
        Ok(stack) => {
            let ident = vm.ctx.new_int(fiber.ident()).into();
            found.push(vm.ctx.new_tuple(vec![ident, stack.into()]).into());
        }
        Err(error) => failed = Some(error),
    });
    failed.map_or_else(|| Ok(vm.ctx.new_list(found)), Err)
}

/// The stack of the machine's current frame. Only while that is the running
/// one does a frame know its caller and its variables.
fn stack(vm: &VirtualMachine) -> PyResult<PyRef<PyList>> {
    let mut frames: Vec<PyObjectRef> = Vec::new();
    let mut next = vm.current_frame();
    while let Some(frame) = next {
        let object: &PyObject = frame.as_object();
        let part = |name: &'static str| object.get_attr(name, vm);
        let locals = vm.ctx.types.dict_type.as_object().call((part("f_locals")?,), vm)?;
        let parts = vec![part("f_code")?, part("f_lineno")?, part("f_globals")?, locals];
        frames.push(vm.ctx.new_tuple(parts).into());
        next = frame.f_back(vm);
    }
    Ok(vm.ctx.new_list(frames))
}
