//! Finds the extension namespace of the running browser.

use crate::ApiError;
use wasm_bindgen::{JsCast, JsValue};
use web_extensions_sys::Browser;

/// `browser` where there is one, else `chrome`.
///
/// # Errors
/// When neither is there: the code does not run in an extension.
pub(crate) fn browser() -> Result<Browser, ApiError> {
    let global = js_sys::global();
    for name in ["browser", "chrome"] {
        let found = js_sys::Reflect::get(&global, &JsValue::from_str(name))?;
        // A page may define `chrome` without `runtime`.
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
