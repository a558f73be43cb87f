//! Builds the interpreter, once per instance.

use crate::{host, native, network, pump};
use morelia_fiber::{Fiber, enter_plain};
use rustpython_vm::{Interpreter, PyResult, Settings, VirtualMachine};
use std::cell::OnceCell;

thread_local! {
    static INTERPRETER: OnceCell<Interpreter> = const { OnceCell::new() };
}

/// Runs `body` with the interpreter's VM, or gives None before [`boot`].
pub(crate) fn enter<R>(body: impl FnOnce(&VirtualMachine) -> R) -> Option<R> {
    INTERPRETER.with(|cell| cell.get().map(|interpreter| interpreter.enter(body)))
}

/// Runs `body` in a fiber, with a VM that no other fiber is in; gives None
/// before [`boot`].
pub(crate) fn enter_as<R>(fiber: &Fiber, body: impl FnOnce(&VirtualMachine) -> R) -> Option<R> {
    if fiber.is_first() {
        return enter(body);
    }
    let thread = enter(VirtualMachine::new_thread)?;
    let result = thread.run(body);
    // What its context variables hold may have finalizers that need a VM.
    enter_plain(|| enter(|_| drop(thread)));
    Some(result)
}

/// Builds the interpreter and imports what every session needs.
///
/// # Errors
/// A message for a person.
pub(crate) fn boot() -> Result<(), String> {
    let interpreter = build();
    interpreter
        .enter(|vm| {
            limit_stack(vm);
            // As CPython's; RustPython begins with 256 on this target.
            vm.recursion_limit.set(1000);
            prepare(vm).map_err(|error| describe(vm, &error))
        })
        .map_err(|message| format!("the interpreter's start-up code failed:\n{message}"))?;
    INTERPRETER
        .with(|cell| cell.set(interpreter))
        .map_err(|_| "the runtime was started twice".to_owned())?;
    morelia_fiber::install();
    morelia_fiber::set_memory_check(morelia_stdlib::is_memory_short);
    rustpython_vm::signal::set_source_check(crate::nesting::check);
    morelia_fiber::set_outside_help(outside_help);
    morelia_fiber::set_crash_handler(|message| {
        host::with(|host| host.died(message));
    });
    morelia_fiber::set_idle_signal_handler(|signal| {
        enter_plain(|| enter(|vm| morelia_posix::deliver_signal_idly(signal, vm)));
    });
    Ok(())
}

/// The bytes of the stack in linear memory that Python may use. The browser's
/// own stack, which cannot be measured, is about three times as full.
const STACK: usize = 300 * 1024;

/// Makes endless recursion in native code a `RecursionError`, not a trap.
fn limit_stack(vm: &VirtualMachine) {
    let here = 0_u8;
    vm.set_c_stack_soft_limit((&raw const here).addr().saturating_sub(STACK));
}

/// What an exception's traceback says.
pub(crate) fn describe(
    vm: &VirtualMachine,
    error: &rustpython_vm::builtins::PyBaseExceptionRef,
) -> String {
    let mut text = String::new();
    if vm.write_exception(&mut text, error).is_err() {
        text.push_str("an exception that cannot be shown");
    }
    text
}

fn build() -> Interpreter {
    let mut settings = Settings::default();
    settings.allow_external_library = false;
    settings.import_site = false;
    settings.write_bytecode = false;
    settings.utf8_mode = 1;
    let builder = Interpreter::builder(settings);
    let ctx = builder.ctx.clone();
    builder
        .add_native_modules(&morelia_stdlib::module_defs(&ctx))
        .add_native_module(morelia_sqlite::module_def(&ctx))
        .add_native_modules(&morelia_posix::module_defs(&ctx))
        .add_native_modules(&morelia_ffi::module_defs(&ctx))
        .add_native_modules(&morelia_threads::module_defs(&ctx))
        .add_native_module(native::module_def(&ctx))
        .add_native_module(network::module_def(&ctx))
        .add_frozen_modules(rustpython_pylib::FROZEN_STDLIB)
        .add_frozen_modules(rustpython_derive::py_freeze!(
            dir = "../python",
            crate_name = "rustpython_compiler_core"
        ))
        .add_frozen_modules(rustpython_derive::py_freeze!(
            dir = "../stand_ins",
            crate_name = "rustpython_compiler_core"
        ))
        .build()
}

fn prepare(vm: &VirtualMachine) -> PyResult<()> {
    vm.sys_module.set_attr("platform", vm.ctx.new_str("emscripten"), vm)?;
    morelia_threads::install(vm, enter_from_javascript)?;
    morelia_posix::set_stdio(Box::new(native::Streams::default()));
    morelia_posix::install(vm)?;
    morelia_ffi::set_entry(enter_from_javascript);
    morelia_ffi::set_error_reporter(native::report_exception);
    morelia_ffi::install(vm)?;
    vm.import("_morelia_lib.startup", 0)?;
    // Imported here and not with the first request, which could be interrupted
    // half-way through the import.
    vm.import("_morelia_lib.console", 0).map(drop)
}

fn enter_from_javascript(body: &mut dyn FnMut(&VirtualMachine)) {
    enter(|vm| body(vm));
}

/// Whether code that is no fiber may still release a lock.
fn outside_help() -> bool {
    morelia_ffi::live_proxies().py_proxies > 0
        || pump::is_scheduled()
        || morelia_fiber::any_spawned()
}
