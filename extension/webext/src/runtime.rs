//! `runtime`: the extension itself.

use crate::namespace::browser;
use crate::object::Record;
use crate::{ApiError, Port};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type RuntimeApi;

    #[wasm_bindgen(method, getter)]
    fn id(this: &RuntimeApi) -> Option<String>;

    #[wasm_bindgen(method, catch, js_name = getURL)]
    fn get_url(this: &RuntimeApi, path: &str) -> Result<String, JsValue>;

    // Throws once the extension was reloaded or removed under a content script.
    #[wasm_bindgen(method, catch)]
    fn connect(this: &RuntimeApi, info: &js_sys::Object) -> Result<Port, JsValue>;
}

fn api() -> Result<RuntimeApi, ApiError> {
    Ok(JsValue::from(browser()?.runtime()).unchecked_into())
}

/// The extension's id.
///
/// # Errors
/// When there is no extension (any more).
pub fn extension_id() -> Result<String, ApiError> {
    api()?.id().ok_or_else(|| ApiError("the extension was reloaded or removed".to_owned()))
}

/// The address of a file of the extension.
///
/// # Errors
/// When there is no extension (any more).
pub fn url_of(path: &str) -> Result<String, ApiError> {
    Ok(api()?.get_url(path)?)
}

/// Opens a port to the background.
///
/// # Errors
/// When there is no extension (any more).
pub fn connect(name: &str) -> Result<Port, ApiError> {
    Ok(api()?.connect(&Record::new().with("name", name).finish())?)
}
