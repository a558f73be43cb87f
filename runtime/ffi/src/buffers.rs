//! The memory of Python's buffers as typed arrays.

use rustpython_vm::{
    PyObject, PyResult, VirtualMachine,
    protocol::{BufferFlags, PyBuffer},
};
use wasm_bindgen::{JsCast, JsValue};

/// The typed array that holds a format's items, and their size.
fn array_class(format: &str) -> Option<(&'static str, usize)> {
    // '<' is the order of every machine that runs wasm.
    Some(match format.trim_start_matches(['@', '=', '<']) {
        "b" => ("Int8Array", 1),
        "B" | "c" | "?" => ("Uint8Array", 1),
        "h" => ("Int16Array", 2),
        "H" => ("Uint16Array", 2),
        "i" | "l" => ("Int32Array", 4),
        "I" | "L" => ("Uint32Array", 4),
        "q" => ("BigInt64Array", 8),
        "Q" => ("BigUint64Array", 8),
        "f" => ("Float32Array", 4),
        "d" => ("Float64Array", 8),
        _ => return None,
    })
}

/// A copy of an object's buffer, as the typed array of its format, or as bytes
/// where no typed array has it. `None` for what has no buffer.
pub(crate) fn to_typed_array(vm: &VirtualMachine, object: &PyObject) -> PyResult<Option<JsValue>> {
    if !object.check_buffer() {
        return Ok(None);
    }
    let buffer = PyBuffer::from_object(vm, object, BufferFlags::FULL_RO)?;
    let bytes = buffer.contiguous_or_collect(|bytes: &[u8]| js_sys::Uint8Array::from(bytes));
    let format = buffer.desc.format.to_string();
    Ok(Some(match array_class(&format) {
        Some((class, size)) if size == buffer.desc.itemsize && class != "Uint8Array" => {
            typed(class, &bytes)
        }
        _ => bytes.into(),
    }))
}

/// The memory of `bytes` as an array of another class.
fn typed(class: &str, bytes: &js_sys::Uint8Array) -> JsValue {
    let memory = bytes.buffer();
    match class {
        "Int8Array" => js_sys::Int8Array::new(&memory).into(),
        "Int16Array" => js_sys::Int16Array::new(&memory).into(),
        "Uint16Array" => js_sys::Uint16Array::new(&memory).into(),
        "Int32Array" => js_sys::Int32Array::new(&memory).into(),
        "Uint32Array" => js_sys::Uint32Array::new(&memory).into(),
        "BigInt64Array" => js_sys::BigInt64Array::new(&memory).into(),
        "BigUint64Array" => js_sys::BigUint64Array::new(&memory).into(),
        "Float32Array" => js_sys::Float32Array::new(&memory).into(),
        "Float64Array" => js_sys::Float64Array::new(&memory).into(),
        _ => bytes.clone().unchecked_into(),
    }
}
