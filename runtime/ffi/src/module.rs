//! `import js`, and the native half of `pyodide.ffi`.

use crate::{
    conversions, engine, exception, function, items, iteration, members,
    names::{self, Name},
    page_world, proxy,
    proxy::{JsProxy, raised},
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
    engine::with(|engine| engine.global.clone())
}

fn js_module_def(ctx: &Context) -> &'static PyModuleDef {
    proxy::make_types();
    function::make_types();
    exception::make_types();
    iteration::make_types();
    members::make_types();
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

impl GetAttr for JsModule {
    fn getattro(zelf: &Py<Self>, name: &Py<PyStr>, vm: &VirtualMachine) -> PyResult {
        if is_special(name) {
            return zelf.as_object().generic_getattr(name, vm);
        }
        if name.as_bytes() == b"page_world" {
            return Ok(conversions::to_python(vm, page_world::global(vm)?));
        }
        let key = match names::attribute(name, vm) {
            Name::Property(key) => key,
            _ => text::to_javascript(name),
        };
        let global = global();
        let property = LocalRealm.get(&global, &key).map_err(|error| raised(vm, error))?;
        if let Some(value) = conversions::property_to_python(vm, property, Some(&global)) {
            return Ok(value);
        }
        if LocalRealm.has(&global, &key).map_err(|error| raised(vm, error))? {
            return Ok(vm.ctx.none());
        }
        if let Some(theirs) = page_world::fallback(vm) {
            let property = LocalRealm.get(&theirs, &key).map_err(|error| raised(vm, error))?;
            if let Some(value) = conversions::property_to_python(vm, property, Some(&theirs)) {
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
        conversions, deep, exception, function::JsDoubleProxy, handles, null::jsnull as the_null,
        proxy::JsProxy,
    };
    use rustpython_vm::{
        Context, PyObjectRef, PyResult, VirtualMachine,
        builtins::{PyDictRef, PyTypeRef},
        class::StaticType,
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

    /// to_js(obj, *, depth=-1, pyproxies=None, create_pyproxies=True,
    ///       dict_converter=None, default_converter=None)
    ///
    /// Copies Python collections to JavaScript ones.
    #[pyfunction]
    fn to_js(object: PyObjectRef, options: deep::ToJsOptions, vm: &VirtualMachine) -> PyResult {
        deep::to_js(vm, &object, options)
    }

    /// create_proxy(obj)
    ///
    /// A JavaScript proxy of `obj` that lives until `destroy()` is called.
    #[pyfunction]
    fn create_proxy(object: PyObjectRef, vm: &VirtualMachine) -> PyObjectRef {
        JsDoubleProxy::of(handles::proxy_of(vm, &object), vm)
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
        let promise: js_sys::Promise = match value.dyn_into() {
            Ok(promise) => promise,
            Err(thenable) => js_sys::Promise::resolve(&thenable).unchecked_into(),
        };
        match morelia_fiber::block_on(vm, &promise)? {
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
    /// holds, and "py_proxies", Python objects that JavaScript holds.
    #[pyfunction]
    fn live_proxies(vm: &VirtualMachine) -> PyResult<PyDictRef> {
        let live = handles::live_proxies();
        let counts = vm.ctx.new_dict();
        counts.set_item("js_proxies", vm.ctx.new_int(live.js_proxies).into(), vm)?;
        counts.set_item("py_proxies", vm.ctx.new_int(live.py_proxies).into(), vm)?;
        Ok(counts)
    }
}
