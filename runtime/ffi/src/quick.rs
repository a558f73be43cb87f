//! Operations on JavaScript of whose result Python makes a value at once.
//!
//! JavaScript looks at the result first (`bridge.js`), and leaves a number or
//! a short text in linear memory; so most operations are one crossing, where
//! asking a value for its kind and content took up to six.

#![expect(unreachable_pub, reason = "JavaScript reaches what wasm-bindgen exports")]

use crate::{callable, crossing::into_javascript, page_world::note_change};
use std::cell::{Cell, UnsafeCell};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // These catch what foreign code throws; it is a kind of result.
    #[wasm_bindgen(js_name = moreliaKind)]
    fn js_kind(value: &JsValue) -> u32;
    #[wasm_bindgen(js_name = moreliaGet)]
    fn js_get(target: &JsValue, key: &JsValue) -> u32;
    #[wasm_bindgen(js_name = moreliaItem)]
    fn js_item(target: &JsValue, index: u32) -> JsValue;
    #[wasm_bindgen(js_name = moreliaSet)]
    fn js_set(target: &JsValue, key: &JsValue, value: &JsValue) -> u32;
    #[wasm_bindgen(js_name = moreliaSet)]
    fn js_set_number(target: &JsValue, key: &JsValue, value: f64) -> u32;
    #[wasm_bindgen(js_name = moreliaCall0)]
    fn js_call0(function: &JsValue, receiver: &JsValue) -> u32;
    #[wasm_bindgen(js_name = moreliaCall1)]
    fn js_call1(function: &JsValue, receiver: &JsValue, a: &JsValue) -> u32;
    #[wasm_bindgen(js_name = moreliaCall1)]
    fn js_call_number(function: &JsValue, receiver: &JsValue, a: f64) -> u32;
    #[wasm_bindgen(js_name = moreliaCall2)]
    fn js_call2(function: &JsValue, receiver: &JsValue, a: &JsValue, b: &JsValue) -> u32;
    #[wasm_bindgen(js_name = moreliaOutcome)]
    fn js_outcome() -> JsValue;
    #[wasm_bindgen(js_name = moreliaIdOf)]
    pub(crate) fn id_of(value: &JsValue) -> f64;
    // Registered symbols may not be keys.
    #[wasm_bindgen(js_name = moreliaSetId, catch)]
    pub(crate) fn set_id(value: &JsValue, id: f64) -> Result<(), JsValue>;
    /// The trap for calls, with the one for calls that are not of the
    /// simplest kind.
    #[wasm_bindgen(js_name = moreliaApplyTrap)]
    pub(crate) fn apply_trap(general: &JsValue) -> JsValue;
}

// As in `bridge.js`.
const UNDEFINED: u32 = 0;
const NULL: u32 = 1;
const FALSE: u32 = 2;
const TRUE: u32 = 3;
const NUMBER: u32 = 4;
const OBJECT: u32 = 5;
const FUNCTION: u32 = 6;
const STRING: u32 = 7;
const THROWN: u32 = 9;
const PROXY: u32 = 10;
const GENERAL: u32 = 11;
const TEXT: u32 = 16;
const LONGEST_TEXT: usize = 64;

/// What JavaScript gave.
pub(crate) enum Given {
    Undefined,
    Null,
    Truth(bool),
    Number(f64),
    /// A short text of ASCII.
    Text(Box<str>),
    /// Any other string.
    String(JsValue),
    Object(JsValue),
    Function(JsValue),
    /// An object or function that stands for one of Python's.
    Proxy(JsValue),
    /// A BigInt, a symbol.
    Other(JsValue),
}

/// A number, a text and a kind: what both sides leave for the other one.
#[repr(C, align(8))]
struct Buffer {
    number: UnsafeCell<f64>,
    text: UnsafeCell<[u8; LONGEST_TEXT]>,
    kind: UnsafeCell<u32>,
}

thread_local! {
    static BUFFER: Buffer = const {
        Buffer {
            number: UnsafeCell::new(0.0),
            text: UnsafeCell::new([0; LONGEST_TEXT]),
            kind: UnsafeCell::new(0),
        }
    };
    /// What Python gave, where it is not in the buffer.
    static RESULT: Cell<Option<Result<JsValue, JsValue>>> = const { Cell::new(None) };
}

/// Linear memory, which JavaScript writes results to.
#[wasm_bindgen(js_name = moreliaMemory)]
#[must_use]
pub fn memory() -> JsValue {
    wasm_bindgen::memory()
}

/// Where in linear memory results are.
#[wasm_bindgen(js_name = moreliaBuffer)]
#[must_use]
pub fn buffer() -> usize {
    BUFFER.with(|buffer| std::ptr::from_ref(buffer).expose_provenance())
}

/// Calls a Python object with one number. Gives the kind of the result.
#[wasm_bindgen(js_name = moreliaCalled)]
#[must_use]
pub fn called(id: f64, argument: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers of objects are whole; what has none is -1, and 0 then"
    )]
    let id = (id >= 0.0).then_some(id as u32);
    match id.and_then(|id| callable::call_with_number(id, argument)) {
        None => GENERAL,
        Some(Ok(Returned::Undefined)) => UNDEFINED,
        Some(Ok(Returned::Number(number))) => {
            // SAFETY: it is read and written between calls of JavaScript only.
            BUFFER.with(|buffer| unsafe { buffer.number.get().write_volatile(number) });
            NUMBER
        }
        Some(Ok(Returned::Value(value))) => {
            RESULT.set(Some(Ok(value)));
            THROWN
        }
        Some(Err(error)) => {
            RESULT.set(Some(Err(error)));
            THROWN
        }
    }
}

/// What the last call gave, if it is not simple.
///
/// # Errors
/// It threw this.
#[wasm_bindgen(js_name = moreliaResult)]
pub fn result() -> Result<JsValue, JsValue> {
    RESULT.take().unwrap_or(Ok(JsValue::UNDEFINED))
}

/// What a Python function gave, in JavaScript.
pub(crate) enum Returned {
    Undefined,
    Number(f64),
    Value(JsValue),
}

/// What `value` is.
pub(crate) fn look_at(value: &JsValue) -> Given {
    // It throws nothing.
    given(js_kind(value)).unwrap_or_else(Given::Other)
}

/// `target[key]`
pub(crate) fn get(target: &JsValue, key: &JsValue) -> Result<Given, JsValue> {
    into_javascript(|| given(js_get(target, key)))
}

/// `target[index]`
pub(crate) fn get_index(target: &JsValue, index: u32) -> Result<Given, JsValue> {
    into_javascript(|| {
        let item = js_item(target, index);
        // SAFETY: it is read and written between calls of JavaScript only.
        match BUFFER.with(|buffer| unsafe { buffer.kind.get().read_volatile() }) {
            OBJECT => Ok(Given::Object(item)),
            kind => given(kind),
        }
    })
}

/// `target[key] = value`
pub(crate) fn set(target: &JsValue, key: &JsValue, value: &JsValue) -> Result<(), JsValue> {
    note_change();
    into_javascript(|| given(js_set(target, key, value)).map(drop))
}

/// `target[key] = value`
pub(crate) fn set_number(target: &JsValue, key: &JsValue, value: f64) -> Result<(), JsValue> {
    note_change();
    into_javascript(|| given(js_set_number(target, key, value)).map(drop))
}

/// `function.call(receiver)`
pub(crate) fn call0(function: &JsValue, receiver: &JsValue) -> Result<Given, JsValue> {
    note_change();
    into_javascript(|| given(js_call0(function, receiver)))
}

/// `function.call(receiver, a)`
pub(crate) fn call1(function: &JsValue, receiver: &JsValue, a: &JsValue) -> Result<Given, JsValue> {
    note_change();
    into_javascript(|| given(js_call1(function, receiver, a)))
}

/// `function.call(receiver, a)`
pub(crate) fn call_number(
    function: &JsValue,
    receiver: &JsValue,
    a: f64,
) -> Result<Given, JsValue> {
    note_change();
    into_javascript(|| given(js_call_number(function, receiver, a)))
}

/// `function.call(receiver, a, b)`
pub(crate) fn call2(
    function: &JsValue,
    receiver: &JsValue,
    a: &JsValue,
    b: &JsValue,
) -> Result<Given, JsValue> {
    note_change();
    into_javascript(|| given(js_call2(function, receiver, a, b)))
}

fn given(kind: u32) -> Result<Given, JsValue> {
    Ok(match kind {
        UNDEFINED => Given::Undefined,
        NULL => Given::Null,
        FALSE => Given::Truth(false),
        TRUE => Given::Truth(true),
        NUMBER => {
            // SAFETY: it is read and written between calls of JavaScript only.
            Given::Number(BUFFER.with(|buffer| unsafe { buffer.number.get().read_volatile() }))
        }
        OBJECT => Given::Object(js_outcome()),
        FUNCTION => Given::Function(js_outcome()),
        STRING => Given::String(js_outcome()),
        PROXY => Given::Proxy(js_outcome()),
        THROWN => return Err(js_outcome()),
        TEXT.. => Given::Text(short_text((kind - TEXT) as usize)),
        _ => Given::Other(js_outcome()),
    })
}

/// The text of `length` bytes that JavaScript left.
fn short_text(length: usize) -> Box<str> {
    BUFFER.with(|buffer| {
        // SAFETY: as above; JavaScript wrote it before it returned, and does not run now.
        let text = unsafe { &*buffer.text.get() };
        text.get(..length)
            .and_then(|text| std::str::from_utf8(text).ok())
            .unwrap_or_default()
            .into()
    })
}
