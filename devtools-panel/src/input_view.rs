//! The field for a line that Python waits for.

use crate::dom;
use crate::dom::Listening;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent};

/// What the person did in the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InputAction {
    /// Enter: the line. Ctrl+D in an empty field: the end of the input.
    Answer(Option<String>),
    /// Ctrl+C without a selection.
    Interrupt,
}

/// An open field. It turns into plain text when it is answered, and is taken
/// away when it is dropped without an answer.
pub(crate) struct InputView {
    field: HtmlInputElement,
    password: bool,
    _listening: Listening,
}

impl InputView {
    /// A field at the end of `parent`.
    pub(crate) fn new(
        parent: &HtmlElement,
        prompt: &str,
        password: bool,
        act: Rc<dyn Fn(InputAction)>,
    ) -> Self {
        let entry = dom::element("div", "entry input");
        let label = dom::element("label", "question");
        dom::append(&label, &dom::text_element("span", "ask", prompt));
        let field: HtmlInputElement = dom::element("input", "field").unchecked_into();
        field.set_type(if password { "password" } else { "text" });
        dom::attribute(&field, "autocomplete", "off");
        dom::attribute(&field, "spellcheck", "false");
        if prompt.trim().is_empty() {
            dom::attribute(&field, "aria-label", "Python waits for a line of input");
        }
        dom::attribute(&field, "placeholder", "Enter sends, Ctrl+D ends the input");
        dom::append(&label, &field);
        dom::append(&entry, &label);
        dom::append(parent, &entry);
        let typed = field.clone();
        let listening = Listening::new(&field, "keydown", move |event: KeyboardEvent| {
            if let Some(action) = action_for(&event, &typed) {
                event.prevent_default();
                event.stop_propagation();
                act(action);
            }
        });
        Self { field, password, _listening: listening }
    }

    /// Puts the cursor into the field.
    pub(crate) fn focus(&self) {
        // A page that is being closed refuses the focus; nobody would see it.
        self.field.focus().unwrap_or_default();
    }

    /// Whether the cursor is in the field.
    pub(crate) fn has_focus(&self) -> bool {
        self.field.matches(":focus").unwrap_or(false)
    }

    /// Replaces the field by what was answered.
    pub(crate) fn answer(&self, text: Option<&str>) {
        match text {
            None => self.replace("(end of input)"),
            Some(text) if self.password => self.replace(&"•".repeat(text.chars().count())),
            Some(text) => self.replace(text),
        }
    }

    fn replace(&self, shown: &str) {
        let answer = dom::text_element("span", "answer", shown);
        self.field.replace_with_with_node_1(&answer).unwrap_or_default();
    }
}

impl Drop for InputView {
    fn drop(&mut self) {
        if self.field.is_connected() {
            self.replace("(not answered)");
        }
    }
}

fn action_for(event: &KeyboardEvent, field: &HtmlInputElement) -> Option<InputAction> {
    let control = event.ctrl_key() && !event.shift_key() && !event.alt_key();
    match event.key().as_str() {
        "Enter" if !event.is_composing() => Some(InputAction::Answer(Some(field.value()))),
        "d" if control && field.value().is_empty() => Some(InputAction::Answer(None)),
        "c" if control => {
            let selected = field.selection_start() != field.selection_end();
            (!selected).then_some(InputAction::Interrupt)
        }
        _ => None,
    }
}
