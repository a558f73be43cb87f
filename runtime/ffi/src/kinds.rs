//! What a `JsProxy` has because of what its object is: the methods of Python's
//! collections, and the class that `isinstance` sees.
//!
//! Both are looked up when they are asked for, so that getting an object costs
//! nothing. The classes are Python's: `_morelia_lib.js_kinds`.

use crate::{
    engine, items,
    names::Needs,
    proxy::{JsProxy, View, raised},
    realm::Realm,
};
use rustpython_vm::{Py, PyObjectRef, PyResult, VirtualMachine, builtins::PyStr};
use wasm_bindgen::JsValue;

/// The method of this name that Python gives to such objects, bound.
pub(crate) fn method(
    proxy: &Py<JsProxy>,
    needs: Needs,
    name: &Py<PyStr>,
    vm: &VirtualMachine,
) -> PyResult<Option<PyObjectRef>> {
    let Some(kind) = kind_that_suits(proxy, needs, vm)? else {
        return Ok(None);
    };
    let bind = module(vm)?.get_attr("method", vm)?;
    let method = bind.call((proxy.to_owned(), kind, name.to_owned()), vm)?;
    Ok((!vm.is_none(&method)).then_some(method))
}

fn kind_that_suits(
    proxy: &JsProxy,
    needs: Needs,
    vm: &VirtualMachine,
) -> PyResult<Option<&'static str>> {
    let value = proxy.value();
    if !value.is_object() {
        return Ok(None);
    }
    let shows_properties = items::shows_properties(proxy, vm)?;
    let is_array = || Ok(!shows_properties && proxy.is_array(vm)?);
    let is_map = || Ok(shows_properties || is_map(proxy, vm)?);
    let is_mutable_map = || Ok(shows_properties || is_map()? && is_mutable(proxy, vm)?);
    let has = |kind, found: PyResult<bool>| Ok(found?.then_some(kind));
    match needs {
        Needs::Array => has("JsArray", is_array()),
        Needs::ArrayOrMap if is_array()? => Ok(Some("JsArray")),
        Needs::ArrayOrMap | Needs::MutableMap => has("JsMutableMap", is_mutable_map()),
        Needs::Map => has(if shows_properties { "JsMutableMap" } else { "JsMap" }, is_map()),
        Needs::Generator => has("JsGenerator", is_generator(proxy, false, vm)),
        Needs::AsyncGenerator => has("JsAsyncGenerator", is_generator(proxy, true, vm)),
        Needs::Buffer => has("JsBuffer", is_buffer(proxy, vm)),
    }
}

/// The class that `isinstance` sees, where there is a better one than the
/// object's own. Objects whose getters throw have none.
pub(crate) fn class(proxy: &Py<JsProxy>, vm: &VirtualMachine) -> Option<PyObjectRef> {
    if !proxy.value().is_object() {
        return None;
    }
    let kinds = kinds(proxy, vm).ok()?;
    if kinds.is_empty() {
        return None;
    }
    let kinds = kinds.into_iter().map(|kind| vm.ctx.new_str(kind).into()).collect();
    let class_of = module(vm).ok()?.get_attr("class_of", vm).ok()?;
    class_of.call((vm.ctx.new_tuple(kinds),), vm).ok()
}

fn kinds(proxy: &JsProxy, vm: &VirtualMachine) -> PyResult<Vec<&'static str>> {
    if items::shows_properties(proxy, vm)? {
        return Ok(vec!["JsMutableMap"]);
    }
    if proxy.is_array(vm)? {
        return Ok(vec!["JsArray"]);
    }
    if is_buffer(proxy, vm)? {
        return Ok(vec![if has_number(proxy, "length", vm)? {
            "JsTypedArray"
        } else {
            "JsBuffer"
        }]);
    }
    let mut kinds = Vec::new();
    if proxy.view() == View::Object && proxy.property(vm, "nodeType")?.as_f64() == Some(1.0) {
        kinds.push("JsDomElement");
    }
    if has_function(proxy, "then", vm)? {
        kinds.push("JsPromise");
    }
    if is_map(proxy, vm)? {
        kinds.push(if is_mutable(proxy, vm)? { "JsMutableMap" } else { "JsMap" });
    }
    let is_iterator = has_function(proxy, "next", vm)?;
    for (is_async, names) in [
        (false, ["JsGenerator", "JsIterator", "JsIterable"]),
        (true, ["JsAsyncGenerator", "JsAsyncIterator", "JsAsyncIterable"]),
    ] {
        if !starts(proxy, is_async, vm)? {
            continue;
        }
        let [generator, iterator, iterable] = names;
        kinds.push(match is_iterator {
            true if is_generator(proxy, is_async, vm)? => generator,
            true => iterator,
            false => iterable,
        });
    }
    if is_iterator && kinds.is_empty() {
        kinds.push("JsIterator");
    }
    for name in ["length", "size"] {
        if has_number(proxy, name, vm)? {
            kinds.push("JsSized");
            break;
        }
    }
    for name in ["has", "includes"] {
        if has_function(proxy, name, vm)? {
            kinds.push("JsContainer");
            break;
        }
    }
    Ok(kinds)
}

/// As Pyodide has it: `get`, a size, and iterable.
fn is_map(proxy: &JsProxy, vm: &VirtualMachine) -> PyResult<bool> {
    Ok(has_function(proxy, "get", vm)?
        && (has_number(proxy, "size", vm)? || has_number(proxy, "length", vm)?)
        && starts(proxy, false, vm)?)
}

fn is_mutable(proxy: &JsProxy, vm: &VirtualMachine) -> PyResult<bool> {
    Ok(has_function(proxy, "set", vm)? && has_function(proxy, "delete", vm)?)
}

fn is_generator(proxy: &JsProxy, is_async: bool, vm: &VirtualMachine) -> PyResult<bool> {
    for name in ["next", "return", "throw"] {
        if !has_function(proxy, name, vm)? {
            return Ok(false);
        }
    }
    starts(proxy, is_async, vm)
}

fn is_buffer(proxy: &JsProxy, vm: &VirtualMachine) -> PyResult<bool> {
    Ok(engine::is_view(proxy.value())
        || has_number(proxy, "byteLength", vm)? && has_function(proxy, "slice", vm)?)
}

fn starts(proxy: &JsProxy, is_async: bool, vm: &VirtualMachine) -> PyResult<bool> {
    let start: JsValue = engine::with(|engine| {
        let symbol = if is_async { &engine.async_iterator } else { &engine.iterator };
        proxy.realm().get(proxy.value(), symbol)
    })
    .map_err(|error| raised(vm, error))?;
    Ok(start.is_function())
}

fn has_function(proxy: &JsProxy, name: &str, vm: &VirtualMachine) -> PyResult<bool> {
    Ok(proxy.property(vm, name)?.is_function())
}

fn has_number(proxy: &JsProxy, name: &str, vm: &VirtualMachine) -> PyResult<bool> {
    Ok(proxy.property(vm, name)?.as_f64().is_some())
}

fn module(vm: &VirtualMachine) -> PyResult {
    vm.import("_morelia_lib.js_kinds", 0)?;
    vm.sys_module.get_attr("modules", vm)?.get_item("_morelia_lib.js_kinds", vm)
}
