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

/// The longest text that every browser has as one string, in UTF-16 units.
const LONGEST_IN_JAVASCRIPT: usize = (1 << 29) - 24;

/// Whether a text is too long for JavaScript, where making it would throw
/// through our own frames.
pub(crate) fn is_too_long(text: &Py<PyStr>) -> bool {
    text.as_bytes().len() > LONGEST_IN_JAVASCRIPT
        && text.as_wtf8().encode_wide().count() > LONGEST_IN_JAVASCRIPT
}

/// Longer ones are copied in pieces of so many units: the glue asks for three
/// times the room at once, and the instance is damaged when there is none.
const LONGEST_AT_ONCE: u32 = 1 << 22;

/// The same text in Python, or `None` for what is not a string, or does not
/// fit into memory.
pub(crate) fn to_python(vm: &VirtualMachine, value: &JsValue) -> Option<PyRef<PyStr>> {
    if !value.is_string() {
        return None;
    }
    let string: &js_sys::JsString = value.unchecked_ref();
    let length = string.length();
    if length > LONGEST_AT_ONCE {
        return in_pieces(vm, string, length);
    }
    let text = value.as_string()?;
    // The decoder puts U+FFFD in the place of a lone surrogate.
    if text.contains('\u{FFFD}') {
        let string: &js_sys::JsString = value.unchecked_ref();
        let units: Vec<u16> = string.iter().collect();
        return Some(vm.ctx.new_str(Wtf8Buf::from_wide(&units)));
    }
    Some(vm.ctx.new_str(text))
}

fn in_pieces(vm: &VirtualMachine, string: &js_sys::JsString, length: u32) -> Option<PyRef<PyStr>> {
    let mut text = Vec::new();
    let mut start = 0;
    while start < length {
        let mut end = length.min(start + LONGEST_AT_ONCE);
        // The halves of a character stay together.
        if matches!(string.char_code_at(end - 1) as u32, 0xD800..0xDC00) {
            end = if end == length { end } else { end - 1 };
        }
        let piece = to_python(vm, &string.substring(start, end))?;
        text.try_reserve(piece.as_bytes().len()).ok()?;
        text.extend_from_slice(piece.as_bytes());
        start = end;
    }
    // Pieces of WTF-8 that split no character are WTF-8.
    Wtf8Buf::from_bytes(text).ok().map(|text| vm.ctx.new_str(text))
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
