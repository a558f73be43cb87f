//! Walking over JavaScript objects.

use crate::{
    conversions, engine, far, items,
    proxy::{JsProxy, raised},
    realm::{Iteration, Realm},
};
use rustpython_vm::{
    AsObject, Py, PyPayload, PyRef, PyResult, VirtualMachine,
    class::PyClassImpl,
    protocol::PyIterReturn,
    pyclass,
    types::{IterNext, SelfIter},
};
use std::cell::{Cell, OnceCell};
use wasm_bindgen::JsValue;

/// `iter(proxy)`
pub(crate) fn start(proxy: &PyRef<JsProxy>, vm: &VirtualMachine) -> PyResult {
    if items::shows_properties(proxy, vm)? {
        let names = items::own_keys(proxy, vm)?;
        let names = names.iter().map(|name| conversions::to_python(vm, name)).collect();
        return Ok(vm.ctx.new_list(names).as_object().get_iter(vm)?.into());
    }
    match proxy.realm().iterate(proxy.value()).map_err(|error| raised(vm, error))? {
        Iteration::Indexed => {
            let iterator =
                IndexIterator { proxy: proxy.clone(), next: Cell::new(0), length: Cell::new(0.0) };
            Ok(iterator.into_ref(&vm.ctx).into())
        }
        Iteration::Iterator(iterator) => {
            let key = JsValue::from_str("next");
            let next = proxy.realm().get(&iterator, &key).map_err(|error| raised(vm, error))?;
            Ok(JsIterator { iterator, next, done: Cell::new(false) }.into_ref(&vm.ctx).into())
        }
        Iteration::None => {
            // An iterator that is not iterable itself.
            if proxy.property(vm, "next")?.is_function() {
                return Ok(proxy.clone().into());
            }
            Err(vm.new_type_error("this JavaScript object is not iterable"))
        }
    }
}

/// One step of JavaScript's iterator protocol.
pub(crate) fn step(
    vm: &VirtualMachine,
    iterator: &JsValue,
    next: &JsValue,
) -> PyResult<PyIterReturn> {
    thread_local! {
        static KEYS: OnceCell<(JsValue, JsValue)> = const { OnceCell::new() };
    }
    let realm = crate::realm::LocalRealm;
    KEYS.with(|keys| {
        let (done, value) =
            keys.get_or_init(|| (JsValue::from_str("done"), JsValue::from_str("value")));
        let stepped = realm.call(next, iterator, &[]);
        let stepped = stepped.map_err(|error| raised(vm, error))?;
        if !stepped.is_object() {
            return Err(vm.new_type_error("a JavaScript iterator gave something else than a step"));
        }
        let ended = realm.get(&stepped, done).map_err(|error| raised(vm, error))?.is_truthy();
        let value = realm.get(&stepped, value).map_err(|error| raised(vm, error))?;
        if ended {
            let value = (!value.is_undefined()).then(|| conversions::to_python(vm, value));
            return Ok(PyIterReturn::StopIteration(value));
        }
        Ok(PyIterReturn::Return(conversions::to_python(vm, value)))
    })
}

/// Walks by index, until the length that the object has then.
#[pyclass(module = "pyodide.ffi", name = "JsArrayIterator")]
#[derive(Debug, PyPayload)]
pub(crate) struct IndexIterator {
    proxy: PyRef<JsProxy>,
    next: Cell<u32>,
    /// The length when it was last looked at.
    length: Cell<f64>,
}

/// An index that lies behind every array.
const ENDED: u32 = u32::MAX;

#[pyclass(with(IterNext))]
impl IndexIterator {}

impl SelfIter for IndexIterator {}

impl IterNext for IndexIterator {
    fn next(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
        thread_local! {
            static LENGTH: JsValue = JsValue::from_str("length");
        }
        let index = zelf.next.get();
        let proxy = &zelf.proxy;
        let is_behind = || {
            let length = LENGTH.with(|key| proxy.realm().get(proxy.value(), key));
            zelf.length.set(length.map_err(|error| raised(vm, error))?.as_f64().unwrap_or(0.0));
            Ok(f64::from(index) >= zelf.length.get())
        };
        if index == ENDED || f64::from(index) >= zelf.length.get() && is_behind()? {
            zelf.next.set(ENDED);
            return Ok(PyIterReturn::StopIteration(None));
        }
        let item = items::item(proxy, index, vm)?;
        // It may have become shorter.
        if vm.is_none(&item) && is_behind()? {
            zelf.next.set(ENDED);
            return Ok(PyIterReturn::StopIteration(None));
        }
        zelf.next.set(index + 1);
        Ok(PyIterReturn::Return(item))
    }
}

/// Walks with an iterator of JavaScript.
#[pyclass(module = "pyodide.ffi", name = "JsIterator")]
#[derive(Debug, PyPayload)]
pub(crate) struct JsIterator {
    iterator: JsValue,
    next: JsValue,
    done: Cell<bool>,
}

#[pyclass(with(IterNext))]
impl JsIterator {}

impl SelfIter for JsIterator {}

impl IterNext for JsIterator {
    fn next(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
        if zelf.done.get() {
            return Ok(PyIterReturn::StopIteration(None));
        }
        let stepped = step(vm, &zelf.iterator, &zelf.next)?;
        if matches!(stepped, PyIterReturn::StopIteration(_)) {
            zelf.done.set(true);
        }
        Ok(stepped)
    }
}

impl Drop for JsIterator {
    /// Lets a generator run its `finally`, as leaving a `for` loop would.
    fn drop(&mut self) {
        // Dropping something cannot wait for an answer.
        if self.done.get() || far::is_far(&self.iterator) {
            return;
        }
        let close = engine::member(&self.iterator, "return");
        if close.is_function() {
            // Nobody is there to hear what it throws.
            let _ = crate::crossing::into_javascript(|| {
                engine::apply(&close, &self.iterator, &engine::array_of(&[]))
            });
        }
    }
}

/// Makes the classes known, before the first instance.
pub(crate) fn make_types() {
    let _ = IndexIterator::make_static_type();
    let _ = JsIterator::make_static_type();
}
