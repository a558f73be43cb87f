//! `jsnull`: JavaScript's `null`, which is not Python's `None`.

use rustpython_vm::{
    Context, Py, PyObject, PyObjectRef, PyPayload, PyResult, VirtualMachine,
    class::PyClassImpl,
    protocol::PyNumberMethods,
    pyclass,
    types::{AsNumber, Representable},
};
use std::cell::OnceCell;

/// The class of `jsnull`. It has one instance, which is false.
#[pyclass(module = "pyodide.ffi", name = "JsNull")]
#[derive(Debug, PyPayload)]
pub(crate) struct JsNull;

#[pyclass(with(AsNumber, Representable))]
impl JsNull {}

impl AsNumber for JsNull {
    fn as_number() -> &'static PyNumberMethods {
        static METHODS: PyNumberMethods = PyNumberMethods {
            boolean: Some(|_number, _vm| Ok(false)),
            ..PyNumberMethods::NOT_IMPLEMENTED
        };
        &METHODS
    }
}

impl Representable for JsNull {
    fn repr_str(_zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok("jsnull".to_owned())
    }
}

thread_local! {
    static INSTANCE: OnceCell<PyObjectRef> = const { OnceCell::new() };
}

/// The one instance.
pub(crate) fn jsnull(ctx: &'static Context) -> PyObjectRef {
    INSTANCE.with(|instance| {
        instance
            .get_or_init(|| {
                let _ = JsNull::make_static_type();
                JsNull.into_ref(ctx).into()
            })
            .clone()
    })
}

/// Whether `object` is the one instance.
pub(crate) fn is_jsnull(object: &PyObject) -> bool {
    object.downcast_ref::<JsNull>().is_some()
}
