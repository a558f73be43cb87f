//! Python's threads as fibers: the `_thread` module.
//!
//! A thread is a fiber: it runs until it blocks or its time slice is over, and
//! then another one goes on. Locks suspend the fiber that waits for them.

#[macro_use]
extern crate rustpython_derive;

mod handle;
mod local;
mod lock;
mod module;
mod queue;
mod start;

pub use start::BaseEntry;

use rustpython_vm::{Context, PyResult, VirtualMachine, builtins::PyModuleDef};

/// Prepares a new interpreter, before it imports anything that uses threads.
///
/// Without its `threading` feature RustPython begins with a `_thread` whose
/// locks do nothing; the import system keeps a reference to it.
///
/// # Errors
/// Whatever the import system raises.
pub fn install(vm: &VirtualMachine, enter_base: BaseEntry) -> PyResult<()> {
    start::set_base_entry(enter_base);
    let modules = vm.sys_module.get_attr("modules", vm)?;
    vm.call_method(&modules, "pop", ("_thread", vm.ctx.none()))?;
    let thread = vm.import("_thread", 0)?;
    let importlib = vm.import("_frozen_importlib", 0)?;
    importlib.set_attr("_thread", thread, vm)
}

/// The modules to register.
#[must_use]
pub fn module_defs(ctx: &Context) -> Vec<&'static PyModuleDef> {
    vec![module::module_def(ctx)]
}
