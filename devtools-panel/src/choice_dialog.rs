//! A question with some answers to choose from, over the console.

use crate::dom::{self, Listening};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlDialogElement, HtmlElement, MouseEvent};

/// An open question; it is taken away when this is dropped.
pub(crate) struct ChoiceDialog {
    dialog: HtmlDialogElement,
    _listening: Vec<Listening>,
}

impl ChoiceDialog {
    /// Asks. The first answer is the one that Enter gives; Escape and Cancel give none.
    pub(crate) fn open(
        question: &str,
        body: Option<&HtmlElement>,
        answers: &[&str],
        answer: impl Fn(Option<usize>) + 'static,
    ) -> Self {
        let dialog: HtmlDialogElement = dom::element("dialog", "choice").unchecked_into();
        let heading = dom::text_element("h2", "question", question);
        heading.set_id("choice-question");
        dom::attribute(&dialog, "aria-labelledby", "choice-question");
        dom::append(&dialog, &heading);
        if let Some(body) = body {
            dom::append(&dialog, body);
        }
        let row = dom::element("div", "answers");
        dom::append(&dialog, &row);
        let chosen = Rc::new(Cell::new(None));
        let mut listening = Vec::new();
        let cancel = std::iter::once((None, "Cancel"));
        let answers = answers.iter().enumerate().map(|(number, words)| (Some(number), *words));
        for (number, words) in answers.chain(cancel) {
            let button = dom::text_element("button", "answer-button", words);
            dom::attribute(&button, "type", "button");
            if number == Some(0) {
                dom::attribute(&button, "autofocus", "");
            }
            dom::append(&row, &button);
            let (dialog, chosen) = (dialog.clone(), chosen.clone());
            listening.push(Listening::new(&button, "click", move |_: MouseEvent| {
                chosen.set(number);
                dialog.close();
            }));
        }
        listening.push(Listening::new(&dialog, "close", move |_: Event| answer(chosen.get())));
        show(&dialog);
        Self { dialog, _listening: listening }
    }
}

/// Shows a new dialog above everything else.
pub(crate) fn show(dialog: &HtmlDialogElement) {
    if let Ok(page) = dom::by_id::<HtmlElement>("panel") {
        dom::append(&page, dialog);
    }
    // Only a dialog that is open already refuses.
    dialog.show_modal().unwrap_or_default();
}

impl Drop for ChoiceDialog {
    fn drop(&mut self) {
        self.dialog.remove();
    }
}
