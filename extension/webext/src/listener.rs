//! Event listeners that end with the value that owns them.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_extensions_sys::EventTarget;

/// A listener on an extension event, removed when this is dropped.
pub struct Listener<F: ?Sized> {
    target: EventTarget,
    closure: Closure<F>,
}

impl<F: ?Sized> Listener<F> {
    pub(crate) fn new(target: EventTarget, closure: Closure<F>) -> Self {
        target.add_listener(closure.as_ref().unchecked_ref());
        Self::adopt(target, closure)
    }

    /// As `new`, for a listener that was added already.
    pub(crate) fn adopt(target: EventTarget, closure: Closure<F>) -> Self {
        Self { target, closure }
    }
}

impl<F: ?Sized> Drop for Listener<F> {
    fn drop(&mut self) {
        self.target.remove_listener(self.closure.as_ref().unchecked_ref());
    }
}
