//! The runtime's functions for JavaScript.
#![allow(deprecated, reason = "JSPI is marked experimental; both browsers ship it")]

use crate::{boot as interpreter, garbage, host, host::Host, operations, options, pump};
use morelia_fiber::{
    Interrupt, Kind, MAIN_IDENT, alive, enter_fiber, enter_plain, request_interrupt,
};
use wasm_bindgen::prelude::*;

/// Boots the interpreter, while the extension is built: what is in memory then
/// is in memory at the start of every session. Nothing of JavaScript may be.
/// `index` is the archive's, as JSON. Gives what failed.
#[wasm_bindgen]
#[must_use]
pub fn boot(index: &str) -> Option<String> {
    std::panic::set_hook(Box::new(|info| {
        let text = info.to_string();
        if host::with(|host| host.died(&text)).is_none() {
            console_error(&text);
        }
    }));
    enter_plain(|| interpreter::boot(index)).err()
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(text: &str);
}

/// Begins a session in a fresh instance. `options` is JSON:
/// `{"fileBytes": 1000000}` sets how many bytes all files together may hold
/// (512 MB when it is not said).
///
/// # Errors
/// Throws a string that says what failed. The instance is unusable then.
#[wasm_bindgen]
pub fn start(host: Host, options: &str) -> Result<(), JsValue> {
    if !interpreter::is_booted() {
        return Err("the runtime's module has no image in it".into());
    }
    let far = host.far();
    if !host::set(host) {
        return Err("the runtime was started twice".into());
    }
    // What the boot executed, nobody waits for.
    #[cfg(feature = "counting")]
    minicov::reset_coverage();
    garbage::begin();
    if let Some(far) = far {
        morelia_ffi::set_far(far);
    }
    options::apply(options).map_err(JsValue::from)
}

/// Runs an `Execute` request as a fiber. The promise gives the reply; it is
/// that the session is busy while another one is under way.
#[wasm_bindgen(jspi)]
pub fn execute(request: String) -> String {
    if alive().iter().any(|fiber| fiber.kind() == Kind::Execution) {
        return operations::busy();
    }
    let reply =
        enter_fiber(Kind::Execution, MAIN_IDENT, |fiber| operations::execute(fiber, &request));
    pump::schedule_if_loop_exists();
    garbage::collect_when_idle();
    reply
}

/// Runs a fiber that Python started.
#[wasm_bindgen(jspi)]
pub fn run_spawned(id: u32) {
    morelia_fiber::run_spawned(id);
}

/// Carries out a request that does not run the person's code.
#[wasm_bindgen]
pub fn request(request: &str) -> String {
    enter_plain(|| operations::request(request))
}

/// The same as a fiber, where JavaScript's objects are reached by waiting.
#[wasm_bindgen(jspi, js_name = requestInFiber)]
pub fn request_in_fiber(request: String) -> String {
    enter_fiber(Kind::Session, MAIN_IDENT, |fiber| operations::request_in(fiber, &request))
}

/// Asks the running execution to stop; with `time_limit` (seconds), because
/// its time is over. Gives whether there was one.
#[wasm_bindgen]
pub fn interrupt(time_limit: Option<f64>) -> bool {
    request_interrupt(&time_limit.map_or(Interrupt::Stop, Interrupt::TimeLimit))
}

/// Takes the person's folder out of the file system, or puts it back: carries
/// out a `HomeRequest`, gives a `HomeReply`.
#[wasm_bindgen]
#[must_use]
pub fn home(request: &str) -> String {
    crate::home::request(request)
}

/// The bytes that the session has in use: for leak checks.
#[wasm_bindgen(js_name = usedMemory)]
#[must_use]
pub fn used_memory() -> usize {
    morelia_stdlib::memory_in_use()
}

/// How many proxies are alive, as JSON: for leak checks.
#[wasm_bindgen(js_name = liveProxies)]
#[must_use]
pub fn live_proxies() -> String {
    morelia_ffi::live_proxies().to_string()
}

/// How often each branch was taken since the start, as LLVM writes it: `./x train` asks.
#[cfg(feature = "counting")]
#[wasm_bindgen]
#[must_use]
pub fn counts() -> Vec<u8> {
    let mut counts = Vec::new();
    // SAFETY: there is one thread.
    // An error is impossible: a vector takes what it is given.
    let _ = unsafe { minicov::capture_coverage(&mut counts) };
    counts
}

/// The session is over: nothing of it that JavaScript has enters Python again.
#[wasm_bindgen]
pub fn leave() {
    morelia_ffi::leave();
}

/// Does nothing but trap. JavaScript throws what it then catches into stacks
/// that are suspended and shall end: no code on them can catch a trap.
#[wasm_bindgen]
pub fn trap() {
    core::arch::wasm32::unreachable()
}
