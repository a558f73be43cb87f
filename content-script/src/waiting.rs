//! Promises that Python waits for: room for output, a line of input.

use js_sys::{Function, Promise};
use std::cell::RefCell;
use wasm_bindgen::JsValue;

/// Promises that are all fulfilled together.
#[derive(Default)]
pub(crate) struct Gate(RefCell<Vec<Function>>);

impl Gate {
    /// A promise that is fulfilled by [`Gate::open`].
    pub(crate) fn wait(&self) -> Promise {
        Promise::new(&mut |resolve, _reject| self.0.borrow_mut().push(resolve))
    }

    /// Fulfils all promises.
    pub(crate) fn open(&self) {
        for resolve in self.0.take() {
            // A promise's own function does not throw.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    }

    /// Whether nobody waits.
    pub(crate) fn is_idle(&self) -> bool {
        self.0.borrow().is_empty()
    }
}

/// The one line of input that is asked for.
#[derive(Default)]
pub(crate) struct Input(RefCell<Option<Function>>);

impl Input {
    /// A promise for the next line. An earlier question is at its end.
    pub(crate) fn ask(&self) -> Promise {
        self.answer(None);
        Promise::new(&mut |resolve, _reject| {
            self.0.replace(Some(resolve));
        })
    }

    /// Answers; `None` is the end of the input. Gives whether somebody asked.
    pub(crate) fn answer(&self, text: Option<&str>) -> bool {
        let Some(resolve) = self.0.take() else { return false };
        let line = text.map_or(JsValue::NULL, JsValue::from_str);
        // A promise's own function does not throw.
        let _ = resolve.call1(&JsValue::UNDEFINED, &line);
        true
    }
}
