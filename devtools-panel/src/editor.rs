//! The seam to the CodeMirror bundle: `editor.js` in the extension's root, where
//! this program's glue is one folder below.

use crate::console::Console;
use crate::settings::Settings;
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

    /// Puts text in the place of what is selected, and the cursor behind it.
    #[wasm_bindgen(method)]
    pub(crate) fn insert(this: &Editor, text: &str);

    /// The whole text.
    #[wasm_bindgen(method)]
    pub(crate) fn text(this: &Editor) -> String;

    /// Replaces the whole text.
    #[wasm_bindgen(method, js_name = setText)]
    pub(crate) fn set_text(this: &Editor, text: &str);

    #[wasm_bindgen(method)]
    fn configure(this: &Editor, settings: &Answer);

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

    #[wasm_bindgen(method, setter)]
    fn set_begin(this: &Answer, begin: u32);

    #[wasm_bindgen(method, setter)]
    fn set_documentation(this: &Answer, documentation: &str);

    #[wasm_bindgen(method, setter = keyMap)]
    fn set_key_map(this: &Answer, name: &str);

    #[wasm_bindgen(method, setter = softWrap)]
    fn set_soft_wrap(this: &Answer, wanted: bool);

    #[wasm_bindgen(method, setter = completeWhileTyping)]
    fn set_complete_while_typing(this: &Answer, wanted: bool);

    #[wasm_bindgen(method, setter = signatureHelp)]
    fn set_signature_help(this: &Answer, wanted: bool);

    #[wasm_bindgen(method, setter = eagerPreview)]
    fn set_eager_preview(this: &Answer, wanted: bool);
}

/// Creates the editor inside `parent`.
pub(crate) fn create(parent: &HtmlElement, console: &Rc<Console>) -> Editor {
    create_editor(parent, EditorCallbacks { console: Rc::downgrade(console) })
}

impl Console {
    /// The text in the editor.
    pub(crate) fn editor_text(&self) -> String {
        self.editor.get().map(Editor::text).unwrap_or_default()
    }

    /// Replaces the text in the editor.
    pub(crate) fn set_editor_text(&self, text: &str) {
        if let Some(editor) = self.editor.get() {
            editor.set_text(text);
        }
    }

    /// Gives the editor what the person has chosen.
    pub(crate) fn configure_editor(&self, settings: &Settings) {
        let Some(editor) = self.editor.get() else { return };
        let chosen = Answer::new();
        chosen.set_key_map(settings.key_map.name());
        chosen.set_soft_wrap(settings.soft_wrap);
        chosen.set_complete_while_typing(settings.complete_while_typing);
        chosen.set_signature_help(settings.signature_help);
        chosen.set_eager_preview(settings.eager_preview);
        editor.configure(&chosen);
    }
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

    /// How the call around a cursor in UTF-16 units is called.
    pub async fn signature(&self, code: String, cursor: u32) -> JsValue {
        let Some(console) = self.console.upgrade() else { return JsValue::UNDEFINED };
        let cursor = text_position::code_points(&code, cursor as usize);
        let Some(found) = console.signature(code, cursor).await else { return JsValue::UNDEFINED };
        let active = found.active.and_then(|at| found.parameters.get(at as usize));
        let (begin, end) = active.copied().unwrap_or_default();
        let answer = Answer::new();
        answer.set_label(&found.label);
        answer.set_begin(text_position::utf16(&found.label, begin));
        answer.set_end(text_position::utf16(&found.label, end));
        answer.set_documentation(&found.documentation);
        answer.into()
    }

    /// What is at a cursor in UTF-16 units.
    pub async fn inspect(&self, code: String, cursor: u32) -> Option<String> {
        let cursor = text_position::code_points(&code, cursor as usize);
        self.console.upgrade()?.inspect(code, cursor).await
    }

    /// The value of an expression.
    pub async fn preview(&self, code: String) -> Option<String> {
        self.console.upgrade()?.preview(code).await
    }

    /// Opens the search in the history.
    #[wasm_bindgen(js_name = searchHistory)]
    pub fn search_history(&self) {
        if let Some(console) = self.console.upgrade() {
            console.search_history();
        }
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
