//! What the runtime needs from the place it runs in.

use js_sys::Promise;
use std::cell::OnceCell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The JavaScript object that stands for the surroundings.
    pub type Host;

    /// Takes output. A promise in return asks the fiber to wait for it.
    #[wasm_bindgen(method, catch)]
    pub fn stream(this: &Host, name: &str, text: &str) -> Result<JsValue, JsValue>;

    /// Shows a MIME bundle, as JSON.
    #[wasm_bindgen(method, catch)]
    pub fn display(this: &Host, bundle: &str) -> Result<(), JsValue>;

    /// Asks the person for a line. The promise gives a string, or null at the
    /// end of the input.
    #[wasm_bindgen(method, catch, js_name = requestInput)]
    pub fn request_input(this: &Host, prompt: &str, password: bool) -> Result<Promise, JsValue>;

    /// Reports an exception that no caller waits for, as JSON.
    #[wasm_bindgen(method, catch, js_name = reportError)]
    pub fn report_error(this: &Host, report: &str) -> Result<(), JsValue>;

    /// Where Python runs, as JSON.
    #[wasm_bindgen(method, catch)]
    pub fn info(this: &Host) -> Result<String, JsValue>;

    /// There are changes in the person's folder. Called once, until they are
    /// asked for. A host that keeps no files lacks it.
    #[wasm_bindgen(method, catch, js_name = filesChanged)]
    pub fn files_changed(this: &Host) -> Result<(), JsValue>;

    /// Keep the person's folder now. When that fails the promise is rejected with a
    /// text: `ENOSPC` or `EIO`, a space, and the cause. A host that keeps no files lacks it.
    #[wasm_bindgen(method, catch, js_name = keepFiles)]
    pub fn keep_files(this: &Host) -> Result<JsValue, JsValue>;

    /// The instance panicked and must not be used again.
    #[wasm_bindgen(method, catch)]
    pub fn died(this: &Host, message: &str) -> Result<(), JsValue>;
}

thread_local! {
    static HOST: OnceCell<Host> = const { OnceCell::new() };
}

/// Keeps the host for the life of the instance. Gives false when there is one.
pub(crate) fn set(host: Host) -> bool {
    HOST.with(|cell| cell.set(host).is_ok())
}

/// The host, when the runtime was started.
pub(crate) fn with<R>(body: impl FnOnce(&Host) -> R) -> Option<R> {
    HOST.with(|cell| cell.get().map(body))
}
