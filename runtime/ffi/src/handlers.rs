//! Python functions for whose end nobody waits: event handlers, timers, observers.
//!
//! Each call is a fiber, so they may block and take their time. JavaScript gets
//! the result of a call that was never suspended, so that `preventDefault()`
//! and `return False` work, and otherwise a promise of it.

use crate::{
    callable, crossing, engine, exception, far,
    handles::{self, Handler},
    proxy::JsProxy,
};
use js_sys::{Function, Promise};
use rustpython_vm::{PyObject, PyObjectRef, VirtualMachine, builtins::PyCoroutine};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::prelude::*;

/// Runs its argument as a fiber: at once, until it is first suspended.
pub type SpawnHandler = fn(Box<dyn FnOnce(&VirtualMachine)>);

/// Functions that call what they are given when something happens, and do
/// nothing with its result, or wait for it when it is a promise.
const FUNCTIONS: [&str; 19] = [
    "addEventListener",
    "addListener",
    "catch",
    "finally",
    "getCurrentPosition",
    "on",
    "once",
    "postTask",
    "queueMicrotask",
    "requestAnimationFrame",
    "requestIdleCallback",
    "requestVideoFrameCallback",
    "setInterval",
    "setTimeout",
    "startViewTransition",
    "then",
    "toBlob",
    "watchPosition",
    "webkitRequestAnimationFrame",
];

/// Classes whose instances do.
const CLASSES: [&str; 6] = [
    "FinalizationRegistry",
    "IntersectionObserver",
    "MutationObserver",
    "PerformanceObserver",
    "ReportingObserver",
    "ResizeObserver",
];

/// Where a call is that JavaScript made.
enum Call {
    Running,
    Done(Result<JsValue, JsValue>),
    Promised { resolve: Function, reject: Function },
}

/// Whether an argument may be a handler.
pub(crate) fn is_function(argument: &PyObject) -> bool {
    argument.is_callable()
        && argument
            .downcast_ref::<JsProxy>()
            .is_none_or(|proxy| handles::id_of(proxy.value()).is_some())
}

/// Lets those of `arguments` that are Python functions be handlers, if
/// `function` takes such.
pub(crate) fn note_call(function: &JsValue, arguments: &[JsValue]) {
    note_if(&FUNCTIONS, function, arguments);
}

/// As [`note_call`] for `new class(...arguments)`.
pub(crate) fn note_construction(class: &JsValue, arguments: &[JsValue]) {
    note_if(&CLASSES, class, arguments);
}

/// Lets `value` be a handler, if the property is one that takes such: `onclick`
/// and its kin.
pub(crate) fn note_assignment(key: &str, value: &JsValue) {
    if key.starts_with("on") {
        handles::make_handler(value, Handler::Nobody);
    }
}

fn note_if(takers: &[&str], function: &JsValue, arguments: &[JsValue]) {
    let name = engine::member(function, "name").as_string();
    let Some(name) = name.filter(|name| takers.contains(&name.as_str())) else {
        return;
    };
    let handler = match name.as_str() {
        "then" | "catch" | "finally" | "postTask" | "startViewTransition" => Handler::Promise,
        _ => Handler::Nobody,
    };
    for argument in arguments {
        handles::make_handler(argument, handler);
    }
}

/// Calls a handler, with `receiver` before the arguments.
pub(crate) fn call(
    spawn: SpawnHandler,
    handler: Handler,
    object: PyObjectRef,
    receiver: Option<JsValue>,
    arguments: JsValue,
) -> Result<JsValue, JsValue> {
    let unheard = crossing::is_outermost();
    let state = Rc::new(RefCell::new(Call::Running));
    let of_fiber = Rc::clone(&state);
    spawn(Box::new(move |vm| {
        let result = callable::call(vm, &object, receiver, &arguments).and_then(|result| {
            let is_unheard = handler == Handler::Nobody;
            if is_unheard && result.downcast_ref::<PyCoroutine>().is_some() {
                return callable::unheard_promise_of(vm, result);
            }
            callable::result_to_javascript(vm, result)
        });
        drop(object);
        let promised = match of_fiber.replace(Call::Running) {
            Call::Promised { resolve, reject } => Some((resolve, reject)),
            Call::Running | Call::Done(_) => None,
        };
        let result = result.map_err(|error| {
            let value = exception::javascript_error(vm, &error);
            if handler != Handler::Caller && (unheard || promised.is_some()) {
                crossing::report(vm, error);
            }
            value
        });
        match promised {
            None => drop(of_fiber.replace(Call::Done(result))),
            Some((resolve, reject)) => {
                let (settle, value) = match &result {
                    Ok(value) => (resolve, value),
                    Err(error) => (reject, error),
                };
                // A promise's own functions do not throw.
                let _ = settle.call1(&JsValue::UNDEFINED, &far::settling(value.clone()));
            }
        }
    }));
    if let Call::Done(result) = state.replace(Call::Running) {
        return result;
    }
    Ok(promise_of(&state, handler))
}

/// Calls a Python object as a fiber, and gives the promise of its result.
pub(crate) fn call_promising(
    spawn: SpawnHandler,
    object: PyObjectRef,
    arguments: JsValue,
) -> Promise {
    match call(spawn, Handler::Caller, object, None, arguments) {
        Ok(value) => Promise::resolve(&far::settling(value)),
        Err(thrown) => Promise::reject(&far::settling(thrown)),
    }
}

/// The promise of a call that goes on.
fn promise_of(state: &Rc<RefCell<Call>>, handler: Handler) -> JsValue {
    thread_local! {
        static REPORTED: Closure<dyn FnMut(JsValue)> = Closure::new(drop);
    }
    let promise = Promise::new(&mut |resolve, reject| {
        state.replace(Call::Promised { resolve, reject });
    });
    if handler != Handler::Caller {
        // The person was told: the browser need not call it unhandled.
        REPORTED.with(|reported| drop(promise.catch(reported)));
    }
    promise.into()
}
