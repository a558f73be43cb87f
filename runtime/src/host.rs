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

    /// Asks the panel that ran the cell to do something, as JSON. A host without
    /// panels lacks this method.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn act(this: &Host, action: &str) -> Result<(), JsValue>;

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
    /// Begins an HTTP exchange; `request` is JSON. A host without authority
    /// over the network lacks this method.
    #[wasm_bindgen(method, catch, js_name = openExchange)]
    pub(crate) fn open_exchange(this: &Host, request: &str) -> Result<HostExchange, JsValue>;

    #[wasm_bindgen(method, getter, js_name = openExchange)]
    pub(crate) fn exchange_opener(this: &Host) -> JsValue;

    /// An HTTP exchange of the host's. Promises are rejected with the JSON of
    /// a failure.
    #[derive(Clone, Debug)]
    pub(crate) type HostExchange;

    /// Sends a piece of the request's body; the promise asks to wait.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn write(
        this: &HostExchange,
        piece: &js_sys::Uint8Array,
    ) -> Result<Promise, JsValue>;

    /// The request is complete. The promise gives the JSON of the head.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn finish(this: &HostExchange) -> Result<Promise, JsValue>;

    /// The promise gives the next piece of the body, null at its end.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn read(this: &HostExchange) -> Result<Promise, JsValue>;

    /// Ends the exchange.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn close(this: &HostExchange) -> Result<(), JsValue>;

    /// Joins our own world and the page's. The promise gives an object with the
    /// page's `global`. A host in the page's own world lacks this method.
    #[wasm_bindgen(method, catch, js_name = openPageWorld)]
    pub(crate) fn open_page_world(this: &Host, hooks: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, getter, js_name = openPageWorld)]
    pub(crate) fn page_world_opener(this: &Host) -> JsValue;

    /// The shadow root of an element, open or closed, or null. A host that sees
    /// no more than the page lacks this method.
    #[wasm_bindgen(method, catch, js_name = shadowRoot)]
    pub(crate) fn shadow_root(this: &Host, element: &JsValue) -> Result<JsValue, JsValue>;

    /// How to reach JavaScript's objects where they are not in our own world.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn far(this: &Host) -> Option<morelia_ffi::Far>;

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
