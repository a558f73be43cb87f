//! The `_io` module with what RustPython leaves out here: `FileIO` and `open`.

mod file_io;
mod open;

use rustpython_vm::{
    AsObject, Context, Py, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyModule, PyModuleDef, PyModuleSlots},
};
use std::cell::Cell;

thread_local! {
    static NATIVE: Cell<Option<&'static PyModuleDef>> = const { Cell::new(None) };
    static COMPLETE: Cell<Option<&'static PyModuleDef>> = const { Cell::new(None) };
}

/// RustPython's `_io`, completed.
pub(crate) fn module_def(ctx: &Context) -> Option<&'static PyModuleDef> {
    if let Some(complete) = COMPLETE.get() {
        return Some(complete);
    }
    let native = rustpython_vm::stdlib::builtin_module_defs(ctx)
        .into_iter()
        .find(|def| def.name.as_str() == "_io")?;
    NATIVE.set(Some(native));
    let ours = open::part::METHOD_DEFS;
    let replaced = |name: &str| ours.iter().any(|method| method.name == name);
    let kept = native.methods.iter().filter(|method| !replaced(method.name));
    let methods: Vec<_> = kept.chain(ours).cloned().collect();
    // Module definitions live as long as the interpreter, which is for ever.
    let complete: &'static PyModuleDef = Box::leak(Box::new(PyModuleDef {
        name: native.name,
        doc: native.doc,
        methods: Vec::leak(methods),
        slots: PyModuleSlots { create: native.slots.create, exec: Some(exec) },
    }));
    COMPLETE.set(Some(complete));
    Some(complete)
}

fn exec(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
    if let Some(native) = NATIVE.get() {
        native.exec_module(vm, module)?;
    }
    file_io::add_to(module.as_object(), vm)
}

/// An attribute of the `_io` module.
fn attribute(name: &'static str, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
    let modules = vm.sys_module.as_object().get_attr("modules", vm)?;
    modules.get_item("_io", vm)?.get_attr(name, vm)
}

/// An `io.UnsupportedOperation`.
fn unsupported(message: &str, vm: &VirtualMachine) -> rustpython_vm::builtins::PyBaseExceptionRef {
    let error = attribute("UnsupportedOperation", vm)
        .and_then(|class| class.call((message.to_owned(),), vm))
        .map(|error| error.downcast());
    match error {
        Ok(Ok(error)) | Err(error) => error,
        Ok(Err(_)) => vm.new_os_error(message),
    }
}
