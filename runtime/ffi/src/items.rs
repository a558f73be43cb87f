//! Items, length, truth, identity and text of JavaScript objects.

use crate::{
    conversions, deep, engine, handles,
    names::is_keyword,
    page_world,
    proxy::{JsProxy, View, raised},
    quick,
    realm::Realm,
    slices, text,
};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyRef, PyResult, VirtualMachine,
    builtins::{PyInt, PySlice, PyStr},
};
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};

/// How an object is indexed.
enum Kind {
    /// By numbers from 0: arrays, typed arrays, node lists.
    Indexed,
    /// With `get`, `set`, `has` and `delete`: maps, headers, form data.
    Keyed,
    /// By property name.
    Object,
    /// By the names of its own properties only.
    Properties,
}

/// Whether the items of a proxy are its object's own properties.
pub(crate) fn shows_properties(proxy: &JsProxy, vm: &VirtualMachine) -> PyResult<bool> {
    Ok(match proxy.view() {
        View::Object => false,
        View::Properties | View::AllProperties => true,
        View::Json => !proxy.is_array(vm)?,
    })
}

fn has_own(proxy: &JsProxy, key: &JsValue, vm: &VirtualMachine) -> PyResult<bool> {
    crate::crossing::into_javascript(|| engine::has_own(proxy.value(), key))
        .map_err(|error| raised(vm, error))
}

/// Whether an item is seen as the object that it is in.
fn is_seen_so(item: &JsValue, view: View) -> bool {
    let is_array = || view == View::Json && engine::is_array(item).unwrap_or(false);
    is_array() || deep::is_plain(item).unwrap_or(false)
}

/// An item in Python: as its container is seen, where that is hereditary.
fn item_to_python(proxy: &JsProxy, item: JsValue, vm: &VirtualMachine) -> PyObjectRef {
    match proxy.view() {
        view @ (View::AllProperties | View::Json)
            if item.is_object() && is_seen_so(&item, view) =>
        {
            handles::original(&item)
                .unwrap_or_else(|| JsProxy::with_view(item, view).into_object(vm))
        }
        _ => conversions::to_python(vm, item),
    }
}

fn kind(proxy: &JsProxy, key: &PyObject, vm: &VirtualMachine) -> PyResult<Kind> {
    if shows_properties(proxy, vm)? {
        return Ok(Kind::Properties);
    }
    let by_position =
        key.downcast_ref::<PyInt>().is_some() || key.downcast_ref::<PySlice>().is_some();
    if by_position && (proxy.is_array(vm)? || engine::is_view(proxy.value())) {
        return Ok(Kind::Indexed);
    }
    if proxy.property(vm, "get")?.is_function() && proxy.property(vm, "has")?.is_function() {
        return Ok(Kind::Keyed);
    }
    if by_position && !proxy.value().is_function() && count(proxy, vm, "length")?.is_some() {
        return Ok(Kind::Indexed);
    }
    Ok(Kind::Object)
}

/// A property that holds a count, such as `length`.
fn count(proxy: &JsProxy, vm: &VirtualMachine, name: &str) -> PyResult<Option<usize>> {
    let number = proxy.property(vm, name)?.as_f64();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float converts by saturating"
    )]
    Ok(number.filter(|number| *number >= 0.0 && number.trunc() == *number).map(|n| n as usize))
}

/// `len(proxy)`
pub(crate) fn length(proxy: &JsProxy, vm: &VirtualMachine) -> PyResult<usize> {
    if shows_properties(proxy, vm)? {
        return Ok(own_keys(proxy, vm)?.length() as usize);
    }
    if !proxy.value().is_function() {
        for name in ["length", "size"] {
            if let Some(count) = count(proxy, vm, name)? {
                return Ok(count);
            }
        }
    }
    Err(vm.new_type_error("this JavaScript object has no len()"))
}

/// `bool(proxy)`: empty collections are false, as in Python.
pub(crate) fn truth(proxy: &JsProxy, vm: &VirtualMachine) -> PyResult<bool> {
    let value = proxy.value();
    if !value.is_object() {
        return Ok(value.is_truthy());
    }
    if shows_properties(proxy, vm)? {
        return Ok(own_keys(proxy, vm)?.length() != 0);
    }
    if proxy.is_array(vm)? || engine::is_view(value) {
        return Ok(length(proxy, vm)? != 0);
    }
    let iterator = engine::with(|engine| proxy.realm().get(value, &engine.iterator));
    if !iterator.map_err(|error| raised(vm, error))?.is_function() {
        return Ok(true);
    }
    // Forms and select elements iterate as well, but they are elements.
    if !proxy.property(vm, "nodeType")?.is_undefined() {
        return Ok(true);
    }
    Ok(count(proxy, vm, "size")? != Some(0) && count(proxy, vm, "length")? != Some(0))
}

/// `proxy[key]`
pub(crate) fn get(proxy: &Py<JsProxy>, key: &PyObject, vm: &VirtualMachine) -> PyResult {
    match kind(proxy, key, vm)? {
        Kind::Indexed => match key.downcast_ref::<PySlice>() {
            Some(slice) => slices::get(proxy, slice.as_object(), vm),
            None => item(proxy, position(proxy, key, vm)?, vm),
        },
        Kind::Keyed => {
            let js_key = conversions::to_javascript(vm, key)?;
            let value = method(proxy, vm, "get", &[js_key.clone()])?;
            let is_nothing = value.is_undefined() || value.is_null();
            if is_nothing && !method(proxy, vm, "has", &[js_key])?.is_truthy() {
                return Err(vm.new_key_error(key.to_owned()));
            }
            Ok(conversions::to_python(vm, value))
        }
        Kind::Object => {
            let js_key = property_key(key, vm)?;
            crate::proxy::attribute(proxy, &js_key, vm)?
                .ok_or_else(|| vm.new_key_error(key.to_owned()))
        }
        Kind::Properties => {
            let js_key = property_key(key, vm)?;
            if !has_own(proxy, &js_key, vm)? {
                return Err(vm.new_key_error(key.to_owned()));
            }
            let item = proxy.realm().get(proxy.value(), &js_key);
            Ok(item_to_python(proxy, item.map_err(|error| raised(vm, error))?, vm))
        }
    }
}

/// The names of the object's own properties, as a JavaScript array.
pub(crate) fn own_keys(proxy: &JsProxy, vm: &VirtualMachine) -> PyResult<js_sys::Array> {
    crate::crossing::into_javascript(|| engine::object_keys(proxy.value()))
        .map(JsCast::unchecked_into)
        .map_err(|error| raised(vm, error))
}

/// `proxy[key] = value`
pub(crate) fn set(
    proxy: &JsProxy,
    key: &PyObject,
    value: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let converted = conversions::to_javascript(vm, value)?;
    match kind(proxy, key, vm)? {
        Kind::Indexed if key.downcast_ref::<PySlice>().is_some() => {
            slices::set(proxy, key, Some(value), vm)
        }
        Kind::Indexed => {
            let target: &engine::Any = proxy.value().unchecked_ref();
            let index = position(proxy, key, vm)?;
            crate::crossing::into_javascript(|| target.set_index(index, &converted))
                .map_err(|error| raised(vm, error))
        }
        Kind::Keyed => {
            let js_key = conversions::to_javascript(vm, key)?;
            method(proxy, vm, "set", &[js_key, converted]).map(drop)
        }
        Kind::Object | Kind::Properties => {
            let js_key = property_key(key, vm)?;
            proxy.realm().set(proxy.value(), &js_key, &converted).map_err(|error| raised(vm, error))
        }
    }
}

/// `del proxy[key]`
pub(crate) fn delete(proxy: &JsProxy, key: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    match kind(proxy, key, vm)? {
        Kind::Indexed if key.downcast_ref::<PySlice>().is_some() => {
            slices::set(proxy, key, None, vm)
        }
        Kind::Indexed => {
            let index = position(proxy, key, vm)?;
            let arguments = [JsValue::from(index), JsValue::from(1)];
            method(proxy, vm, "splice", &arguments).map(drop)
        }
        Kind::Keyed => {
            let js_key = conversions::to_javascript(vm, key)?;
            if !method(proxy, vm, "has", &[js_key.clone()])?.is_truthy() {
                return Err(vm.new_key_error(key.to_owned()));
            }
            method(proxy, vm, "delete", &[js_key]).map(drop)
        }
        own @ (Kind::Object | Kind::Properties) => {
            let js_key = property_key(key, vm)?;
            let realm = proxy.realm();
            let exists = match own {
                Kind::Properties => Ok(has_own(proxy, &js_key, vm)?),
                _ => realm.has(proxy.value(), &js_key),
            };
            let deleted = match exists {
                Ok(true) => realm.delete(proxy.value(), &js_key),
                other => other,
            };
            if deleted.map_err(|error| raised(vm, error))? {
                Ok(())
            } else {
                Err(vm.new_key_error(key.to_owned()))
            }
        }
    }
}

/// `needle in proxy`
pub(crate) fn contains(
    proxy: &Py<JsProxy>,
    needle: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<bool> {
    if shows_properties(proxy, vm)? {
        return match property_key(needle, vm) {
            Ok(key) => has_own(proxy, &key, vm),
            Err(_) => Ok(false),
        };
    }
    let js_needle = conversions::to_javascript(vm, needle)?;
    for name in ["has", "includes"] {
        if proxy.property(vm, name)?.is_function() {
            return Ok(method(proxy, vm, name, &[js_needle])?.is_truthy());
        }
    }
    let iterator = engine::with(|engine| proxy.realm().get(proxy.value(), &engine.iterator));
    if iterator.map_err(|error| raised(vm, error))?.is_function() {
        // Step by step: it may have no end, and Stop must work.
        let iterator = proxy.as_object().get_iter(vm)?;
        for item in iterator.iter::<PyObjectRef>(vm)? {
            if vm.identical_or_equal(&*item?, needle)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    let js_key = property_key(needle, vm)?;
    proxy.realm().has(proxy.value(), &js_key).map_err(|error| raised(vm, error))
}

/// `proxy[index]` in Python.
pub(crate) fn item(proxy: &JsProxy, index: u32, vm: &VirtualMachine) -> PyResult {
    if !matches!(proxy.view(), View::AllProperties | View::Json) {
        let item = quick::get_index(proxy.value(), index).map_err(|error| raised(vm, error))?;
        return Ok(conversions::given_to_python(vm, item, None).unwrap_or_else(|| vm.ctx.none()));
    }
    let item = proxy.realm().get_index(proxy.value(), index);
    Ok(item_to_python(proxy, item.map_err(|error| raised(vm, error))?, vm))
}

/// The index that `key`, which may be negative, means.
fn position(proxy: &JsProxy, key: &PyObject, vm: &VirtualMachine) -> PyResult<u32> {
    let out_of_range = || vm.new_index_error("index out of range of a JavaScript array");
    let key: i64 =
        key.try_to_value::<isize>(vm).map(|key| key as i64).map_err(|_| out_of_range())?;
    let length = i64::try_from(length(proxy, vm)?).map_err(|_| out_of_range())?;
    let index = if key < 0 { key + length } else { key };
    if index < 0 || index >= length {
        return Err(out_of_range());
    }
    u32::try_from(index).map_err(|_| out_of_range())
}

fn property_key(key: &PyObject, vm: &VirtualMachine) -> PyResult<JsValue> {
    let is_symbol = || key.downcast_ref::<JsProxy>().is_some_and(|proxy| proxy.value().is_symbol());
    if key.downcast_ref::<PyStr>().is_some() || key.downcast_ref::<PyInt>().is_some() || is_symbol()
    {
        return conversions::to_javascript(vm, key);
    }
    Err(vm.new_type_error(format!(
        "the key of a JavaScript object is a str, an int or a symbol, not {}",
        key.class().name()
    )))
}

pub(crate) fn method(
    proxy: &JsProxy,
    vm: &VirtualMachine,
    name: &str,
    arguments: &[JsValue],
) -> PyResult<JsValue> {
    let method = proxy.property(vm, name)?;
    proxy.realm().call(&method, proxy.value(), arguments).map_err(|error| raised(vm, error))
}

/// The memory of a buffer or of a view on one.
pub(crate) fn bytes_of(proxy: &JsProxy, vm: &VirtualMachine) -> PyResult<Vec<u8>> {
    let value = proxy.value();
    if let Some(bytes) = page_world::bytes_of(value).map_err(|error| raised(vm, error))? {
        return copied(&bytes, vm);
    }
    copied(&memory_of(proxy, vm)?, vm)
}

fn copied(memory: &js_sys::Uint8Array, vm: &VirtualMachine) -> PyResult<Vec<u8>> {
    let length = memory.length() as usize;
    let mut bytes = Vec::new();
    if bytes.try_reserve_exact(length).is_err() {
        return Err(vm.new_memory_error(format!("there is no room for {length} bytes")));
    }
    bytes.resize(length, 0);
    memory.copy_to(&mut bytes);
    Ok(bytes)
}

/// The same memory as a `Uint8Array`.
pub(crate) fn memory_of(proxy: &JsProxy, vm: &VirtualMachine) -> PyResult<js_sys::Uint8Array> {
    let value = proxy.value();
    let (buffer, offset) = if engine::is_view(value) {
        let offset = proxy.property(vm, "byteOffset")?.as_f64().unwrap_or(0.0);
        (proxy.property(vm, "buffer")?, offset)
    } else {
        (value.clone(), 0.0)
    };
    let Some(length) = proxy.property(vm, "byteLength")?.as_f64() else {
        return Err(vm.new_type_error("this JavaScript object is not a buffer"));
    };
    let bytes = engine::Bytes::new(&buffer, offset, length).map_err(|error| raised(vm, error))?;
    Ok(bytes.unchecked_into())
}

/// A number that belongs to this object alone.
pub(crate) fn identity(value: &JsValue) -> usize {
    thread_local! {
        static WEAK: engine::Ids = engine::Ids::new_ids();
        // Registered symbols live for ever and may not be weak keys.
        static STRONG: engine::StrongIds = engine::StrongIds::new_strong_ids();
        static NEXT: Cell<u32> = const { Cell::new(1) };
    }
    let known = WEAK.with(|ids| ids.id(value)).or_else(|| STRONG.with(|ids| ids.strong_id(value)));
    let id = known.unwrap_or_else(|| {
        let id = f64::from(NEXT.replace(NEXT.get() + 1));
        if WEAK.with(|ids| ids.set_id(value, id)).is_err() {
            STRONG.with(|ids| ids.set_strong_id(value, id));
        }
        id
    });
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "only this function writes these"
    )]
    let id = id as usize;
    id
}

/// The names of all properties, inherited ones included, that Python can
/// write as attributes.
pub(crate) fn property_names(value: &JsValue, vm: &VirtualMachine) -> PyResult<Vec<PyObjectRef>> {
    let mut names = Vec::new();
    let mut object = value.clone();
    while object.is_object() || object.is_function() {
        let own = engine::own_names(&object).map_err(|error| raised(vm, error))?;
        for name in own.iter() {
            if let Some(name) = text::to_python(vm, &name)
                && let Some(name) = attribute_name(name, vm)
            {
                names.push(name.into());
            }
        }
        object = engine::prototype_of(&object).map_err(|error| raised(vm, error))?;
    }
    Ok(names)
}

fn attribute_name(name: PyRef<PyStr>, vm: &VirtualMachine) -> Option<PyRef<PyStr>> {
    if name.to_str().is_some_and(is_keyword) {
        return Some(vm.ctx.new_str(format!("{}_", name.to_string_lossy())));
    }
    name.isidentifier().then_some(name)
}

/// The object as text, as JavaScript says it.
pub(crate) fn description(value: &JsValue, vm: &VirtualMachine) -> PyRef<PyStr> {
    let described = crate::crossing::into_javascript(|| engine::to_string(value))
        .or_else(|_| describe_plainly(value));
    described
        .ok()
        .and_then(|described| text::to_python(vm, &described))
        .unwrap_or_else(|| vm.ctx.new_str("[JavaScript object]"))
}

/// For objects that have no `toString`, or one that throws.
fn describe_plainly(value: &JsValue) -> Result<JsValue, JsValue> {
    let global = engine::with(|engine| engine.global.clone());
    let prototype = engine::member(&engine::member(&global, "Object"), "prototype");
    let describe = engine::member(&prototype, "toString");
    crate::crossing::into_javascript(|| engine::apply(&describe, value, &engine::array_of(&[])))
}
