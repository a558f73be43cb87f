//! `JsCallable` and `JsDoubleProxy`: functions in Python, ours and JavaScript's.

use crate::{
    conversions, deep, engine, exception, handlers, handles,
    proxy::{JsProxy, raised},
    quick::{self, Given},
    realm::{LocalRealm, Realm},
    text,
};
use rustpython_vm::{
    Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::PyDict,
    class::{PyClassImpl, StaticType},
    function::FuncArgs,
    pyclass,
    types::Callable,
};
use wasm_bindgen::JsValue;

/// A JavaScript function, method or class.
///
/// Calling it passes keyword arguments as one trailing object, and as `this`
/// the object that it was got from. `.new(...)` constructs an instance.
#[pyclass(module = "pyodide.ffi", name = "JsCallable", base = JsProxy)]
#[derive(Debug)]
#[repr(transparent)]
pub struct JsCallable(JsProxy);

impl JsCallable {
    pub(crate) fn new(value: JsValue, receiver: Option<PyRef<JsProxy>>) -> Self {
        let mut proxy = JsProxy::new(value);
        proxy.receiver = receiver;
        Self(proxy)
    }

    /// The Python object.
    pub(crate) fn into_object(self, vm: &VirtualMachine) -> PyObjectRef {
        self.into_ref(&vm.ctx).into()
    }
}

#[pyclass(with(Callable))]
impl JsCallable {
    /// The Python class that JavaScript's classes of errors count as derived
    /// from, which `except js.TypeError` needs. Other functions have none.
    #[pygetset]
    fn __bases__(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        if !exception::is_error_class(zelf.0.value()) {
            let name = vm.ctx.new_str("__bases__");
            return Err(vm.new_no_attribute_error(zelf.to_owned().into(), name));
        }
        let class = exception::JsException::static_type().to_owned();
        Ok(vm.ctx.new_tuple(vec![class.into()]).into())
    }

    /// new(*args, **options)
    ///
    /// An instance of this class: JavaScript's `new`.
    #[pymethod(name = "new")]
    fn new_instance(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let proxy = &zelf.0;
        let may_note = args.args.iter().any(|argument| handlers::is_function(argument));
        with_arguments(vm, proxy.value(), args, |arguments| {
            if may_note {
                handlers::note_construction(proxy.value(), arguments);
            }
            proxy.realm().construct(proxy.value(), arguments)
        })
    }
}

impl Callable for JsCallable {
    type Args = FuncArgs;

    fn call(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let proxy = &zelf.0;
        let nobody = JsValue::UNDEFINED;
        let receiver = proxy.receiver.as_ref().map_or(&nobody, |receiver| receiver.value());
        if args.kwargs.is_empty()
            && let Some(given) = quickly(vm, proxy.value(), receiver, &args.args)?
        {
            return match given {
                Ok(given) => {
                    Ok(conversions::given_to_python(vm, given, None)
                        .unwrap_or_else(|| vm.ctx.none()))
                }
                Err(error) => Err(raised(vm, error)),
            };
        }
        let may_note = args.args.iter().any(|argument| handlers::is_function(argument));
        with_arguments(vm, proxy.value(), args, |arguments| {
            if may_note {
                handlers::note_call(proxy.value(), arguments);
            }
            proxy.realm().call(proxy.value(), receiver, arguments)
        })
    }
}

/// Calls a function with few arguments, none of which may be a handler or need a copy; `None` for
/// other calls.
fn quickly(
    vm: &VirtualMachine,
    function: &JsValue,
    receiver: &JsValue,
    arguments: &[PyObjectRef],
) -> PyResult<Option<Result<Given, JsValue>>> {
    if arguments.iter().any(|argument| argument.downcast_ref::<PyDict>().is_some()) {
        return Ok(None);
    }
    let convert = |argument: &PyObject| conversions::to_javascript(vm, argument);
    Ok(Some(match arguments {
        [] => quick::call0(function, receiver),
        [a] | [a, _] if a.is_callable() => return Ok(None),
        [_, b] if b.is_callable() => return Ok(None),
        [a] => match conversions::number(vm, a) {
            Some(number) => quick::call_number(function, receiver, number),
            None => quick::call1(function, receiver, &convert(a)?),
        },
        [a, b] => quick::call2(function, receiver, &convert(a)?, &convert(b)?),
        _ => return Ok(None),
    }))
}

/// Functions and classes that take pairs or an object, and would walk over the
/// keys of a dict's proxy as over pairs.
const TAKE_PAIRS: [&str; 5] = ["Headers", "Request", "Response", "URLSearchParams", "fetch"];

/// How far dicts are copied for these: the options of `fetch`, and the headers in them.
const PAIRS_DEPTH: isize = 2;

/// Whether `function` gets copies of dicts and not proxies.
fn gets_copies(function: &JsValue, args: &FuncArgs) -> bool {
    let is_dict = |argument: &PyObjectRef| argument.downcast_ref::<PyDict>().is_some();
    if !args.args.iter().any(is_dict) && !args.kwargs.values().any(is_dict) {
        return false;
    }
    let name = engine::member(function, "name").as_string();
    name.is_some_and(|name| TAKE_PAIRS.contains(&name.as_str()))
}

fn with_arguments(
    vm: &VirtualMachine,
    function: &JsValue,
    mut args: FuncArgs,
    body: impl FnOnce(&[JsValue]) -> Result<JsValue, JsValue>,
) -> PyResult {
    if gets_copies(function, &args) {
        for argument in args.args.iter_mut().chain(args.kwargs.values_mut()) {
            if argument.downcast_ref::<PyDict>().is_some() {
                *argument = deep::to_js_of_depth(vm, argument, PAIRS_DEPTH)?;
            }
        }
    }
    let result = match args.args.as_slice() {
        [] if args.kwargs.is_empty() => body(&[]),
        [a] if args.kwargs.is_empty() => body(&[conversions::to_javascript(vm, a)?]),
        [a, b] if args.kwargs.is_empty() => {
            body(&[conversions::to_javascript(vm, a)?, conversions::to_javascript(vm, b)?])
        }
        positional => {
            let mut arguments = Vec::with_capacity(positional.len() + 1);
            for argument in positional {
                arguments.push(conversions::to_javascript(vm, argument)?);
            }
            if !args.kwargs.is_empty() {
                arguments.push(options(vm, &args)?);
            }
            body(&arguments)
        }
    };
    result.map(|value| conversions::to_python(vm, value)).map_err(|error| raised(vm, error))
}

/// The keyword arguments as one JavaScript object.
fn options(vm: &VirtualMachine, args: &FuncArgs) -> PyResult<JsValue> {
    let options = JsValue::from(js_sys::Object::<JsValue>::new());
    for (name, value) in args.kwargs.iter() {
        let key = text::to_javascript(&vm.ctx.new_str(name.clone()));
        let value = conversions::to_javascript(vm, value)?;
        engine::set_own(&options, &key, &value).map_err(|error| raised(vm, error))?;
    }
    Ok(options)
}

/// What `create_proxy` gives: a JavaScript proxy of a Python object, kept
/// alive until `destroy()` is called or this object is dropped.
#[pyclass(module = "pyodide.ffi", name = "JsDoubleProxy", base = JsCallable)]
#[derive(Debug)]
#[repr(transparent)]
pub(crate) struct JsDoubleProxy(JsCallable);

impl JsDoubleProxy {
    pub(crate) fn of(value: JsValue, vm: &VirtualMachine) -> PyObjectRef {
        Self(JsCallable::new(value, None)).into_ref(&vm.ctx).into()
    }

    fn value(&self) -> &JsValue {
        self.0.0.value()
    }
}

#[pyclass(with(Callable))]
impl JsDoubleProxy {
    /// destroy()
    ///
    /// Lets go of the Python object. JavaScript's calls raise from now on.
    #[pymethod]
    fn destroy(zelf: &Py<Self>) {
        if let Some(id) = handles::id_of(zelf.value()) {
            handles::release(id);
        }
    }

    /// unwrap()
    ///
    /// The Python object that this is a proxy of.
    #[pymethod]
    fn unwrap(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        handles::id_of(zelf.value())
            .and_then(handles::object)
            .ok_or_else(|| vm.new_runtime_error("this proxy was destroyed"))
    }
}

impl Callable for JsDoubleProxy {
    type Args = FuncArgs;

    fn call(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        with_arguments(vm, zelf.value(), args, |arguments| {
            LocalRealm.call(zelf.value(), &JsValue::UNDEFINED, arguments)
        })
    }
}

/// Makes the classes known, before the first instance.
pub(crate) fn make_types() {
    let _ = JsCallable::make_static_type();
    let _ = JsDoubleProxy::make_static_type();
}
