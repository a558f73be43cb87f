//! Builds the plain objects that the APIs take as arguments.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

/// An object under construction.
pub(crate) struct Record(Object);

impl Record {
    pub(crate) fn new() -> Self {
        Self(Object::new())
    }

    pub(crate) fn with(self, name: &str, value: impl Into<JsValue>) -> Self {
        // Setting a property of a fresh plain object cannot fail.
        let _ = Reflect::set(&self.0, &JsValue::from_str(name), &value.into());
        self
    }

    pub(crate) fn finish(self) -> Object {
        self.0
    }
}

/// An array of strings.
pub(crate) fn strings(items: &[&str]) -> Array {
    items.iter().map(|item| JsValue::from_str(item)).collect()
}

/// A property that may be missing.
pub(crate) fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(of, &JsValue::from_str(name)).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

/// A string property that may be missing.
pub(crate) fn text(of: &JsValue, name: &str) -> Option<String> {
    property(of, name)?.as_string()
}

/// A property that is the id of a frame. Firefox's have more than 32 bits.
pub(crate) fn frame_id(of: &JsValue, name: &str) -> Option<i64> {
    property(of, name)?.as_f64().map(|number| number as i64)
}

/// An integer property that may be missing.
pub(crate) fn integer(of: &JsValue, name: &str) -> Option<i32> {
    // Tab and frame ids are 32-bit integers in both browsers.
    property(of, name)?.as_f64().map(|number| number as i32)
}
