//! What JavaScript finds on a proxy of a Python object.
//!
//! First Pyodide's `PyProxy` methods, then the object's own attributes, then
//! what a JavaScript function or array has (`call`, `bind`, `map` …).

use crate::{callable, conversions, deep, engine, handlers, handles, text};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyResult, VirtualMachine,
    builtins::{PyDict, PyStr},
    class::PyClassImpl,
    function::{FuncArgs, OptionalArg},
    protocol::{PyIter, PyIterReturn},
    pyclass,
    types::Callable,
};
use wasm_bindgen::{JsCast, JsValue};

/// The Python half of awaiting.
pub(crate) fn jsawait(vm: &VirtualMachine) -> PyResult {
    vm.import("_morelia_lib.jsawait", 0)?;
    vm.sys_module.get_attr("modules", vm)?.get_item("_morelia_lib.jsawait", vm)
}

fn code_module(vm: &VirtualMachine) -> PyResult {
    vm.import("pyodide.code", 0)?;
    vm.sys_module.get_attr("modules", vm)?.get_item("pyodide.code", vm)
}

/// `proxy[key]`
pub(crate) fn get(
    vm: &VirtualMachine,
    object: &PyObject,
    target: &JsValue,
    key: &JsValue,
) -> PyResult<JsValue> {
    let Some(name) = text::to_python(vm, key) else {
        return symbol(vm, object, target, key);
    };
    if let Some(method) = name.to_str().and_then(|name| Method::named(vm, object, name)) {
        return method_of(vm, object, method);
    }
    match name.to_str() {
        Some("length") if let Ok(length) = object.length(vm) => {
            return conversions::to_javascript(vm, vm.ctx.new_int(length).as_object());
        }
        Some("type") => return Ok(JsValue::from_str(&object.class().name())),
        _ => {}
    }
    if let Some(index) = index(object, &name) {
        return match object.get_item(&*index, vm) {
            Ok(item) => conversions::to_javascript(vm, &item),
            Err(error) if error.fast_isinstance(vm.ctx.exceptions.index_error) => {
                Ok(JsValue::UNDEFINED)
            }
            Err(error) => Err(error),
        };
    }
    match vm.get_attribute_opt(object, &*attribute_name(vm, &name))? {
        Some(value) => conversions::to_javascript(vm, &value),
        None => match entry(object, &name, vm)? {
            Some(value) => conversions::to_javascript(vm, &value),
            None => inherited(vm, target, key),
        },
    }
}

/// What a dict has under a key: its entries are properties, so that a dict
/// serves as an options object.
fn entry(
    object: &PyObject,
    name: &Py<PyStr>,
    vm: &VirtualMachine,
) -> PyResult<Option<PyObjectRef>> {
    match object.downcast_ref::<PyDict>() {
        Some(dict) => dict.get_item_opt(name, vm),
        None => Ok(None),
    }
}

/// The names of the properties that `Object.keys` and the like find.
pub(crate) fn own_keys(
    vm: &VirtualMachine,
    object: &PyObject,
    target: &JsValue,
) -> PyResult<JsValue> {
    let throws = |thrown| crate::exception::python_exception(vm, thrown);
    let keys = engine::own_keys(target).map_err(throws)?;
    if let Some(dict) = object.downcast_ref::<PyDict>() {
        for (key, _) in dict.to_owned() {
            if key.downcast_ref::<PyStr>().is_some() {
                keys.push(&conversions::to_javascript(vm, &key)?);
            }
        }
    }
    Ok(keys.into())
}

/// How a property of its own is described.
pub(crate) fn describe(
    vm: &VirtualMachine,
    object: &PyObject,
    target: &JsValue,
    key: &JsValue,
) -> PyResult<JsValue> {
    if let Some(name) = text::to_python(vm, key)
        && let Some(value) = entry(object, &name, vm)?
    {
        let value = conversions::to_javascript(vm, &value)?;
        return Ok(engine::described(&value));
    }
    engine::own_property(target, key)
        .map_err(|thrown| crate::exception::python_exception(vm, thrown))
}

/// `proxy[key] = value`
pub(crate) fn set(
    vm: &VirtualMachine,
    object: &PyObject,
    key: &JsValue,
    value: JsValue,
) -> PyResult<JsValue> {
    let value = conversions::to_python(vm, value);
    match text::to_python(vm, key) {
        Some(name) => match index(object, &name) {
            Some(index) => object.set_item(&*index, value, vm)?,
            None => match object.downcast_ref::<PyDict>() {
                Some(dict) => dict.set_item(&*attribute_name(vm, &name), value, vm)?,
                None => object.set_attr(&*attribute_name(vm, &name), value, vm)?,
            },
        },
        None => return Ok(JsValue::FALSE),
    }
    Ok(JsValue::TRUE)
}

/// `key in proxy`
pub(crate) fn has(
    vm: &VirtualMachine,
    object: &PyObject,
    target: &JsValue,
    key: &JsValue,
) -> PyResult<JsValue> {
    let value = get(vm, object, target, key)?;
    let found = !value.is_undefined() || engine::has(target, key).unwrap_or(false);
    Ok(JsValue::from_bool(found))
}

/// `delete proxy[key]`
pub(crate) fn delete(vm: &VirtualMachine, object: &PyObject, key: &JsValue) -> PyResult<JsValue> {
    let Some(name) = text::to_python(vm, key) else {
        return Ok(JsValue::FALSE);
    };
    match index(object, &name) {
        Some(index) => object.del_item(&*index, vm)?,
        None => match object.downcast_ref::<PyDict>() {
            Some(dict) => dict.del_item(&*attribute_name(vm, &name), vm)?,
            None => object.del_attr(&*attribute_name(vm, &name), vm)?,
        },
    }
    Ok(JsValue::TRUE)
}

fn symbol(
    vm: &VirtualMachine,
    object: &PyObject,
    target: &JsValue,
    key: &JsValue,
) -> PyResult<JsValue> {
    let iterates = engine::with(|engine| *key == engine.iterator);
    if iterates && !callable::is_array_like(object) {
        let slots = object.class().slots();
        return if slots.iter.load().is_some() {
            method_of(vm, object, Method::Iterate)
        } else {
            Ok(JsValue::UNDEFINED)
        };
    }
    inherited(vm, target, key)
}

/// What the target has, which is an empty object, array or function.
fn inherited(vm: &VirtualMachine, target: &JsValue, key: &JsValue) -> PyResult<JsValue> {
    let target: &engine::Any = target.unchecked_ref();
    target.get(key).map_err(|thrown| crate::exception::python_exception(vm, thrown))
}

/// A leading `$` reaches an attribute that one of our methods hides.
fn attribute_name(vm: &VirtualMachine, name: &Py<PyStr>) -> rustpython_vm::PyRef<PyStr> {
    match name.to_str().and_then(|name| name.strip_prefix('$')) {
        Some(hidden) if !hidden.is_empty() => vm.ctx.new_str(hidden),
        _ => name.to_owned(),
    }
}

/// The index that `name` is, where `object` is a sequence.
fn index(object: &PyObject, name: &Py<PyStr>) -> Option<PyObjectRef> {
    if !callable::is_array_like(object) {
        return None;
    }
    let index: usize = name.to_str()?.parse().ok()?;
    Some(rustpython_vm::Context::genesis().new_int(index).into())
}

fn method_of(vm: &VirtualMachine, object: &PyObject, method: Method) -> PyResult<JsValue> {
    let bound = ProxyMethod { object: object.to_owned(), method }.into_ref(&vm.ctx);
    conversions::to_javascript(vm, bound.as_object())
}

/// A method that every proxy has, or those of some protocol.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Method {
    Destroy,
    ToJs,
    ToString,
    Copy,
    Get,
    Set,
    Has,
    Delete,
    Next,
    Iterate,
    Then,
    Catch,
    Finally,
    CallKwargs,
    CallRelaxed,
    CallKwargsRelaxed,
    CallPromising,
    CallPromisingKwargs,
    CaptureThis,
    GetBuffer,
    AsJsJson,
    Supports(&'static str),
}

impl Method {
    fn named(vm: &VirtualMachine, object: &PyObject, name: &str) -> Option<Self> {
        let slots = object.class().slots();
        let (method, applies) = match name {
            "destroy" => (Self::Destroy, true),
            "toJs" => (Self::ToJs, true),
            "toString" => (Self::ToString, true),
            "copy" => (Self::Copy, true),
            "get" => (Self::Get, slots.as_mapping.subscript.load().is_some()),
            "set" => (Self::Set, slots.as_mapping.ass_subscript.load().is_some()),
            "delete" => (Self::Delete, slots.as_mapping.ass_subscript.load().is_some()),
            "has" => (Self::Has, slots.as_sequence.contains.load().is_some()),
            "next" => (Self::Next, slots.iternext.load().is_some()),
            "then" => (Self::Then, is_awaitable(vm, object)),
            "catch" => (Self::Catch, is_awaitable(vm, object)),
            "finally" => (Self::Finally, is_awaitable(vm, object)),
            "callKwargs" => (Self::CallKwargs, object.is_callable()),
            "callRelaxed" => (Self::CallRelaxed, object.is_callable()),
            "callKwargsRelaxed" => (Self::CallKwargsRelaxed, object.is_callable()),
            // The names that Pyodide gives it now, and gave it before.
            "callPromising" | "callSyncifying" => (Self::CallPromising, object.is_callable()),
            "callPromisingKwargs" | "callSyncifyingKwargs" => {
                (Self::CallPromisingKwargs, object.is_callable())
            }
            "captureThis" => (Self::CaptureThis, object.is_callable()),
            "getBuffer" => (Self::GetBuffer, slots.as_buffer.load().is_some()),
            "asJsJson" => (Self::AsJsJson, true),
            "supportsLength" => (Self::Supports("__len__"), true),
            "supportsGet" => (Self::Supports("__getitem__"), true),
            "supportsSet" => (Self::Supports("__setitem__"), true),
            "supportsHas" => (Self::Supports("__contains__"), true),
            "isIterable" => (Self::Supports("__iter__"), true),
            "isIterator" => (Self::Supports("__next__"), true),
            "isAwaitable" => (Self::Supports("__await__"), true),
            "isCallable" => (Self::Supports("__call__"), true),
            "isBuffer" => (Self::Supports("__buffer__"), true),
            _ => return None,
        };
        applies.then_some(method)
    }
}

fn is_awaitable(vm: &VirtualMachine, object: &PyObject) -> bool {
    object.class().get_attr(vm.ctx.intern_str("__await__")).is_some()
}

/// One of these methods, bound to its object.
#[pyclass(module = "pyodide.ffi", name = "PyProxyMethod")]
#[derive(Debug, PyPayload)]
pub(crate) struct ProxyMethod {
    object: PyObjectRef,
    method: Method,
}

#[pyclass(with(Callable))]
impl ProxyMethod {}

/// Makes the class known, before the first instance.
pub(crate) fn make_types() {
    let _ = ProxyMethod::make_static_type();
}

impl Callable for ProxyMethod {
    type Args = FuncArgs;

    fn call(zelf: &Py<Self>, mut args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let object = &zelf.object;
        let mut next = || args.take_positional().unwrap_or_else(|| vm.ctx.none());
        match zelf.method {
            Method::Destroy => {
                if let Some(id) = handles::known(object).and_then(|proxy| handles::id_of(&proxy)) {
                    handles::release(id);
                }
                Ok(vm.ctx.none())
            }
            Method::ToJs => deep::to_js_with_options(vm, object, &next()),
            Method::ToString => Ok(object.str(vm)?.into()),
            Method::Copy => Ok(object.clone()),
            Method::Get => match object.get_item(&*next(), vm) {
                Err(error) if error.fast_isinstance(vm.ctx.exceptions.lookup_error) => {
                    Ok(vm.ctx.none())
                }
                result => result,
            },
            Method::Set => object.set_item(&*next(), next(), vm).map(|()| vm.ctx.none()),
            Method::Delete => object.del_item(&*next(), vm).map(|()| vm.ctx.none()),
            Method::Has => {
                let found = object.sequence_unchecked().contains(&next(), vm)?;
                Ok(vm.ctx.new_bool(found).into())
            }
            Method::Next => step(vm, object),
            Method::Iterate => {
                let iterator = object.get_iter(vm)?;
                Ok(iterator.into())
            }
            method @ (Method::Then | Method::Catch | Method::Finally) => {
                let promise = callable::promise_of(vm, object.clone())?;
                let promise = conversions::to_python(vm, promise);
                let name = match method {
                    Method::Then => "then",
                    Method::Catch => "catch",
                    _ => "finally",
                };
                promise.get_attr(name, vm)?.call_with_args(args, vm)
            }
            Method::CallRelaxed => {
                let call = code_module(vm)?.get_attr("relaxed_call", vm)?;
                args.prepend_arg(object.clone());
                call.call(args, vm)
            }
            Method::CallPromising => call_promising(vm, object.clone(), &args.args),
            Method::CallPromisingKwargs => {
                let named = args.args.pop().unwrap_or_else(|| vm.ctx.none());
                let named = deep::to_py(vm, &named, Some(1), OptionalArg::Missing)?;
                let call = jsawait(vm)?.get_attr("call_with_keywords", vm)?;
                let positional = vm.ctx.new_tuple(args.args).into();
                call_promising(vm, call, &[object.clone(), positional, named])
            }
            Method::CaptureThis => {
                let traits = handles::Traits { capture_this: true, roundtrip: false };
                let proxy = handles::special_proxy_of(vm, object, traits);
                // As a `JsProxy`: the object itself would lose what is special.
                Ok(crate::function::JsDoubleProxy::of(proxy, vm))
            }
            Method::GetBuffer => {
                let view = jsawait(vm)?.get_attr("buffer_view", vm)?;
                let kind = next();
                view.call((object.clone(), kind), vm)
            }
            Method::AsJsJson => {
                let options = vm.ctx.none();
                deep::to_js_with_options(vm, object, &options)
            }
            Method::Supports(name) => {
                let name = vm.ctx.intern_str(name);
                let slots = object.class().slots();
                let found = match name.as_str() {
                    "__buffer__" => slots.as_buffer.load().is_some(),
                    _ => object.class().get_attr(name).is_some(),
                };
                Ok(vm.ctx.new_bool(found).into())
            }
            Method::CallKwargs | Method::CallKwargsRelaxed => {
                let named = args.args.pop().unwrap_or_else(|| vm.ctx.none());
                let named = deep::to_py(vm, &named, Some(1), OptionalArg::Missing)?;
                let name = match zelf.method {
                    Method::CallKwargs => "call_with_keywords",
                    _ => "call_relaxed_with_keywords",
                };
                let call = jsawait(vm)?.get_attr(name, vm)?;
                let positional = vm.ctx.new_tuple(args.args);
                call.call((object.clone(), positional, named), vm)
            }
        }
    }
}

/// Calls a function that may block; gives the promise of its result.
fn call_promising(vm: &VirtualMachine, object: PyObjectRef, arguments: &[PyObjectRef]) -> PyResult {
    let Some(spawn) = crate::crossing::spawn_handler() else {
        return Err(vm.new_runtime_error("this interpreter cannot run a function that may block"));
    };
    let arguments: Vec<JsValue> = arguments
        .iter()
        .map(|argument| conversions::to_javascript(vm, argument))
        .collect::<PyResult<_>>()?;
    let promise = handlers::call_promising(spawn, object, engine::array_of(&arguments));
    Ok(conversions::to_python(vm, promise.into()))
}

/// One step of JavaScript's iterator protocol: `{value, done}`.
fn step(vm: &VirtualMachine, iterator: &PyObject) -> PyResult {
    let (value, done) = match PyIter::new(iterator.to_owned()).next(vm)? {
        PyIterReturn::Return(value) => (value, false),
        PyIterReturn::StopIteration(value) => (vm.unwrap_or_none(value), true),
    };
    let result = JsValue::from(js_sys::Object::<JsValue>::new());
    let target: &engine::Any = result.unchecked_ref();
    // A new object takes any property.
    let _ = target.set(&JsValue::from_str("value"), &conversions::to_javascript(vm, &value)?);
    let _ = target.set(&JsValue::from_str("done"), &JsValue::from_bool(done));
    Ok(conversions::to_python(vm, result))
}
