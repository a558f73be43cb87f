//! The browser's clock, timers and task queue.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, milliseconds: f64, argument: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);

    #[wasm_bindgen(js_namespace = scheduler, js_name = postTask, catch)]
    fn post_task(callback: &Function) -> Result<JsValue, JsValue>;

    type MessageChannel;
    #[wasm_bindgen(constructor)]
    fn new() -> MessageChannel;
    #[wasm_bindgen(method, getter)]
    fn port1(this: &MessageChannel) -> MessagePort;
    #[wasm_bindgen(method, getter)]
    fn port2(this: &MessageChannel) -> MessagePort;

    #[derive(Clone)]
    type MessagePort;
    #[wasm_bindgen(method, setter)]
    fn set_onmessage(this: &MessagePort, listener: &Function);
    #[wasm_bindgen(method, js_name = postMessage)]
    fn post_message(this: &MessagePort, message: &JsValue);
    #[wasm_bindgen(method)]
    fn close(this: &MessagePort);
}

/// Seconds since the page began to load.
#[must_use]
pub fn monotonic() -> f64 {
    performance_now() / 1000.0
}

thread_local! {
    /// What a timer's promise gives.
    static ELAPSED: JsValue = js_sys::Object::new().into();
    /// What a wait gives that was ended early.
    static EARLY: JsValue = js_sys::Object::new().into();
}

/// What a wait gives that was ended early.
pub(crate) fn early() -> JsValue {
    EARLY.with(JsValue::clone)
}

/// Whether a promise gave [`early`].
pub(crate) fn is_early(value: &JsValue) -> bool {
    EARLY.with(|early| early == value)
}

/// Whether a promise gave what a timer's does.
pub(crate) fn is_elapsed(value: &JsValue) -> bool {
    ELAPSED.with(|elapsed| elapsed == value)
}

/// The longest delay that `setTimeout` takes, in milliseconds.
const LONGEST_TIMEOUT: f64 = 2_147_483_647.0;

/// A timer that is cancelled when it is dropped.
pub(crate) struct Timer {
    elapsed: Promise,
    id: JsValue,
}

impl Timer {
    pub(crate) fn start(seconds: f64) -> Self {
        let milliseconds = (seconds * 1000.0).clamp(0.0, LONGEST_TIMEOUT);
        let mut id = JsValue::UNDEFINED;
        let elapsed = Promise::new(&mut |resolve, _reject| {
            id = set_timeout(&resolve, milliseconds, &ELAPSED.with(JsValue::clone));
        });
        Self { elapsed, id }
    }

    pub(crate) fn elapsed(&self) -> &Promise {
        &self.elapsed
    }
}

/// Calls `callback` after a number of seconds, unless it is dropped before.
pub(crate) struct Alarm {
    id: JsValue,
    _callback: Closure<dyn FnMut()>,
}

impl Alarm {
    pub(crate) fn start(seconds: f64, callback: impl FnMut() + 'static) -> Self {
        let milliseconds = (seconds * 1000.0).clamp(0.0, LONGEST_TIMEOUT);
        let callback = Closure::<dyn FnMut()>::new(callback);
        let function = callback.as_ref().unchecked_ref();
        let id = set_timeout(function, milliseconds, &JsValue::UNDEFINED);
        Self { id, _callback: callback }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        clear_timeout(&self.id);
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.id);
    }
}

/// A promise that settles after the event loop took a turn.
///
/// A posted task is not throttled either, and in Chromium takes a fifth of
/// the time that a message over a new channel does.
pub(crate) fn turn_of_the_event_loop() -> Promise {
    Promise::new(&mut |resolve, _reject| {
        if post_task(&resolve).is_err() {
            send_message(resolve);
        }
    })
}

/// Calls `resolve` when a message has arrived.
///
/// A message is a task of its own that browsers do not throttle, as they do
/// `setTimeout`: 4 ms when nested, 1 s in a hidden tab. The port is closed
/// then: browsers keep open ports, and with them all that their listeners
/// know, which is this instance's whole memory.
fn send_message(resolve: Function) {
    let channel = MessageChannel::new();
    let receiver = channel.port1();
    let listener = Closure::once_into_js({
        let receiver = receiver.clone();
        move || {
            receiver.close();
            // A promise's own resolve function does not throw.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    receiver.set_onmessage(listener.unchecked_ref());
    channel.port2().post_message(&JsValue::UNDEFINED);
}
