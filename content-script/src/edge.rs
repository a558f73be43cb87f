//! What the shim calls.

use crate::shim::Shim;
use crate::supervisor::Supervisor;
use crate::{home, lifecycle};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

thread_local! {
    static SUPERVISOR: RefCell<Option<Rc<Supervisor>>> = const { RefCell::new(None) };
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = addEventListener)]
    fn add_event_listener(name: &str, listener: &js_sys::Function);
}

/// Begins this document's session, once.
#[wasm_bindgen]
pub fn begin(shim: Shim) {
    let supervisor = Supervisor::new(shim);
    SUPERVISOR.set(Some(Rc::clone(&supervisor)));
    lifecycle::start_if_failed(&supervisor);
    supervisor.open();
    listen_for_leaving(&supervisor);
    listen_for_return(supervisor);
}

/// The background wants to hear of the session. Gives false when the extension
/// that this code belongs to was reloaded or removed.
#[wasm_bindgen]
pub fn wanted() -> bool {
    let supervisor = SUPERVISOR.with_borrow(Clone::clone);
    supervisor.is_some_and(|supervisor| supervisor.wanted())
}

/// A page that is hidden may never be seen again.
fn listen_for_leaving(supervisor: &Rc<Supervisor>) {
    for event in ["pagehide", "visibilitychange"] {
        let supervisor = Rc::clone(supervisor);
        let listener = Closure::<dyn Fn()>::new(move || home::keep_in_passing(&supervisor));
        add_event_listener(event, listener.as_ref().unchecked_ref());
        // It listens as long as the document lives.
        listener.forget();
    }
}

/// A page in the back-forward cache has no ports; when it is shown again it
/// needs one.
fn listen_for_return(supervisor: Rc<Supervisor>) {
    let listener = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        let persisted = js_sys::Reflect::get(&event, &JsValue::from_str("persisted"));
        if persisted.is_ok_and(|persisted| persisted.is_truthy()) {
            supervisor.open();
        }
    });
    add_event_listener("pageshow", listener.as_ref().unchecked_ref());
    // It listens as long as the document lives.
    listener.forget();
}
