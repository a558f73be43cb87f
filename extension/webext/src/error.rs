//! Errors of the extension APIs.

use wasm_bindgen::{JsCast, JsValue};

/// A call to an extension API that failed, with the browser's own words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ApiError(pub String);

impl From<JsValue> for ApiError {
    fn from(value: JsValue) -> Self {
        if let Some(error) = value.dyn_ref::<js_sys::Error>() {
            return Self(String::from(error.message()));
        }
        // An error of another realm fails `instanceof`; its text is still there.
        Self(js_sys::JsString::from(value).into())
    }
}
