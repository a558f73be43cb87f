//! `JsProxy`: JavaScript objects in Python.

use crate::{
    conversions, deep, engine, exception, handlers, handles, items, iteration, joining, kinds,
    members,
    names::{self, Name},
    quick,
    realm::{LocalRealm, Realm},
};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyStr, PyStrRef},
    class::PyClassImpl,
    common::hash::PyHash,
    function::{PyComparisonValue, PySetterValue},
    protocol::{PyIterReturn, PyMappingMethods, PyNumberMethods, PySequenceMethods},
    pyclass,
    types::{
        AsMapping, AsNumber, AsSequence, Comparable, GetAttr, Hashable, IterNext, Iterable,
        PyComparisonOp, Representable, SetAttr,
    },
};
use wasm_bindgen::JsValue;

/// A JavaScript object.
///
/// Attributes, items, iteration, length, calls and comparison are those of the
/// object. An attribute that is a Python keyword is written with a trailing
/// underscore: `promise.finally_(f)`.
#[pyclass(module = "pyodide.ffi", name = "JsProxy")]
#[derive(PyPayload)]
pub struct JsProxy {
    value: JsValue,
    /// The object that a function was got from: `this` of its calls.
    pub(crate) receiver: Option<PyRef<JsProxy>>,
    /// How items are looked up.
    view: View,
}

/// What the items of a proxy are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum View {
    /// What suits the object: those of an array or a map, or else properties.
    #[default]
    Object,
    /// Its own properties, and nothing else.
    Properties,
    /// As `Properties`, and so are the items' items.
    AllProperties,
    /// As `AllProperties`, but arrays are arrays.
    Json,
}

impl std::fmt::Debug for JsProxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JsProxy")
    }
}

impl Drop for JsProxy {
    fn drop(&mut self) {
        handles::count_js_proxy(-1);
    }
}

impl JsProxy {
    pub(crate) fn new(value: JsValue) -> Self {
        handles::count_js_proxy(1);
        Self { value, receiver: None, view: View::Object }
    }

    /// The Python object.
    pub(crate) fn into_object(self, vm: &VirtualMachine) -> PyObjectRef {
        self.into_ref(&vm.ctx).into()
    }

    /// The object itself.
    #[must_use]
    pub fn value(&self) -> &JsValue {
        &self.value
    }

    pub(crate) fn with_view(value: JsValue, view: View) -> Self {
        let mut proxy = Self::new(value);
        proxy.view = view;
        proxy
    }

    pub(crate) fn view(&self) -> View {
        self.view
    }

    /// Where the object lives.
    pub(crate) fn realm(&self) -> LocalRealm {
        LocalRealm
    }

    /// `object[name]` as a JavaScript value.
    pub(crate) fn property(&self, vm: &VirtualMachine, name: &str) -> PyResult<JsValue> {
        let key = JsValue::from_str(name);
        self.realm().get(&self.value, &key).map_err(|error| raised(vm, error))
    }

    pub(crate) fn is_array(&self, vm: &VirtualMachine) -> PyResult<bool> {
        engine::is_array(&self.value).map_err(|error| raised(vm, error))
    }
}

/// What JavaScript threw, as the Python exception to raise.
pub(crate) fn raised(vm: &VirtualMachine, thrown: JsValue) -> PyBaseExceptionRef {
    exception::python_exception(vm, thrown)
}

#[derive(rustpython_vm::FromArgs)]
struct MapOptions {
    #[pyarg(named, default = false)]
    hereditary: bool,
}

#[pyclass(with(
    GetAttr,
    SetAttr,
    Comparable,
    Hashable,
    AsNumber,
    AsMapping,
    AsSequence,
    Iterable,
    IterNext,
    Representable
))]
impl JsProxy {
    /// What JavaScript's `typeof` says: "object", "function" or "symbol".
    #[pygetset(name = "typeof")]
    fn type_of(zelf: &Py<Self>) -> String {
        zelf.value.js_typeof().as_string().unwrap_or_default()
    }

    /// A number that two proxies share exactly when they are of one object.
    #[pygetset]
    fn js_id(zelf: &Py<Self>) -> usize {
        items::identity(&zelf.value)
    }

    /// to_py(*, depth=-1, default_converter=None)
    ///
    /// Copies arrays to lists, maps and plain objects to dicts, sets to sets,
    /// `depth` levels deep (-1: all). Other objects stay proxies, or become
    /// what `default_converter(value, convert, cache)` gives.
    #[pymethod]
    fn to_py(zelf: PyRef<Self>, options: deep::ToPyOptions, vm: &VirtualMachine) -> PyResult {
        deep::to_py(vm, zelf.as_object(), options.depth(), options.default_converter)
    }

    /// The object's own property names, as a JavaScript array of strings.
    #[pymethod]
    fn object_keys(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        zelf.own(vm, engine::object_keys)
    }

    /// The object's own property values, as a JavaScript array.
    #[pymethod]
    fn object_values(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        zelf.own(vm, engine::object_values)
    }

    /// The object's own properties, as a JavaScript array of pairs.
    #[pymethod]
    fn object_entries(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        zelf.own(vm, engine::object_entries)
    }

    fn own(&self, vm: &VirtualMachine, list: fn(&JsValue) -> Result<JsValue, JsValue>) -> PyResult {
        let listed = crate::crossing::into_javascript(|| list(&self.value));
        Ok(conversions::to_python(vm, listed.map_err(|error| raised(vm, error))?))
    }

    /// as_object_map(*, hereditary=False)
    ///
    /// The object's own properties as a mapping: items, `len`, `in`, iteration
    /// over the names, and the methods of a dict. With `hereditary`, objects in
    /// it are mappings as well. It is still the same JavaScript object.
    #[pymethod]
    fn as_object_map(zelf: &Py<Self>, options: MapOptions, vm: &VirtualMachine) -> PyObjectRef {
        let view = if options.hereditary { View::AllProperties } else { View::Properties };
        Self::with_view(zelf.value.clone(), view).into_object(vm)
    }

    /// The object as what came out of JSON: plain objects are mappings, and
    /// arrays sequences, all the way down. Nothing is copied.
    #[pymethod]
    fn as_py_json(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        Self::with_view(zelf.value.clone(), View::Json).into_object(vm)
    }

    /// The class that `isinstance` sees: `JsArray`, `JsMap`, `JsPromise` …
    #[pygetset(name = "__class__")]
    fn class_of(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        kinds::class(zelf, vm).unwrap_or_else(|| zelf.class().to_owned().into())
    }

    /// Walks over an async iterable, or an iterable of promises.
    #[pymethod]
    fn __aiter__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult {
        let mut iterator = JsValue::UNDEFINED;
        for symbol in engine::with(|e| [e.async_iterator.clone(), e.iterator.clone()]) {
            let start = zelf.realm().get(&zelf.value, &symbol).map_err(|e| raised(vm, e))?;
            if start.is_function() {
                let started = zelf.realm().call(&start, &zelf.value, &[]);
                iterator = started.map_err(|error| raised(vm, error))?;
                break;
            }
        }
        if iterator.is_undefined() {
            if !zelf.property(vm, "next")?.is_function() {
                return Err(vm.new_type_error("this JavaScript object is not async iterable"));
            }
            return Ok(zelf.into());
        }
        Ok(conversions::to_python(vm, iterator))
    }

    /// One step of an async iterator.
    #[pymethod]
    fn __anext__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult {
        if !zelf.property(vm, "next")?.is_function() {
            return Err(vm.new_type_error("this JavaScript object is not an async iterator"));
        }
        members::jsawait(vm)?.get_attr("step", vm)?.call((zelf,), vm)
    }

    /// A copy of an ArrayBuffer's or a typed array's memory, as bytes.
    #[pymethod]
    fn to_bytes(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        Ok(vm.ctx.new_bytes(items::bytes_of(zelf, vm)?).into())
    }

    /// Whether the object is an instance of the class `self`:
    /// `isinstance(x, js.HTMLElement)`. An exception is what JavaScript threw,
    /// so that `except js.TypeError` catches it.
    #[pymethod]
    fn __instancecheck__(
        zelf: &Py<Self>,
        instance: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<bool> {
        if !zelf.value.is_function() {
            return Err(vm.new_type_error("isinstance() needs a JavaScript class here"));
        }
        let thrown = exception::thrown_by_javascript(&instance, vm);
        let Some(instance) = thrown.as_deref().or_else(|| instance.downcast_ref::<Self>()) else {
            return Ok(false);
        };
        let realm = zelf.realm();
        let checked = engine::with(|engine| {
            let check = realm.get(&zelf.value, &engine.has_instance)?;
            realm.call(&check, &zelf.value, &[instance.value.clone()])
        });
        Ok(checked.map_err(|error| raised(vm, error))?.is_truthy())
    }

    /// Waits for a promise, or anything that has `then`.
    #[pymethod(name = "__await__")]
    fn wait(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult {
        if !zelf.property(vm, "then")?.is_function() {
            return Err(vm.new_type_error(format!(
                "this JavaScript {} cannot be used in an 'await' expression: it has no 'then'",
                Self::type_of(&zelf)
            )));
        }
        members::jsawait(vm)?.get_attr("wait_for", vm)?.call((zelf,), vm)
    }

    #[pymethod]
    fn __dir__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult<Vec<PyObjectRef>> {
        let mut names = items::property_names(&zelf.value, vm)?;
        let of_class = vm.ctx.types.type_type.as_object().get_attr("__dir__", vm)?;
        let own: PyObjectRef = zelf.class().to_owned().into();
        for class in [Some(own), kinds::class(&zelf, vm)].into_iter().flatten() {
            names.extend(of_class.call((class,), vm)?.try_to_value::<Vec<PyObjectRef>>(vm)?);
        }
        Ok(names)
    }
}

impl GetAttr for JsProxy {
    fn getattro(zelf: &Py<Self>, name: &Py<PyStr>, vm: &VirtualMachine) -> PyResult {
        let meaning = names::attribute(name, vm);
        if let Name::Shared(needs, _) = &meaning
            && let Some(method) = kinds::method(zelf, *needs, name, vm)?
        {
            return Ok(method);
        }
        let Some(key) = meaning.key(name, zelf.class()) else {
            return zelf.as_object().generic_getattr(name, vm);
        };
        attribute(zelf, &key, vm)?
            .ok_or_else(|| vm.new_no_attribute_error(zelf.to_owned().into(), name.to_owned()))
    }
}

/// `proxy[key]` in Python, of its object; `None` where there is no such property.
pub(crate) fn attribute(
    proxy: &Py<JsProxy>,
    key: &JsValue,
    vm: &VirtualMachine,
) -> PyResult<Option<PyObjectRef>> {
    let property = quick::get(&proxy.value, key).map_err(|error| raised(vm, error))?;
    if let Some(property) = conversions::given_to_python(vm, property, Some(proxy)) {
        return Ok(Some(property));
    }
    let exists = proxy.realm().has(&proxy.value, key).map_err(|error| raised(vm, error))?;
    Ok(exists.then(|| vm.ctx.none()))
}

impl SetAttr for JsProxy {
    fn setattro(
        zelf: &Py<Self>,
        name: &Py<PyStr>,
        value: PySetterValue,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let Some(key) = names::attribute(name, vm).key(name, zelf.class()) else {
            return zelf.as_object().generic_setattr(name, value, vm);
        };
        match value {
            PySetterValue::Assign(value) => {
                if let Some(number) = conversions::number(vm, &value) {
                    let set = quick::set_number(&zelf.value, &key, number);
                    return set.map_err(|error| raised(vm, error));
                }
                let may_note = handlers::is_function(&value);
                let value = conversions::to_javascript(vm, &value)?;
                if may_note && let Some(name) = name.to_str() {
                    handlers::note_assignment(name, &value);
                }
                quick::set(&zelf.value, &key, &value).map_err(|error| raised(vm, error))
            }
            PySetterValue::Delete => {
                let realm = zelf.realm();
                let deleted = match realm.has(&zelf.value, &key) {
                    Ok(true) => realm.delete(&zelf.value, &key),
                    other => other,
                };
                if deleted.map_err(|error| raised(vm, error))? {
                    Ok(())
                } else {
                    Err(vm.new_no_attribute_error(zelf.to_owned().into(), name.to_owned()))
                }
            }
        }
    }
}

impl Comparable for JsProxy {
    fn cmp(
        zelf: &Py<Self>,
        other: &PyObject,
        op: PyComparisonOp,
        _vm: &VirtualMachine,
    ) -> PyResult<PyComparisonValue> {
        op.eq_only(|| match other.downcast_ref::<Self>() {
            Some(other) => Ok(PyComparisonValue::Implemented(zelf.value == other.value)),
            None => Ok(PyComparisonValue::NotImplemented),
        })
    }
}

impl Hashable for JsProxy {
    fn hash(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<PyHash> {
        Ok(PyHash::try_from(items::identity(&zelf.value)).unwrap_or_default())
    }
}

impl AsNumber for JsProxy {
    fn as_number() -> &'static PyNumberMethods {
        static METHODS: PyNumberMethods = PyNumberMethods {
            boolean: Some(|number, vm| items::truth(JsProxy::number_downcast(number), vm)),
            ..PyNumberMethods::NOT_IMPLEMENTED
        };
        &METHODS
    }
}

impl AsMapping for JsProxy {
    fn as_mapping() -> &'static PyMappingMethods {
        static METHODS: PyMappingMethods = PyMappingMethods {
            length: Some(|mapping, vm| items::length(JsProxy::mapping_downcast(mapping), vm)),
            subscript: Some(|mapping, key, vm| {
                items::get(JsProxy::mapping_downcast(mapping), key, vm)
            }),
            ass_subscript: Some(|mapping, key, value, vm| match value {
                Some(value) => items::set(JsProxy::mapping_downcast(mapping), key, &value, vm),
                None => items::delete(JsProxy::mapping_downcast(mapping), key, vm),
            }),
        };
        &METHODS
    }
}

impl AsSequence for JsProxy {
    fn as_sequence() -> &'static PySequenceMethods {
        static METHODS: PySequenceMethods = PySequenceMethods {
            contains: Some(|sequence, needle, vm| {
                items::contains(JsProxy::sequence_downcast(sequence), needle, vm)
            }),
            concat: Some(|sequence, other, vm| {
                joining::concat(JsProxy::sequence_downcast(sequence), other, vm)
            }),
            inplace_concat: Some(|sequence, other, vm| {
                joining::extend(JsProxy::sequence_downcast(sequence), other, vm)
            }),
            repeat: Some(|sequence, count, vm| {
                joining::repeat(JsProxy::sequence_downcast(sequence), count, vm)
            }),
            inplace_repeat: Some(|sequence, count, vm| {
                joining::repeat_in_place(JsProxy::sequence_downcast(sequence), count, vm)
            }),
            ..PySequenceMethods::NOT_IMPLEMENTED
        };
        &METHODS
    }
}

impl Iterable for JsProxy {
    fn iter(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult {
        iteration::start(&zelf, vm)
    }
}

impl IterNext for JsProxy {
    fn next(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
        let next = zelf.property(vm, "next")?;
        if !next.is_function() {
            return Err(vm.new_type_error("this JavaScript object is not an iterator"));
        }
        iteration::step(vm, &zelf.value, &next)
    }
}

impl Representable for JsProxy {
    fn repr(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyStrRef> {
        Ok(items::description(&zelf.value, vm))
    }

    fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        Ok(items::description(&zelf.value, vm).to_string_lossy().into_owned())
    }
}

/// Makes the class known, before the first instance.
pub(crate) fn make_types() {
    let _ = JsProxy::make_static_type();
}
