//! Native halves of standard library modules.
//!
//! [`module_defs`] gives RustPython's own ones, corrected where they would
//! trap in a page, and ours.

#![cfg(target_arch = "wasm32")]

#[macro_use]
extern crate rustpython_derive;

mod datetime;
mod decimal;
mod memory;
mod zones;

pub use memory::{in_use as memory_in_use, is_short as is_memory_short};

use rustpython_vm::{Context, builtins::PyModuleDef};

/// Modules whose pure-Python ones take their place. `SimpleQueue.get()` of
/// RustPython's `_queue` waits on a condition variable, which traps here; its
/// `_socket` makes sockets that do nothing.
const LEFT_OUT: [&str; 2] = ["_queue", "_socket"];

/// The modules, to be registered before the interpreter is built.
#[must_use]
pub fn module_defs(ctx: &Context) -> Vec<&'static PyModuleDef> {
    let mut defs: Vec<&'static PyModuleDef> = rustpython_stdlib::stdlib_module_defs(ctx)
        .into_iter()
        .filter(|def| !LEFT_OUT.contains(&def.name.as_str()))
        .map(|def| if def.name.as_str() == "_datetime" { datetime::with_clock(def) } else { def })
        .collect();
    defs.extend([decimal::module_def(ctx), memory::module_def(ctx), zones::module_def(ctx)]);
    defs
}
