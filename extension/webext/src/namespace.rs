//! Finds the extension namespace of the running browser.

use crate::ApiError;
use wasm_bindgen::prelude::*;
use web_extensions_sys::Browser;

#[wasm_bindgen]
extern "C" {
    // By name and not through `js_sys::global()`: that is the page's window in
    // a Firefox content script, and the namespace is not in there.
    #[wasm_bindgen(thread_local_v2, js_name = browser)]
    static BROWSER: Option<JsValue>;

    #[wasm_bindgen(thread_local_v2, js_name = chrome)]
    static CHROME: Option<JsValue>;
}

/// `browser` where there is one, else `chrome`.
///
/// # Errors
/// When neither is there: the code does not run in an extension.
pub(crate) fn browser() -> Result<Browser, ApiError> {
    for found in [BROWSER.with(Clone::clone), CHROME.with(Clone::clone)].into_iter().flatten() {
        // Chromium gives `chrome` to pages too, without `runtime`.
        if found.is_object() && js_sys::Reflect::has(&found, &JsValue::from_str("runtime"))? {
            return Ok(found.unchecked_into());
        }
    }
    Err(ApiError("the extension APIs are not available here".to_owned()))
}

/// An API namespace by name, for what `web-extensions-sys` lacks.
pub(crate) fn api(name: &str) -> Result<JsValue, ApiError> {
    let found = js_sys::Reflect::get(browser()?.as_ref(), &JsValue::from_str(name))?;
    if found.is_object() {
        Ok(found)
    } else {
        Err(ApiError(format!("the browser offers no {name} here")))
    }
}
