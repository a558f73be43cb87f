//! Builds the interpreter, once per build: sessions start from what is in memory then.

use crate::{archive, host, native, network, pump, sweep};
use js_sys::Promise;
use morelia_fiber::{Fiber, Kind, MAIN_IDENT, enter_fiber, enter_plain, spawn};
use rustpython_compiler_core::frozen::{FrozenCodeObject, FrozenModule};
use rustpython_vm::{Interpreter, PyResult, Settings, VirtualMachine, compiler};
use std::cell::OnceCell;
use wasm_bindgen::JsValue;

/// What is imported before Python can import from the archive: by the interpreter
/// itself, and for the importer.
const BEFORE_THE_ARCHIVE: [&str; 9] = [
    "_morelia_lib",
    "_morelia_lib.archive",
    "_morelia_lib.startup",
    "codecs",
    "encodings",
    "encodings.aliases",
    "encodings.ascii",
    "encodings.latin_1",
    "encodings.utf_8",
];

/// The key of the hashes of strings. It is in the image, and so the same for
/// all sessions, because hashes are kept in the objects that are in the image.
const HASH_SEED: u32 = 0x6d6f_7265;

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

/// Builds the interpreter and imports what every session needs. `index` is
/// that of the archive.
///
/// # Errors
/// A message for a person.
pub(crate) fn boot(index: &str) -> Result<(), String> {
    archive::set_index(index)?;
    let interpreter = build()?;
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
        .map_err(|_| "the runtime was booted twice".to_owned())?;
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
    archive::leave_build();
    sweep::zero_free_memory();
    Ok(())
}

/// Whether the memory that this instance began with is that of a booted
/// interpreter.
pub(crate) fn is_booted() -> bool {
    INTERPRETER.with(|cell| cell.get().is_some())
}

/// The bytes of the stack in linear memory that Python may use. Its frames take
/// about as much of the browser's own stack, which cannot be measured.
const STACK: usize = 500 * 1024;

/// How many bytes more each level counts of native code that calls itself, for
/// it takes up to four times as much of the browser's stack.
const NATIVE_LEVEL: usize = 300;

/// Makes endless recursion in native code a `RecursionError`, not a trap.
fn limit_stack(vm: &VirtualMachine) {
    let here = 0_u8;
    vm.set_c_stack_limits((&raw const here).addr(), STACK, NATIVE_LEVEL);
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

fn build() -> Result<Interpreter, String> {
    let mut settings = Settings::default();
    settings.allow_external_library = false;
    settings.hash_seed = Some(HASH_SEED);
    settings.import_site = false;
    settings.write_bytecode = false;
    settings.utf8_mode = 1;
    let frozen = BEFORE_THE_ARCHIVE
        .into_iter()
        .map(|name| Ok((name, freeze(name)?)))
        .collect::<Result<Vec<_>, String>>()?;
    let builder = Interpreter::builder(settings);
    let ctx = builder.ctx.clone();
    Ok(builder
        .add_native_modules(&morelia_stdlib::module_defs(&ctx))
        .add_native_module(morelia_sqlite::module_def(&ctx))
        .add_native_modules(&morelia_posix::module_defs(&ctx))
        .add_native_modules(&morelia_ffi::module_defs(&ctx))
        .add_native_modules(&morelia_threads::module_defs(&ctx))
        .add_native_module(native::module_def(&ctx))
        .add_native_module(network::module_def(&ctx))
        .add_native_module(archive::module_def(&ctx))
        .add_frozen_modules(frozen)
        .build())
}

/// A module of the archive as one that the interpreter finds by itself.
fn freeze(name: &str) -> Result<FrozenModule, String> {
    let (source, package) =
        archive::source(name)?.ok_or_else(|| format!("the archive does not have {name}"))?;
    let source = String::from_utf8(source).map_err(|error| format!("{name}: {error}"))?;
    let path = archive::path(name, package);
    let code =
        compiler::compile(&source, compiler::Mode::Exec, &path, compiler::CompileOpts::default())
            .map_err(|error| format!("{name}: {error}"))?;
    let bytes = FrozenCodeObject::encode(&code).bytes;
    Ok(FrozenModule { code: FrozenCodeObject { bytes: bytes.leak() }, package })
}

fn prepare(vm: &VirtualMachine) -> PyResult<()> {
    vm.sys_module.set_attr("platform", vm.ctx.new_str("emscripten"), vm)?;
    morelia_threads::install(vm, enter_from_javascript)?;
    morelia_posix::set_stdio(Box::new(native::Streams::default()));
    morelia_posix::install(vm)?;
    vm.import("_morelia_lib.startup", 0)?;
    morelia_posix::install_zip_imports(vm)?;
    morelia_ffi::set_entry(enter_from_javascript);
    morelia_ffi::set_handler_entry(spawn_handler);
    morelia_ffi::set_error_reporter(native::report_exception);
    morelia_ffi::set_page_world_opener(open_page_world);
    morelia_ffi::install(vm)?;
    vm.import("_morelia_lib.preload", 0).map(drop)
}

fn enter_from_javascript(body: &mut dyn FnMut(&VirtualMachine)) {
    enter(|vm| body(vm));
}

fn spawn_handler(body: Box<dyn FnOnce(&VirtualMachine)>) {
    spawn(move || {
        enter_fiber(Kind::Handler, MAIN_IDENT, |fiber| enter_as(fiber, |vm| body(vm)));
    });
}

fn open_page_world(hooks: &JsValue) -> Option<Result<Promise, JsValue>> {
    host::with(|host| host.page_world_opener().is_function().then(|| host.open_page_world(hooks)))
        .flatten()
}

/// Whether code that is no fiber may still release a lock.
fn outside_help() -> bool {
    morelia_ffi::live_proxies().py_proxies > 0
        || pump::is_scheduled()
        || morelia_fiber::any_spawned()
}
