//! `import js`, and the native half of `pyodide.ffi`.

use crate::{
    closures, conversions, engine, exception, far, function, items, iteration, members,
    names::{self, Name},
    page_world, proxy,
    proxy::{JsProxy, raised},
    quick::{self, Given},
    realm::{LocalRealm, Realm},
    text,
};
use rustpython_vm::{
    AsObject, Context, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyModule, PyModuleDef, PyStr},
    class::PyClassImpl,
    function::PySetterValue,
    pyclass,
    types::{GetAttr, SetAttr},
};
use wasm_bindgen::JsValue;

/// The native modules of this crate, for the interpreter's builder.
#[must_use]
pub fn module_defs(ctx: &Context) -> Vec<&'static PyModuleDef> {
    vec![_morelia_ffi::module_def(ctx), js_module_def(ctx)]
}

/// Prepares a new interpreter. Call it once, after its start.
///
/// # Errors
/// What importing the modules raises.
pub fn install(vm: &VirtualMachine) -> PyResult<()> {
    vm.import("_morelia_ffi", 0)?;
    vm.import("js", 0).map(drop)
}

/// Drops the JavaScript values that the bridge itself remembers, before the
/// memory is copied to an image. Proxies that Python holds stay.
pub fn forget_javascript() {
    names::forget();
}

/// The JavaScript world that Python runs in: each global is an attribute.
///
/// `js.document`, `from js import setTimeout`; assigning creates a global.
#[pyclass(module = false, name = "module", base = PyModule)]
#[derive(Debug)]
#[repr(transparent)]
struct JsModule(PyModule);

#[pyclass(with(GetAttr, SetAttr))]
impl JsModule {
    #[pymethod]
    fn __dir__(_zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult<Vec<PyObjectRef>> {
        items::property_names(&global(), vm)
    }
}

fn global() -> JsValue {
    far::global().unwrap_or_else(|| engine::with(|engine| engine.global.clone()))
}

fn js_module_def(ctx: &Context) -> &'static PyModuleDef {
    proxy::make_types();
    function::make_types();
    exception::make_types();
    iteration::make_types();
    members::make_types();
    closures::make_types();
    let _ = JsModule::make_static_type();
    Box::leak(Box::new(PyModuleDef {
        name: ctx.intern_str("js"),
        doc: Some(ctx.intern_str("The JavaScript world that Python runs in.")),
        methods: &[],
        slots: rustpython_vm::builtins::PyModuleSlots { create: Some(create), exec: None },
    }))
}

fn create(
    vm: &VirtualMachine,
    _spec: &PyObject,
    def: &'static PyModuleDef,
) -> PyResult<PyRef<PyModule>> {
    Ok(JsModule(PyModule::from_def(def)).into_ref(&vm.ctx).into_base())
}

/// A property of a global object, unless it is undefined.
fn property(global: &JsValue, key: &JsValue, vm: &VirtualMachine) -> PyResult<Option<PyObjectRef>> {
    let given = quick::get(global, key).map_err(|error| raised(vm, error))?;
    let receiver = matches!(given, Given::Function(_) | Given::Proxy(_))
        .then(|| JsProxy::new(global.clone()).into_ref(&vm.ctx));
    Ok(conversions::given_to_python(vm, given, receiver.as_deref()))
}

impl GetAttr for JsModule {
    fn getattro(zelf: &Py<Self>, name: &Py<PyStr>, vm: &VirtualMachine) -> PyResult {
        if is_special(name) {
            return zelf.as_object().generic_getattr(name, vm);
        }
        if name.as_bytes() == b"page_world" {
            return Ok(conversions::to_python(vm, page_world::global(vm)?));
        }
        let key = match names::attribute(name, vm) {
            Name::Property(key) | Name::Shared(_, key) => key,
            _ => text::to_javascript(name).into(),
        };
        let global = global();
        if let Some(value) = property(&global, &key, vm)? {
            return Ok(value);
        }
        if LocalRealm.has(&global, &key).map_err(|error| raised(vm, error))? {
            return Ok(vm.ctx.none());
        }
        if let Some(theirs) = page_world::fallback(vm) {
            if let Some(value) = property(&theirs, &key, vm)? {
                return Ok(value);
            }
        }
        Err(vm.new_no_attribute_error(zelf.to_owned().into(), name.to_owned()))
    }
}

impl SetAttr for JsModule {
    fn setattro(
        zelf: &Py<Self>,
        name: &Py<PyStr>,
        value: PySetterValue,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if is_special(name) {
            return zelf.as_object().generic_setattr(name, value, vm);
        }
        let global = JsProxy::new(global()).into_ref(&vm.ctx);
        match value {
            PySetterValue::Assign(value) => global.as_object().set_attr(name, value, vm),
            PySetterValue::Delete => global.as_object().del_attr(name, vm),
        }
    }
}

/// Whether the name belongs to the import system.
fn is_special(name: &Py<PyStr>) -> bool {
    name.to_str().is_some_and(|name| name.starts_with("__") && name.ends_with("__"))
}

#[rustpython_vm::pymodule]
mod _morelia_ffi {
    use crate::{
        conversions, crossing, deep, engine, exception, far,
        function::JsDoubleProxy,
        handles, items,
        null::jsnull as the_null,
        proxy::{JsProxy, attribute, raised},
        text,
    };
    use rustpython_vm::{
        Context, FromArgs, Py, PyObjectRef, PyResult, VirtualMachine,
        builtins::{PyDictRef, PyStrRef, PyTypeRef},
        class::StaticType,
        function::ArgBytesLike,
    };
    use wasm_bindgen::JsCast;

    #[pyattr]
    fn jsnull(_vm: &VirtualMachine) -> PyObjectRef {
        the_null(Context::genesis())
    }

    #[pyattr(name = "JsProxy")]
    fn js_proxy(_vm: &VirtualMachine) -> PyTypeRef {
        JsProxy::static_type().to_owned()
    }

    #[pyattr(name = "JsCallable")]
    fn js_callable(_vm: &VirtualMachine) -> PyTypeRef {
        crate::function::JsCallable::static_type().to_owned()
    }

    #[pyattr(name = "JsDoubleProxy")]
    fn js_double_proxy(_vm: &VirtualMachine) -> PyTypeRef {
        JsDoubleProxy::static_type().to_owned()
    }

    #[pyattr(name = "JsException")]
    fn js_exception(_vm: &VirtualMachine) -> PyTypeRef {
        exception::JsException::static_type().to_owned()
    }

    #[pyattr(name = "ConversionError")]
    fn conversion_error(_vm: &VirtualMachine) -> PyTypeRef {
        exception::ConversionError::static_type().to_owned()
    }

    #[pyattr(name = "InternalError")]
    fn internal_error(_vm: &VirtualMachine) -> PyTypeRef {
        exception::InternalError::static_type().to_owned()
    }

    /// to_js(obj, *, depth=-1, pyproxies=None, create_pyproxies=True,
    ///       dict_converter=None, default_converter=None, eager_converter=None)
    ///
    /// Copies Python collections to JavaScript ones, `depth` levels deep (-1: all).
    ///
    /// Lists and tuples become arrays, dicts objects (or a Map, where a key is
    /// no str; or what `dict_converter` makes of an array of pairs), sets Sets,
    /// bytes and other buffers typed arrays. Anything else becomes a proxy,
    /// which `pyproxies`, a JavaScript array, collects; or what
    /// `default_converter(value, convert, cache)` gives. `eager_converter` is
    /// asked first, about every object. Raises ConversionError where a proxy
    /// would be needed and `create_pyproxies` is false.
    ///
    /// >>> js.JSON.stringify(to_js({"a": [1, 2]}))
    /// '{"a":[1,2]}'
    #[pyfunction]
    fn to_js(object: PyObjectRef, options: deep::ToJsOptions, vm: &VirtualMachine) -> PyResult {
        let copy = deep::to_js(vm, &object, options)?;
        let Some(proxy) = copy.downcast_ref::<JsProxy>() else { return Ok(copy) };
        let given = far::given(proxy.value().clone()).map_err(|error| raised(vm, error))?;
        Ok(conversions::to_python(vm, given))
    }

    #[derive(FromArgs)]
    struct ProxyOptions {
        #[pyarg(named, default = false)]
        capture_this: bool,
        #[pyarg(named, default = false)]
        roundtrip: bool,
    }

    /// create_proxy(obj, /, *, capture_this=False, roundtrip=False)
    ///
    /// A JavaScript proxy of `obj` that lives until `destroy()` is called.
    ///
    /// With `capture_this`, calls get JavaScript's `this` as their first
    /// argument. With `roundtrip`, Python gets this proxy back from
    /// JavaScript, and not `obj`.
    ///
    /// >>> proxy = create_proxy(print)
    /// >>> proxy.destroy()
    #[pyfunction]
    fn create_proxy(
        object: PyObjectRef,
        options: ProxyOptions,
        vm: &VirtualMachine,
    ) -> PyObjectRef {
        let ProxyOptions { capture_this, roundtrip } = options;
        let proxy = if capture_this || roundtrip {
            handles::special_proxy_of(vm, &object, handles::Traits { capture_this, roundtrip })
        } else {
            handles::proxy_of(vm, &object)
        };
        JsDoubleProxy::of(proxy, vm)
    }

    /// destroy_proxies(proxies, /)
    ///
    /// Lets go of the Python objects whose proxies are in a JavaScript array,
    /// such as the one that `to_js(..., pyproxies=array)` fills.
    ///
    /// >>> destroy_proxies(js.Array.new())
    #[pyfunction]
    fn destroy_proxies(proxies: &Py<JsProxy>, vm: &VirtualMachine) -> PyResult<()> {
        let list = crossing::into_javascript(|| engine::array_from(proxies.value()));
        for proxy in list.map_err(|error| raised(vm, error))?.iter() {
            if let Some(id) = handles::id_of(&proxy) {
                handles::release(id);
            }
        }
        Ok(())
    }

    /// write_buffer(buffer, data, /)
    ///
    /// Copies bytes into the memory of an ArrayBuffer or a view of one. Raises
    /// ValueError when the sizes differ.
    #[pyfunction]
    fn write_buffer(buffer: &Py<JsProxy>, data: ArgBytesLike, vm: &VirtualMachine) -> PyResult<()> {
        let memory = items::memory_of(buffer, vm)?;
        let data = data.borrow_buf();
        if memory.length() as usize != data.len() {
            return Err(vm.new_value_error(format!(
                "{} bytes cannot be assigned to a JavaScript buffer of {}",
                data.len(),
                memory.length()
            )));
        }
        memory.copy_from(&data);
        Ok(())
    }

    /// shows_properties(proxy, /)
    ///
    /// Whether the items of a proxy are its own properties: `as_object_map`.
    #[pyfunction]
    fn shows_properties(proxy: &Py<JsProxy>, vm: &VirtualMachine) -> PyResult<bool> {
        items::shows_properties(proxy, vm)
    }

    /// page_importer() -> JsCallable | None
    ///
    /// A function of the page's world that takes an address and gives a promise
    /// of the JavaScript module there; None where the page's world has none.
    #[pyfunction]
    fn page_importer(vm: &VirtualMachine) -> PyResult {
        let found = crate::page_world::importer(vm)?;
        Ok(found.map_or_else(|| vm.ctx.none(), |load| conversions::to_python(vm, load)))
    }

    /// get_property(proxy, name, /)
    ///
    /// A property, even where the proxy has a Python attribute of its name.
    #[pyfunction]
    fn get_property(proxy: &Py<JsProxy>, name: PyStrRef, vm: &VirtualMachine) -> PyResult {
        let key = text::to_javascript(&name);
        Ok(attribute(proxy, &key, vm)?.unwrap_or_else(|| vm.ctx.none()))
    }

    /// create_once_callable(obj)
    ///
    /// A JavaScript function that calls `obj` once and then lets go of it.
    #[pyfunction]
    fn create_once_callable(object: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        if !object.is_callable() {
            return Err(vm.new_type_error("create_once_callable() needs a callable"));
        }
        Ok(JsDoubleProxy::of(handles::once_proxy_of(vm, &object), vm))
    }

    /// block_on(promise)
    ///
    /// Suspends until a promise or other thenable settles, and gives its
    /// value. Raises RuntimeError where blocking is not possible.
    #[pyfunction]
    fn block_on(promise: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        let value = conversions::to_javascript(vm, &promise)?;
        let far =
            far::promise_of(&value).map_err(|error| exception::python_exception(vm, error))?;
        let is_far = far.is_some();
        let value = far.map_or(value, Into::into);
        let promise: js_sys::Promise = match value.dyn_into() {
            Ok(promise) => promise,
            Err(thenable) => js_sys::Promise::resolve(&thenable).unchecked_into(),
        };
        match morelia_fiber::block_on(vm, &promise)? {
            Ok(boxed) if is_far => Ok(conversions::to_python(vm, engine::member(&boxed, "value"))),
            Ok(value) => Ok(conversions::to_python(vm, value)),
            Err(reason) => Err(exception::python_exception(vm, reason)),
        }
    }

    /// error_of(reason)
    ///
    /// The exception to raise for a promise that was rejected with `reason`.
    #[pyfunction]
    fn error_of(reason: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        let thrown = conversions::to_javascript(vm, &reason)?;
        Ok(exception::python_exception(vm, thrown).into())
    }

    /// live_proxies() -> dict
    ///
    /// How many proxies are alive: "js_proxies", JavaScript values that Python
    /// holds, "py_proxies", Python objects that JavaScript holds, and
    /// "page_objects", objects of the page's that our own world holds.
    #[pyfunction]
    fn live_proxies(vm: &VirtualMachine) -> PyResult<PyDictRef> {
        let live = handles::live_proxies();
        let counts = vm.ctx.new_dict();
        counts.set_item("js_proxies", vm.ctx.new_int(live.js_proxies).into(), vm)?;
        counts.set_item("py_proxies", vm.ctx.new_int(live.py_proxies).into(), vm)?;
        let page_objects = crate::page_world::live_objects();
        counts.set_item("page_objects", vm.ctx.new_int(page_objects).into(), vm)?;
        Ok(counts)
    }
}
