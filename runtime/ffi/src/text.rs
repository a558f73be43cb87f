//! Strings: JavaScript's UTF-16 and Python's, lone surrogates included.

use rustpython_vm::{Py, PyRef, VirtualMachine, builtins::PyStr, common::wtf8::Wtf8Buf};
use wasm_bindgen::{JsCast, JsValue};

/// The same text in JavaScript.
pub(crate) fn to_javascript(text: &Py<PyStr>) -> JsValue {
    match text.to_str() {
        Some(text) => JsValue::from_str(text),
        None => from_units(&text.as_wtf8().encode_wide().collect::<Vec<u16>>()),
    }
}

/// The same text in Python, or `None` for what is not a string.
pub(crate) fn to_python(vm: &VirtualMachine, value: &JsValue) -> Option<PyRef<PyStr>> {
    let text = value.as_string()?;
    // The decoder puts U+FFFD in the place of a lone surrogate.
    if text.contains('\u{FFFD}') {
        let string: &js_sys::JsString = value.unchecked_ref();
        let units: Vec<u16> = string.iter().collect();
        return Some(vm.ctx.new_str(Wtf8Buf::from_wide(&units)));
    }
    Some(vm.ctx.new_str(text))
}

fn from_units(units: &[u16]) -> JsValue {
    /// Below the number of arguments that every browser takes.
    const CHUNK: usize = 8192;
    units
        .chunks(CHUNK)
        .map(js_sys::JsString::from_char_code)
        .reduce(|text, more| text.concat(&more))
        .map_or_else(|| JsValue::from_str(""), Into::into)
}
