//! `runtime`: the extension itself.

use crate::namespace::browser;
use crate::object::Record;
use crate::{ApiError, Port};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type RuntimeApi;

    #[wasm_bindgen(method, getter)]
    fn id(this: &RuntimeApi) -> Option<String>;

    #[wasm_bindgen(method, catch, js_name = getURL)]
    fn get_url(this: &RuntimeApi, path: &str) -> Result<String, JsValue>;

    // Throws once the extension was reloaded or removed under a content script.
    #[wasm_bindgen(method, catch, js_name = sendMessage)]
    fn send_message(this: &RuntimeApi, message: &JsValue) -> Result<Promise, JsValue>;

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

/// Sends a text to the background, at once; the answer comes later.
///
/// # Errors
/// When there is no extension (any more), nobody answers, or the answer is no
/// text.
pub fn call(message: &str) -> impl Future<Output = Result<String, ApiError>> + use<> {
    let sent = api().and_then(|api| Ok(api.send_message(&JsValue::from_str(message))?));
    async move {
        let answer = JsFuture::from(sent?).await?;
        answer.as_string().ok_or_else(|| ApiError("the extension gave no answer".to_owned()))
    }
}

/// Opens a port to the background.
///
/// # Errors
/// When there is no extension (any more).
pub fn connect(name: &str) -> Result<Port, ApiError> {
    Ok(api()?.connect(&Record::new().with("name", name).finish())?)
}
