//! The runtime's functions for JavaScript.
#![allow(deprecated, reason = "JSPI is marked experimental; both browsers ship it")]

use crate::{boot as interpreter, host, host::Host, operations, pump};
use morelia_fiber::{Interrupt, enter_fiber, enter_plain, request_interrupt};
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

/// Begins a session in a fresh instance. `options` is reserved for JSON
/// settings.
///
/// # Errors
/// Throws a string that says what failed. The instance is unusable then.
#[wasm_bindgen]
pub fn start(host: Host, _options: &str) -> Result<(), JsValue> {
    if !interpreter::is_booted() {
        return Err("the runtime's module has no image in it".into());
    }
    if !host::set(host) {
        return Err("the runtime was started twice".into());
    }
    Ok(())
}

/// Runs an `Execute` request as a fiber. The promise gives the reply.
#[wasm_bindgen(jspi)]
pub fn execute(request: String) -> String {
    let reply =
        enter_fiber(|| operations::dispatch(&request)).unwrap_or_else(|_| operations::busy());
    pump::schedule_if_loop_exists();
    reply
}

/// Carries out a request that does not run the person's code.
#[wasm_bindgen]
pub fn request(request: &str) -> String {
    enter_plain(|| operations::request(request))
}

/// Asks the running execution to stop; with `time_limit` (seconds), because
/// its time is over. Gives whether there was one.
#[wasm_bindgen]
pub fn interrupt(time_limit: Option<f64>) -> bool {
    request_interrupt(time_limit.map_or(Interrupt::Stop, Interrupt::TimeLimit))
}

/// How many proxies are alive, as JSON: for leak checks.
#[wasm_bindgen(js_name = liveProxies)]
#[must_use]
pub fn live_proxies() -> String {
    morelia_ffi::live_proxies().to_string()
}
