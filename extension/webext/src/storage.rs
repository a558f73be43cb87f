//! `storage`: what the extension keeps, synced among a person's browsers or not.

use crate::namespace::api;
use crate::object::{Record, property, text};
use crate::{ApiError, Listener};
use js_sys::{Object, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_extensions_sys::EventTarget;

/// Where something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// With the person's account: 8 kB a value.
    Sync,
    /// In this browser only.
    Local,
}

impl Area {
    fn name(self) -> &'static str {
        match self {
            Self::Sync => "sync",
            Self::Local => "local",
        }
    }
}

#[wasm_bindgen]
extern "C" {
    type StorageArea;

    #[wasm_bindgen(method, catch)]
    fn get(this: &StorageArea, key: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn set(this: &StorageArea, values: &Object) -> Result<Promise, JsValue>;
}

fn area(area: Area) -> Result<StorageArea, ApiError> {
    let found = property(&api("storage")?, area.name());
    let missing = || ApiError(format!("the browser offers no storage.{}", area.name()));
    Ok(found.ok_or_else(missing)?.unchecked_into())
}

/// The text that is kept under a key.
///
/// # Errors
/// When the browser refuses, as in some private windows.
pub async fn get_text(from: Area, key: &str) -> Result<Option<String>, ApiError> {
    let found = JsFuture::from(area(from)?.get(key)?).await?;
    Ok(text(&found, key))
}

/// Keeps a text under a key.
///
/// # Errors
/// When it is too long for the area, or the browser refuses.
pub async fn set_text(to: Area, key: &str, value: &str) -> Result<(), ApiError> {
    let values = Record::new().with(key, value).finish();
    JsFuture::from(area(to)?.set(&values)?).await?;
    Ok(())
}

/// Watches a key until it is dropped.
pub struct StorageWatch {
    _listener: Listener<dyn FnMut(JsValue)>,
}

impl StorageWatch {
    /// Calls `changed` when any page of the extension, or another browser of the
    /// person, changed what is kept under `key`.
    ///
    /// # Errors
    /// When there is no storage.
    pub fn new(key: &'static str, mut changed: impl FnMut() + 'static) -> Result<Self, ApiError> {
        let missing = || ApiError("the browser offers no storage.onChanged".to_owned());
        let event = property(&api("storage")?, "onChanged").ok_or_else(missing)?;
        let closure = Closure::<dyn FnMut(JsValue)>::new(move |changes: JsValue| {
            if property(&changes, key).is_some() {
                changed();
            }
        });
        let target = event.unchecked_into::<EventTarget>();
        Ok(Self { _listener: Listener::new(target, closure) })
    }
}
