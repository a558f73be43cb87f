//! Objects that no answer comes from at once: those of a page that the
//! interpreter runs beside, in a frame of the extension's.
//!
//! They are `Proxy` objects too, whose traps throw where an answer is missing.
//! The operation is then waited for and performed again; what its traps gave
//! before is given again, so that each happens once.

use crate::{exception, page_world};
use js_sys::Promise;
use rustpython_vm::vm::thread;
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The channel to such objects, as the host has it.
    #[derive(Clone)]
    pub type Far;

    #[wasm_bindgen(method)]
    fn join(this: &Far, hooks: &JsValue);

    #[wasm_bindgen(method)]
    fn global(this: &Far) -> JsValue;

    #[wasm_bindgen(method, js_name = isFar)]
    fn is_far(this: &Far, value: &JsValue) -> bool;

    /// A new operation.
    #[wasm_bindgen(method)]
    fn begin(this: &Far) -> JsValue;

    /// Makes an operation the current one; gives the one before.
    #[wasm_bindgen(method)]
    fn enter(this: &Far, operation: &JsValue) -> JsValue;

    #[wasm_bindgen(method)]
    fn leave(this: &Far, before: &JsValue);

    /// What an operation waits for, if that is why it threw `error`.
    #[wasm_bindgen(method, js_name = pendingOf)]
    fn pending_of(this: &Far, operation: &JsValue, error: &JsValue) -> Option<Promise>;

    #[wasm_bindgen(method, catch)]
    fn settled(this: &Far, value: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn given(this: &Far, value: &JsValue) -> Result<JsValue, JsValue>;

    /// `value` in an object of our own, which a promise can be settled with.
    #[wasm_bindgen(method, js_name = box)]
    fn boxed(this: &Far, value: &JsValue) -> JsValue;

    #[wasm_bindgen(method, catch, js_name = bytesOf)]
    fn bytes_of(this: &Far, value: &JsValue) -> Result<JsValue, JsValue>;
}

thread_local! {
    static IS_USED: Cell<bool> = const { Cell::new(false) };
    static FAR: RefCell<Option<Far>> = const { RefCell::new(None) };
    /// Waits for answers.
    static WAITS: Cell<u32> = const { Cell::new(0) };
}

/// Says that JavaScript's objects are far, and how to reach them.
pub fn set_far(far: Far) {
    page_world::with_hooks(|hooks| far.join(hooks));
    FAR.replace(Some(far));
    IS_USED.set(true);
}

fn current() -> Option<Far> {
    if !IS_USED.get() {
        return None;
    }
    FAR.with_borrow(Clone::clone)
}

/// The page's global object, where it is far.
pub(crate) fn global() -> Option<JsValue> {
    current().map(|far| far.global())
}

/// Whether `value` is far.
pub(crate) fn is_far(value: &JsValue) -> bool {
    current().is_some_and(|far| far.is_far(value))
}

/// Performs an operation, again each time when an answer has come that it
/// lacked.
pub(crate) fn perform<R>(operation: impl Fn() -> Result<R, JsValue>) -> Result<R, JsValue> {
    let Some(far) = current() else { return operation() };
    let state = far.begin();
    loop {
        let before = far.enter(&state);
        let result = operation();
        far.leave(&before);
        let pending = match &result {
            Err(error) => far.pending_of(&state, error),
            Ok(_) => None,
        };
        let Some(pending) = pending else { return result };
        wait(&pending)?;
    }
}

/// Counts waits for other things than answers: what was read ahead is out of date then.
pub(crate) fn other_waits() -> u32 {
    morelia_fiber::suspensions().wrapping_sub(WAITS.get())
}

fn wait(answer: &Promise) -> Result<(), JsValue> {
    WAITS.set(WAITS.get().wrapping_add(1));
    let waited = thread::try_with_current_vm(|vm| {
        morelia_fiber::block_on(vm, answer)
            .map(drop)
            .map_err(|error| exception::javascript_error(vm, &error))
    });
    waited.unwrap_or_else(|| Err(JsValue::from_str("Python is not running")))
}

/// A promise of our own world of what a far one settles to; `None` for other values.
pub(crate) fn promise_of(value: &JsValue) -> Result<Option<Promise>, JsValue> {
    match current() {
        Some(far) if far.is_far(value) => {
            crate::crossing::into_javascript(|| far.settled(value)).map(|it| it.dyn_into().ok())
        }
        _ => Ok(None),
    }
}

/// What to settle a promise of our own world with.
pub(crate) fn settling(value: JsValue) -> JsValue {
    match current() {
        Some(far) if far.is_far(&value) => far.boxed(&value),
        _ => value,
    }
}

/// A copy that the page has, where its objects are far, of data of our own world.
pub(crate) fn given(value: JsValue) -> Result<JsValue, JsValue> {
    match current() {
        Some(far) if value.is_object() && !far.is_far(&value) => {
            crate::crossing::into_javascript(|| far.given(&value))
        }
        _ => Ok(value),
    }
}

/// The bytes of a far buffer, as a buffer or view of our own world; undefined
/// for any other value.
pub(crate) fn bytes_of(value: &JsValue) -> Result<JsValue, JsValue> {
    match current() {
        Some(far) if far.is_far(value) => crate::crossing::into_javascript(|| far.bytes_of(value)),
        _ => Ok(JsValue::UNDEFINED),
    }
}
