//! What the shim gives: the way to start interpreters, and each one's functions.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The shim.
    #[derive(Clone, Debug)]
    pub type Shim;

    /// The rung of the host ladder, as the protocol writes it.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn rung(this: &Shim) -> String;

    /// A text property of a global object of the document, such as `location.href`.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn place(this: &Shim, object: &str, property: &str) -> Result<JsValue, JsValue>;

    /// Starts an interpreter. The promise gives an [`Instance`].
    #[wasm_bindgen(method, catch, js_name = startRuntime)]
    pub(crate) fn start_runtime(this: &Shim, host: &JsValue) -> Result<Promise, JsValue>;

    /// One interpreter.
    #[derive(Clone, Debug)]
    pub type Instance;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn execute(this: &Instance, request: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn request(this: &Instance, request: &str) -> Result<String, JsValue>;

    /// As `request`, where it has to wait for the page.
    #[wasm_bindgen(method, catch, js_name = requestInFiber)]
    pub(crate) fn request_in_fiber(this: &Instance, request: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn home(this: &Instance, request: &str) -> Result<String, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn interrupt(this: &Instance, time_limit: Option<f64>) -> Result<bool, JsValue>;

    /// Whatever is suspended in it stays so for ever.
    #[wasm_bindgen(method)]
    pub(crate) fn abandon(this: &Instance);
}

/// What was thrown, for a person.
pub(crate) fn describe(thrown: &JsValue) -> String {
    if let Some(text) = thrown.as_string() {
        return text;
    }
    js_sys::JsString::from(
        js_sys::Reflect::get(thrown, &JsValue::from_str("message"))
            .ok()
            .filter(JsValue::is_string)
            .unwrap_or_else(|| JsValue::from_str("unknown error")),
    )
    .into()
}
