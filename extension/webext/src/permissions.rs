//! `permissions`: what the person allows the extension.

use crate::ApiError;
use crate::namespace::api;
use crate::object::{Record, strings};
use js_sys::{Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type PermissionsApi;

    #[wasm_bindgen(method, catch)]
    fn contains(this: &PermissionsApi, permissions: &Object) -> Result<Promise, JsValue>;
}

/// Whether the extension may reach the addresses of a match pattern.
///
/// # Errors
/// When the browser does not understand the pattern.
pub async fn contains_origin(pattern: &str) -> Result<bool, ApiError> {
    let permissions: PermissionsApi = api("permissions")?.unchecked_into();
    let asked = Record::new().with("origins", strings(&[pattern])).finish();
    Ok(JsFuture::from(permissions.contains(&asked)?).await?.is_truthy())
}
