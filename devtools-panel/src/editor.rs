//! The seam to the CodeMirror bundle: `editor.js` in the extension's root, where
//! this program's glue is one folder below.

use crate::console::Console;
use crate::text_position;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

#[wasm_bindgen(raw_module = "../editor.js")]
extern "C" {
    /// The editor that `createEditor` gives.
    pub(crate) type Editor;

    #[wasm_bindgen(js_name = createEditor)]
    fn create_editor(parent: &HtmlElement, callbacks: EditorCallbacks) -> Editor;

    /// Puts the cursor into the editor.
    #[wasm_bindgen(method)]
    pub(crate) fn focus(this: &Editor);

    /// Replaces the text, with the cursor at its end.
    #[wasm_bindgen(method, js_name = setText)]
    pub(crate) fn set_text(this: &Editor, code: &str);
    /// Puts text in the place of what is selected, and the cursor behind it.
    #[wasm_bindgen(method)]
    pub(crate) fn insert(this: &Editor, text: &str);

    #[wasm_bindgen(js_name = appendPython)]
    fn append_highlighted(parent: &HtmlElement, code: &str);
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Object)]
    type Answer;

    #[wasm_bindgen(constructor, js_class = Object)]
    fn new() -> Answer;

    #[wasm_bindgen(method, setter)]
    fn set_status(this: &Answer, status: &str);

    #[wasm_bindgen(method, setter)]
    fn set_indent(this: &Answer, indent: &str);

    #[wasm_bindgen(method, setter)]
    fn set_start(this: &Answer, start: u32);

    #[wasm_bindgen(method, setter)]
    fn set_end(this: &Answer, end: u32);

    #[wasm_bindgen(method, setter)]
    fn set_options(this: &Answer, options: Vec<Answer>);

    #[wasm_bindgen(method, setter)]
    fn set_label(this: &Answer, label: &str);

    #[wasm_bindgen(method, setter)]
    fn set_type(this: &Answer, kind: &str);

    #[wasm_bindgen(method, setter)]
    fn set_detail(this: &Answer, detail: Option<&str>);
}

/// Creates the editor inside `parent`.
pub(crate) fn create(parent: &HtmlElement, console: &Rc<Console>) -> Editor {
    create_editor(parent, EditorCallbacks { console: Rc::downgrade(console) })
}

/// Longer code is shown in one colour: it is data, and colouring it is slow.
const HIGHLIGHTED_BYTES: usize = 20_000;

/// Appends Python code in colours.
pub(crate) fn append_python(parent: &HtmlElement, code: &str) {
    if code.len() <= HIGHLIGHTED_BYTES {
        append_highlighted(parent, code);
    } else {
        crate::dom::append_text(parent, code);
    }
}

/// What the editor asks of the console; `editor.js` has the contract.
#[wasm_bindgen]
pub struct EditorCallbacks {
    console: Weak<Console>,
}

#[wasm_bindgen]
impl EditorCallbacks {
    /// Runs a cell.
    pub fn submit(&self, code: &str) {
        if let Some(console) = self.console.upgrade() {
            console.submit(code);
        }
    }

    /// Whether Enter runs the cell.
    #[wasm_bindgen(js_name = isComplete)]
    pub async fn is_complete(&self, code: String) -> JsValue {
        let Some(console) = self.console.upgrade() else { return JsValue::UNDEFINED };
        let verdict = console.is_complete(code).await;
        let answer = Answer::new();
        answer.set_status(if verdict.runs { "complete" } else { "incomplete" });
        answer.set_indent(&verdict.indent);
        answer.into()
    }

    /// The ways to go on from a cursor in UTF-16 units.
    pub async fn complete(&self, code: String, cursor: u32) -> JsValue {
        let Some(console) = self.console.upgrade() else { return JsValue::UNDEFINED };
        let cursor = text_position::code_points(&code, cursor as usize);
        let Some(found) = console.complete(code.clone(), cursor).await else {
            return JsValue::UNDEFINED;
        };
        let options = found.items.iter().map(|item| {
            let option = Answer::new();
            option.set_label(&item.text);
            option.set_type(&item.kind);
            option.set_detail(item.detail.as_deref());
            option
        });
        let answer = Answer::new();
        answer.set_start(text_position::utf16(&code, found.start));
        answer.set_end(text_position::utf16(&code, found.end));
        answer.set_options(options.collect());
        answer.into()
    }

    /// The previous cell of the history that begins as the text before the cursor.
    #[wasm_bindgen(js_name = historyPrevious)]
    pub fn history_previous(&self, text: &str, cursor: u32) -> Option<String> {
        let before = text_position::before(text, cursor as usize);
        self.console.upgrade()?.history().borrow_mut().previous(text, before)
    }

    /// The next cell of the history, at the end the draft.
    #[wasm_bindgen(js_name = historyNext)]
    pub fn history_next(&self) -> Option<String> {
        self.console.upgrade()?.history().borrow_mut().next()
    }

    /// The person edited what the history gave.
    #[wasm_bindgen(js_name = historyLeave)]
    pub fn history_leave(&self) {
        if let Some(console) = self.console.upgrade() {
            console.history().borrow_mut().leave();
        }
    }

    /// Stops what runs; false when nothing does.
    pub fn interrupt(&self) -> bool {
        self.console.upgrade().is_some_and(|console| console.interrupt())
    }

    /// Empties the transcript.
    pub fn clear(&self) {
        if let Some(console) = self.console.upgrade() {
            console.clear();
        }
    }
}
