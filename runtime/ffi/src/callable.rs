//! `PyProxy`: Python objects, functions above all, as JavaScript values.
//!
//! A JavaScript `Proxy` whose traps are seven functions of ours, shared by all
//! of them. The trap for calls gets the arguments as they were given, which a
//! function of fixed arity would not.

use crate::{
    conversions, crossing, engine, exception, handlers, handles, members,
    quick::{self, Returned},
};
use rustpython_vm::{
    AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyCoroutine, PyList, PyTuple},
};
use std::cell::OnceCell;
use wasm_bindgen::prelude::*;

type Trap3 = Closure<dyn Fn(JsValue, JsValue, JsValue) -> Result<JsValue, JsValue>>;
type Trap4 = Closure<dyn Fn(JsValue, JsValue, JsValue, JsValue) -> Result<JsValue, JsValue>>;

struct Traps {
    handler: JsValue,
    _closures: (Trap3, Trap3, Trap4, Trap3, Trap3, Trap3, Trap3),
}

thread_local! {
    static TRAPS: OnceCell<Traps> = const { OnceCell::new() };
}

/// A new proxy of `object`, and the target that the traps get in its place.
pub(crate) fn new_proxy(vm: &VirtualMachine, object: &PyObject) -> (JsValue, JsValue) {
    let target = if object.is_callable() {
        engine::with(engine::Engine::some_function)
    } else if object.fast_isinstance(vm.ctx.types.list_type)
        || object.fast_isinstance(vm.ctx.types.tuple_type)
    {
        js_sys::Array::new().into()
    } else {
        js_sys::Object::<JsValue>::new().into()
    };
    let proxy = TRAPS.with(|traps| {
        engine::TrapProxy::new_proxy(&target, &traps.get_or_init(Traps::new).handler)
    });
    (proxy.into(), target)
}

/// Whether a proxy of `object` looks like a JavaScript array.
pub(crate) fn is_array_like(object: &PyObject) -> bool {
    object.downcast_ref::<PyList>().is_some() || object.downcast_ref::<PyTuple>().is_some()
}

impl Traps {
    fn new() -> Self {
        let apply = Trap3::new(|target, receiver, arguments| {
            let call = Call { id: handles::id_of(&target), receiver, arguments };
            call.run()
        });
        let get = Trap3::new(|target: JsValue, key: JsValue, _receiver| {
            on_object(&target, |vm, object| members::get(vm, object, &target, &key))
        });
        let set = Trap4::new(|target: JsValue, key, value, _receiver| {
            on_object(&target, |vm, object| members::set(vm, object, &key, value))
        });
        let has = Trap3::new(|target: JsValue, key: JsValue, _unused| {
            on_object(&target, |vm, object| members::has(vm, object, &target, &key))
        });
        let delete = Trap3::new(|target: JsValue, key: JsValue, _unused| {
            on_object(&target, |vm, object| members::delete(vm, object, &key))
        });
        let own_keys = Trap3::new(|target: JsValue, _unused, _unused_too| {
            on_object(&target, |vm, object| members::own_keys(vm, object, &target))
        });
        let describe = Trap3::new(|target: JsValue, key: JsValue, _unused| {
            on_object(&target, |vm, object| members::describe(vm, object, &target, &key))
        });
        let handler = JsValue::from(js_sys::Object::<JsValue>::new());
        let traps: [(&str, &JsValue); 7] = [
            ("apply", &quick::apply_trap(apply.as_ref())),
            ("get", get.as_ref()),
            ("set", set.as_ref()),
            ("has", has.as_ref()),
            ("deleteProperty", delete.as_ref()),
            ("ownKeys", own_keys.as_ref()),
            ("getOwnPropertyDescriptor", describe.as_ref()),
        ];
        for (name, trap) in traps {
            let handler: &engine::Any = handler.unchecked_ref();
            // A new object takes any property.
            let _ = handler.set(&JsValue::from_str(name), trap);
        }
        Self { handler, _closures: (apply, get, set, has, delete, own_keys, describe) }
    }
}

/// A call of a proxy.
struct Call {
    id: Option<u32>,
    receiver: JsValue,
    arguments: JsValue,
}

impl Call {
    fn run(self) -> Result<JsValue, JsValue> {
        if crossing::is_left() {
            return Ok(JsValue::UNDEFINED);
        }
        let Some(called) = self.id.and_then(handles::to_call) else {
            return Err(destroyed());
        };
        let receiver = called.captures_this.then_some(self.receiver);
        if let Some(handler) = called.handler
            && let Some(spawn) = crossing::spawn_handler()
        {
            return handlers::call(spawn, handler, called.object, receiver, self.arguments);
        }
        enter(|vm, outermost| {
            // Here, so that the object is dropped inside the interpreter.
            let object = called.object;
            call(vm, &object, receiver, &self.arguments)
                .and_then(|result| result_to_javascript(vm, result))
                .map_err(|error| thrown(vm, error, outermost))
        })
    }
}

/// Calls the object of this number with one argument; `None` if that takes more than a call.
pub(crate) fn call_with_number(id: u32, argument: f64) -> Option<Result<Returned, JsValue>> {
    if crossing::is_left() {
        return None;
    }
    let object = handles::to_call_plainly(id)?;
    Some(enter(|vm, outermost| {
        // Here, so that the object is dropped inside the interpreter.
        let object = object;
        let argument = conversions::number_to_python(vm, argument);
        object
            .vectorcall(vec![argument], 1, None, vm)
            .and_then(|result| {
                if vm.is_none(&result) {
                    return Ok(Returned::Undefined);
                }
                match conversions::number(vm, &result) {
                    Some(number) => Ok(Returned::Number(number)),
                    None => result_to_javascript(vm, result).map(Returned::Value),
                }
            })
            .map_err(|error| thrown(vm, error, outermost))
    }))
}

/// Enters Python with the object of a trap's target.
fn on_object(
    target: &JsValue,
    body: impl FnOnce(&VirtualMachine, &PyObject) -> PyResult<JsValue>,
) -> Result<JsValue, JsValue> {
    let id = handles::id_of(target);
    enter(|vm, _outermost| {
        let object = id.and_then(handles::object).ok_or_else(destroyed)?;
        body(vm, &object).map_err(|error| thrown(vm, error, false))
    })
}

/// Enters Python, if that is possible.
fn enter<R>(body: impl FnOnce(&VirtualMachine, bool) -> Result<R, JsValue>) -> Result<R, JsValue> {
    if crossing::is_left() {
        return Err(exception::python_error(
            "ReferenceError",
            "the Python session of this object was reset, or crashed",
        ));
    }
    if crossing::is_too_deep() {
        return Err(exception::python_error(
            "RecursionError",
            "maximum recursion depth exceeded: JavaScript and Python call each other too deep",
        ));
    }
    let entered = crossing::into_python(body);
    entered.unwrap_or_else(|gone| Err(exception::python_error("SystemError", &gone.to_string())))
}

/// What JavaScript gets that calls a proxy which is no more.
pub(crate) fn destroyed() -> JsValue {
    exception::python_error(
        "ReferenceError",
        "this proxy of a Python object was destroyed; \
         a proxy made by create_once_callable works once",
    )
}

fn thrown(vm: &VirtualMachine, error: PyBaseExceptionRef, unheard: bool) -> JsValue {
    let value = exception::javascript_error(vm, &error);
    if unheard {
        crossing::report(vm, error);
    }
    value
}

/// Calls a Python object with an array of arguments, before which `receiver`
/// comes.
pub(crate) fn call(
    vm: &VirtualMachine,
    object: &PyObject,
    receiver: Option<JsValue>,
    arguments: &JsValue,
) -> PyResult {
    let arguments: &js_sys::Array = arguments.unchecked_ref();
    let count = arguments.length();
    let mut converted: Vec<PyObjectRef> = Vec::with_capacity(count as usize + 1);
    converted.extend(receiver.map(|receiver| conversions::to_python(vm, receiver)));
    for index in 0..count {
        converted.push(conversions::to_python(vm, arguments.get(index)));
    }
    object.call(converted, vm)
}

/// The result of a Python function; of an `async` one, a promise.
pub(crate) fn result_to_javascript(vm: &VirtualMachine, result: PyObjectRef) -> PyResult<JsValue> {
    if result.downcast_ref::<PyCoroutine>().is_some() {
        return promise_of(vm, result);
    }
    conversions::to_javascript(vm, &result)
}

/// Runs an awaitable on the session's event loop. Gives the promise of its
/// result.
pub(crate) fn promise_of(vm: &VirtualMachine, awaitable: PyObjectRef) -> PyResult<JsValue> {
    promise_with(vm, "promise_of", awaitable)
}

/// As [`promise_of`], for nobody: what the awaitable raises is told.
pub(crate) fn unheard_promise_of(vm: &VirtualMachine, awaitable: PyObjectRef) -> PyResult<JsValue> {
    promise_with(vm, "unheard_promise_of", awaitable)
}

fn promise_with(vm: &VirtualMachine, name: &str, awaitable: PyObjectRef) -> PyResult<JsValue> {
    let name = vm.ctx.new_str(name);
    let promise = members::jsawait(vm)?.get_attr(&*name, vm)?.call((awaitable,), vm)?;
    conversions::to_javascript(vm, promise.as_object())
}
