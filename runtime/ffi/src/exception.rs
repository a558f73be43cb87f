//! Exceptions both ways: `JsException` and `PythonError`.

use crate::{conversions, engine, handles, proxy::JsProxy, text};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyRef, PyResult, VirtualMachine,
    builtins::{PyBaseException, PyBaseExceptionRef, PyException, PyStr},
    class::{PyClassImpl, StaticType},
    pyclass, pyexception,
    types::Constructor,
};
use wasm_bindgen::{JsCast, JsValue};

/// An exception that JavaScript threw.
///
/// `name`, `message` and `stack` are those of the `Error`, as are all other
/// attributes; `js_error` is what was thrown, which may be any value.
/// `raise JsException(error)` throws an error of JavaScript's.
#[pyexception(name = "JsException", base = PyException)]
#[derive(Debug)]
#[repr(transparent)]
pub(crate) struct JsException(PyException);

#[pyexception]
impl JsException {
    #[pyslot]
    fn getattro(zelf: &PyObject, name: &Py<PyStr>, vm: &VirtualMachine) -> PyResult {
        let missing = match zelf.generic_getattr(name, vm) {
            Err(error) if error.fast_isinstance(vm.ctx.exceptions.attribute_error) => error,
            found => return found,
        };
        let Some(thrown) = thrown_by(zelf, vm) else { return Err(missing) };
        match name.to_str() {
            Some("js_error") => Ok(thrown.to_owned().into()),
            Some("__notes__") => notes(&thrown, vm).ok_or(missing),
            Some(special) if special.starts_with("__") => Err(missing),
            _ => thrown.as_object().get_attr(name, vm).map_err(|_| missing),
        }
    }
}

/// The JavaScript object that an exception is about.
fn thrown_by(exception: &PyObject, vm: &VirtualMachine) -> Option<PyRef<JsProxy>> {
    let name = vm.ctx.intern_str("js_error");
    let thrown = exception.generic_getattr(name, vm).or_else(|error| {
        let args = exception.downcast_ref::<PyBaseException>().map(|error| error.args());
        args.and_then(|args| args.as_slice().first().cloned()).ok_or(error)
    });
    thrown.ok()?.downcast().ok()
}

/// The JavaScript object that `exception` is about, if it is a `JsException`.
pub(crate) fn thrown_by_javascript(
    exception: &PyObject,
    vm: &VirtualMachine,
) -> Option<PyRef<JsProxy>> {
    let is_javascripts = exception.fast_isinstance(JsException::static_type());
    is_javascripts.then(|| thrown_by(exception, vm)).flatten()
}

/// Whether a JavaScript class is `Error`, of any realm, or derived from it.
pub(crate) fn is_error_class(class: &JsValue) -> bool {
    let mut prototype = engine::member(class, "prototype");
    while prototype.is_object() {
        let constructor = engine::member(&prototype, "constructor");
        if engine::member(&constructor, "name") == "Error" {
            return true;
        }
        prototype = engine::prototype_of(&prototype).unwrap_or(JsValue::NULL);
    }
    false
}

/// The frames of JavaScript that an error came through, for the traceback.
fn notes(thrown: &Py<JsProxy>, vm: &VirtualMachine) -> Option<PyObjectRef> {
    let stack = engine::member(thrown.value(), "stack").as_string()?;
    let is_ours = |line: &&str| {
        let through_eval = line.contains("eval at") || line.contains("> eval");
        line.contains("wasm-function[") || line.contains("/glue/runtime") && !through_eval
    };
    let frames: Vec<String> = stack
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("at ") || line.contains('@'))
        .take_while(|line| !is_ours(line))
        .map(|line| format!("\n  {line}"))
        .collect();
    if frames.is_empty() {
        return None;
    }
    let note = format!("In JavaScript (most recent call first):{}", frames.concat());
    Some(vm.ctx.new_list(vec![vm.ctx.new_str(note).into()]).into())
}

/// An object that cannot be converted between Python and JavaScript.
#[pyexception(name = "ConversionError", base = PyException)]
#[derive(Debug)]
#[repr(transparent)]
pub(crate) struct ConversionError(PyException);

#[pyexception]
impl ConversionError {}

/// The bridge itself is broken.
#[pyexception(name = "InternalError", base = PyException)]
#[derive(Debug)]
#[repr(transparent)]
pub(crate) struct InternalError(PyException);

#[pyexception]
impl InternalError {}

/// A `ConversionError` to raise.
pub(crate) fn not_converted(vm: &VirtualMachine, message: String) -> PyBaseExceptionRef {
    let message = vm.ctx.new_str(message);
    vm.new_exception(ConversionError::static_type().to_owned(), vec![message.into()])
}

/// What JavaScript threw, as the Python exception to raise: the original
/// where it is a Python exception on its way back, a `JsException` otherwise.
#[must_use]
pub fn python_exception(vm: &VirtualMachine, thrown: JsValue) -> PyBaseExceptionRef {
    if thrown.is_object()
        && let Some(original) = handles::original(&thrown)
        && let Ok(original) = original.downcast::<PyBaseException>()
    {
        return original;
    }
    let parts = Parts::of(vm, &thrown);
    let message = match (&parts.name, &parts.message) {
        (Some(name), Some(message)) if message.is_empty() => name.clone(),
        (Some(name), Some(message)) => {
            vm.ctx.new_str(format!("{}: {}", name.to_string_lossy(), message.to_string_lossy()))
        }
        _ => parts.text.clone(),
    };
    let exception = vm.new_exception(JsException::static_type().to_owned(), vec![message.into()]);
    let or_none = |part: Option<PyRef<PyStr>>| part.map_or_else(|| vm.ctx.none(), Into::into);
    let attributes: [(&'static str, PyObjectRef); 4] = [
        ("name", or_none(parts.name)),
        ("message", parts.message.unwrap_or(parts.text).into()),
        ("stack", or_none(parts.stack)),
        ("js_error", conversions::to_python(vm, thrown)),
    ];
    for (name, value) in attributes {
        // An instance of this class takes any attribute.
        let _ = exception.as_object().set_attr(name, value, vm);
    }
    exception
}

/// What can be said about a thrown value.
struct Parts {
    name: Option<PyRef<PyStr>>,
    message: Option<PyRef<PyStr>>,
    stack: Option<PyRef<PyStr>>,
    /// The value as a string.
    text: PyRef<PyStr>,
}

impl Parts {
    fn of(vm: &VirtualMachine, thrown: &JsValue) -> Self {
        let part = |name: &str| {
            thrown.is_object().then(|| text::to_python(vm, &engine::member(thrown, name))).flatten()
        };
        let text = engine::to_string(thrown)
            .ok()
            .and_then(|text| text::to_python(vm, &text))
            .unwrap_or_else(|| vm.ctx.new_str("an object that cannot be shown"));
        Self { name: part("name"), message: part("message"), stack: part("stack"), text }
    }
}

/// A Python exception as the value to throw in JavaScript: the original where
/// JavaScript threw it first, an `Error` named "PythonError" otherwise. The
/// same exception always gives the same `Error`.
#[must_use]
pub fn javascript_error(vm: &VirtualMachine, exception: &Py<PyBaseException>) -> JsValue {
    if let Some(original) = original_javascript(vm, exception) {
        return original;
    }
    if let Some(known) = handles::known(exception.as_object()) {
        return known;
    }
    let mut traceback = String::new();
    if vm.write_exception(&mut traceback, exception).is_err() {
        traceback.push_str("an exception that cannot be shown");
    }
    let error = python_error(&exception.class().name(), &traceback);
    handles::adopt(exception.as_object(), &error);
    error
}

/// An `Error` that says that Python failed.
pub(crate) fn python_error(class: &str, message: &str) -> JsValue {
    let error = JsValue::from(js_sys::Error::new(message));
    let target: &engine::Any = error.unchecked_ref();
    // A new `Error` takes any property.
    let _ = target.set(&JsValue::from_str("name"), &JsValue::from_str("PythonError"));
    let _ = target.set(&JsValue::from_str("type"), &JsValue::from_str(class));
    error
}

/// What JavaScript threw, where `exception` is about that.
fn original_javascript(vm: &VirtualMachine, exception: &Py<PyBaseException>) -> Option<JsValue> {
    if !exception.fast_isinstance(JsException::static_type()) {
        return None;
    }
    let thrown = exception.as_object().get_attr("js_error", vm).ok()?;
    match thrown.downcast_ref::<JsProxy>() {
        Some(proxy) => Some(proxy.value().clone()),
        None => conversions::immutable_to_javascript(vm, &thrown).ok().flatten(),
    }
}

/// Makes the class known, before the first instance.
pub(crate) fn make_types() {
    let _ = JsException::make_static_type();
    let _ = ConversionError::make_static_type();
    let _ = InternalError::make_static_type();
}
