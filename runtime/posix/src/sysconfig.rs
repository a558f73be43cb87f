//! The build-time variables, under the name by which `sysconfig` asks for them.

use rustpython_vm::{
    Context,
    builtins::{PyModuleDef, PyModuleSlots},
};

/// `_sysconfigdata_<abiflags>_<platform>_<multiarch>`. RustPython registers
/// its data under the platform that it was compiled for, but `sys.platform` is
/// `emscripten`.
const NAME: &str = "_sysconfigdata_t_emscripten_wasm32";

pub(crate) fn module_def(ctx: &Context) -> Option<&'static PyModuleDef> {
    let defs = rustpython_vm::stdlib::builtin_module_defs(ctx);
    let native = defs.into_iter().find(|def| def.name.as_str() == "_sysconfigdata")?;
    Some(Box::leak(Box::new(PyModuleDef {
        name: ctx.intern_str(NAME),
        doc: native.doc,
        methods: native.methods,
        slots: PyModuleSlots { create: native.slots.create, exec: native.slots.exec },
    })))
}
