//! The `_sqlite3` module: RustPython's own, on SQLite for WebAssembly.
//!
//! The module is taken out of the released crate by `build.rs`. What is here
//! lets it begin, and puts databases into the file system that Python sees.

#![cfg(target_arch = "wasm32")]

#[macro_use]
extern crate rustpython_derive;

mod files;
mod locks;

mod released {
    #![allow(
        warnings,
        clippy::all,
        clippy::pedantic,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "RustPython's source, see build.rs"
    )]
    include!(concat!(env!("OUT_DIR"), "/module.rs"));
}

use rustpython_vm::{
    Context, Py, PyResult, VirtualMachine,
    builtins::{PyModule, PyModuleDef, PyModuleSlots},
};
use std::sync::OnceLock;

type Exec = fn(&VirtualMachine, &Py<PyModule>) -> PyResult<()>;

static ORIGINAL: OnceLock<Exec> = OnceLock::new();

/// The module, to be registered before the interpreter is built.
#[must_use]
pub fn module_def(ctx: &Context) -> &'static PyModuleDef {
    let def = released::module_def(ctx);
    let Some(exec) = def.slots.exec else { return def };
    let _ = ORIGINAL.set(exec);
    Box::leak(Box::new(PyModuleDef {
        name: def.name,
        doc: def.doc,
        methods: def.methods,
        slots: PyModuleSlots { create: def.slots.create, exec: Some(begin) },
    }))
}

fn begin(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
    files::register().map_err(|error| vm.new_os_error(format!("SQLite cannot begin: {error}")))?;
    ORIGINAL.get().map_or(Ok(()), |original| original(vm, module))
}
