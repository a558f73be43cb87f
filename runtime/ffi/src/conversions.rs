//! The conversion law: what crosses by value, and what as a proxy.

use crate::{
    engine, exception,
    function::{JsCallable, JsDoubleProxy},
    handles::{self, Origin},
    names,
    null::{is_jsnull, jsnull},
    proxy::JsProxy,
    quick::{self, Given},
    text,
};
use rustpython_vm::{
    AsObject, Context, Py, PyObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyBaseException, PyFloat, PyInt, PyStr},
};
use wasm_bindgen::{JsCast, JsValue};

/// The largest whole number that a JavaScript number holds exactly, as every
/// smaller one.
const LARGEST_SAFE: f64 = 9_007_199_254_740_991.0;

/// A JavaScript value in Python: immutable values converted, everything else
/// as a `JsProxy`, or the original Python object where it is a proxy of one.
#[must_use]
pub fn to_python(vm: &VirtualMachine, value: JsValue) -> PyObjectRef {
    given_to_python(vm, quick::look_at(&value), None).unwrap_or_else(|| vm.ctx.none())
}

/// As [`to_python`], of what an operation gave, but `None` for `undefined`; a
/// function remembers `receiver` as the `this` of its calls.
pub(crate) fn given_to_python(
    vm: &VirtualMachine,
    given: Given,
    receiver: Option<&Py<JsProxy>>,
) -> Option<PyObjectRef> {
    Some(match given {
        Given::Undefined => return None,
        Given::Number(number) => number_to_python(vm, number),
        Given::Text(text) => vm.ctx.new_str(text).into(),
        Given::Object(value) => JsProxy::new(value).into_object(vm),
        Given::Function(value) => {
            JsCallable::new(value, receiver.map(ToOwned::to_owned)).into_object(vm)
        }
        Given::Truth(truth) => vm.ctx.new_bool(truth).into(),
        Given::Null => jsnull(Context::genesis()),
        Given::String(value) => match text::to_python(vm, &value) {
            Some(text) => text.into(),
            // Too long for our memory: as an object that has its methods.
            None => JsProxy::new(engine::boxed(&value)).into_object(vm),
        },
        Given::Proxy(value) => match handles::origin(&value) {
            Origin::Python(object) => object,
            Origin::Proxy => JsDoubleProxy::of(value, vm),
            Origin::JavaScript if value.is_function() => {
                JsCallable::new(value, receiver.map(ToOwned::to_owned)).into_object(vm)
            }
            Origin::JavaScript => JsProxy::new(value).into_object(vm),
        },
        Given::Other(value) if value.is_bigint() => big_int_to_python(vm, &value),
        Given::Other(value) => JsProxy::new(value).into_object(vm),
    })
}

pub(crate) fn number_to_python(vm: &VirtualMachine, number: f64) -> PyObjectRef {
    let whole = number.trunc() == number && number.abs() <= LARGEST_SAFE;
    if whole && !(number == 0.0 && number.is_sign_negative()) {
        #[expect(clippy::cast_possible_truncation, reason = "it is a whole number below 2^53")]
        let whole = number as i64;
        return vm.ctx.new_int(whole).into();
    }
    vm.ctx.new_float(number).into()
}

fn big_int_to_python(vm: &VirtualMachine, value: &JsValue) -> PyObjectRef {
    if let Ok(small) = i64::try_from(value.clone()) {
        return vm.ctx.new_int(small).into();
    }
    // Hexadecimal, because Python limits the length of decimal literals.
    let number: &engine::Any = value.unchecked_ref();
    number
        .in_base(16)
        .ok()
        .and_then(|digits| vm.ctx.types.int_type.as_object().call((digits, 16), vm).ok())
        .unwrap_or_else(|| JsProxy::new(value.clone()).into_object(vm))
}

/// A Python object in JavaScript: immutable values converted, everything else
/// as a proxy, or the original JavaScript value where it is a proxy of one.
///
/// # Errors
/// `OverflowError` for an integer that is too large for any browser.
pub fn to_javascript(vm: &VirtualMachine, object: &PyObject) -> PyResult<JsValue> {
    Ok(match immutable_to_javascript(vm, object)? {
        Some(value) => value,
        None => handles::proxy_of(vm, object),
    })
}

/// As [`to_javascript`], but `None` for what would become a new proxy.
pub(crate) fn immutable_to_javascript(
    vm: &VirtualMachine,
    object: &PyObject,
) -> PyResult<Option<JsValue>> {
    if let Some(text) = object.downcast_ref::<PyStr>() {
        if text::is_too_long(text) {
            return Err(vm.new_overflow_error("this str is too long for JavaScript"));
        }
        return Ok(Some(names::string(text)));
    }
    if let Some(proxy) = object.downcast_ref::<JsProxy>() {
        return Ok(Some(proxy.value().clone()));
    }
    if vm.is_none(object) {
        return Ok(Some(JsValue::UNDEFINED));
    }
    if object.is(&vm.ctx.true_value) {
        return Ok(Some(JsValue::TRUE));
    }
    if object.is(&vm.ctx.false_value) {
        return Ok(Some(JsValue::FALSE));
    }
    if let Some(number) = object.downcast_ref::<PyInt>() {
        return int_to_javascript(vm, number).map(Some);
    }
    if let Some(number) = object.downcast_ref::<PyFloat>() {
        return Ok(Some(JsValue::from_f64(number.to_f64())));
    }
    if is_jsnull(object) {
        return Ok(Some(JsValue::NULL));
    }
    if let Some(error) = object.downcast_ref::<PyBaseException>() {
        return Ok(Some(exception::javascript_error(vm, error)));
    }
    Ok(None)
}

/// A number that JavaScript has exactly.
pub(crate) fn number(vm: &VirtualMachine, object: &PyObject) -> Option<f64> {
    if object.class().is(Context::genesis().types.float_type) {
        return object.downcast_ref::<PyFloat>().map(|number| number.to_f64());
    }
    if !object.class().is(Context::genesis().types.int_type) {
        return None;
    }
    let small = object.downcast_ref::<PyInt>()?.try_to_primitive::<i64>(vm).ok()?;
    #[expect(clippy::cast_precision_loss, reason = "what it loses is checked next")]
    let float = small as f64;
    (float.abs() <= LARGEST_SAFE).then_some(float)
}

fn int_to_javascript(vm: &VirtualMachine, number: &Py<PyInt>) -> PyResult<JsValue> {
    if let Ok(small) = number.try_to_primitive::<i64>(vm) {
        #[expect(clippy::cast_precision_loss, reason = "what it loses is checked next")]
        let float = small as f64;
        return Ok(if float.abs() <= LARGEST_SAFE {
            JsValue::from_f64(float)
        } else {
            JsValue::from(small)
        });
    }
    engine::big_int(&number.as_bigint().to_string())
        .map_err(|_| vm.new_overflow_error("this int is too large for JavaScript"))
}
