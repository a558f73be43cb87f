//! Promises that Python waits for: room for output, a line of input.

use crate::question::Question;
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
pub(crate) struct Input {
    resolve: RefCell<Option<Function>>,
    /// Where it is asked in the page.
    question: RefCell<Option<Question>>,
}

impl Input {
    /// A promise for the next line. An earlier question is at its end.
    pub(crate) fn ask(&self) -> Promise {
        self.answer(None);
        Promise::new(&mut |resolve, _reject| {
            self.resolve.replace(Some(resolve));
        })
    }

    /// Keeps the dialog in the page until there is an answer.
    pub(crate) fn shown(&self, question: Question) {
        self.question.replace(Some(question));
    }

    /// Answers; `None` is the end of the input. Gives whether somebody asked.
    pub(crate) fn answer(&self, text: Option<&str>) -> bool {
        drop(self.question.take());
        let Some(resolve) = self.resolve.take() else { return false };
        let line = text.map_or(JsValue::NULL, JsValue::from_str);
        // A promise's own function does not throw.
        let _ = resolve.call1(&JsValue::UNDEFINED, &line);
        true
    }
}
