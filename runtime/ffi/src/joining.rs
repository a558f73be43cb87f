//! `+` and `*` of JavaScript arrays, as lists have them.

use crate::{
    conversions, engine,
    proxy::{JsProxy, raised},
    text,
};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyList, PyTuple},
};
use wasm_bindgen::JsValue;

/// `array + other`: a new array.
pub(crate) fn concat(array: &Py<JsProxy>, other: &PyObject, vm: &VirtualMachine) -> PyResult {
    let Some(added) = elements(other, vm)? else {
        return Err(unsupported("+", array, other, vm));
    };
    let sum = copy_of(array, "+", other, vm)?;
    for element in added {
        sum.push(&element);
    }
    Ok(conversions::to_python(vm, sum.into()))
}

/// `array += other`: the same array.
pub(crate) fn extend(array: &Py<JsProxy>, other: &PyObject, vm: &VirtualMachine) -> PyResult {
    if !array.is_array(vm)? {
        return Err(unsupported("+=", array, other, vm));
    }
    // As for lists: anything that can be walked over.
    let added = match elements(other, vm)? {
        Some(added) => added,
        None => converted(&other.try_to_value::<Vec<PyObjectRef>>(vm)?, vm)?,
    };
    push(array, &added, vm)?;
    Ok(array.to_owned().into())
}

/// `array * count`: a new array.
pub(crate) fn repeat(array: &Py<JsProxy>, count: isize, vm: &VirtualMachine) -> PyResult {
    let times = vm.ctx.new_int(count);
    let once = copy_of(array, "*", times.as_object(), vm)?;
    let product = js_sys::Array::new();
    for _ in 0..count {
        for element in once.iter() {
            product.push(&element);
        }
    }
    Ok(conversions::to_python(vm, product.into()))
}

/// `array *= count`: the same array.
pub(crate) fn repeat_in_place(array: &Py<JsProxy>, count: isize, vm: &VirtualMachine) -> PyResult {
    let times = vm.ctx.new_int(count);
    let once: Vec<JsValue> = copy_of(array, "*=", times.as_object(), vm)?.iter().collect();
    if count < 1 {
        let name = vm.ctx.intern_str("length");
        array.as_object().set_attr(name, vm.ctx.new_int(0), vm)?;
    }
    for _ in 1..count {
        push(array, &once, vm)?;
    }
    Ok(array.to_owned().into())
}

/// A copy of an array; an error where it is none.
fn copy_of(
    array: &Py<JsProxy>,
    operator: &str,
    other: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<js_sys::Array> {
    if !array.is_array(vm)? {
        return Err(unsupported(operator, array, other, vm));
    }
    engine::array_from(array.value()).map_err(|thrown| raised(vm, thrown))
}

/// The elements of an array, list or tuple in JavaScript.
fn elements(other: &PyObject, vm: &VirtualMachine) -> PyResult<Option<Vec<JsValue>>> {
    if let Some(proxy) = other.downcast_ref::<JsProxy>() {
        if !proxy.is_array(vm)? {
            return Ok(None);
        }
        let array = engine::array_from(proxy.value()).map_err(|thrown| raised(vm, thrown))?;
        return Ok(Some(array.iter().collect()));
    }
    if let Some(list) = other.downcast_ref::<PyList>() {
        let items = list.borrow_vec().to_vec();
        return converted(&items, vm).map(Some);
    }
    match other.downcast_ref::<PyTuple>() {
        Some(tuple) => converted(tuple.as_slice(), vm).map(Some),
        None => Ok(None),
    }
}

fn converted(items: &[PyObjectRef], vm: &VirtualMachine) -> PyResult<Vec<JsValue>> {
    items.iter().map(|item| conversions::to_javascript(vm, item)).collect()
}

fn push(array: &Py<JsProxy>, elements: &[JsValue], vm: &VirtualMachine) -> PyResult<()> {
    for element in elements {
        crate::items::method(array, vm, "push", std::slice::from_ref(element))?;
    }
    Ok(())
}

/// What Python says of operands that do not fit.
fn unsupported(
    operator: &str,
    array: &Py<JsProxy>,
    other: &PyObject,
    vm: &VirtualMachine,
) -> rustpython_vm::builtins::PyBaseExceptionRef {
    let told = text::to_python(vm, &array.value().js_typeof());
    let kind = told.map_or_else(String::new, |kind| kind.to_string_lossy().into_owned());
    vm.new_type_error(format!(
        "unsupported operand type(s) for {operator}: a JavaScript {kind} and '{}'; \
         JavaScript arrays can be joined with arrays, lists and tuples, and repeated",
        other.class().name()
    ))
}
