//! A question asked in the page itself, where no console is open: `input()` in
//! an event handler or a timer that outlived its console.
//!
//! It is a modal dialog in a closed shadow root, which neither the page's
//! scripts nor its styles reach, and which is gone after the answer. The page
//! can watch keys, so no password is asked for in this way.

use js_sys::Function;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{
    CssStyleDeclaration, Document, Element, Event, HtmlDialogElement, HtmlElement,
    HtmlInputElement, ShadowRootInit, ShadowRootMode,
};

const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// What the host element is, whatever the page's rules say of every `div`.
const OUTSIDE: [(&str, &str); 4] =
    [("all", "initial"), ("display", "block"), ("position", "fixed"), ("z-index", "2147483647")];

const DIALOG: [(&str, &str); 9] = [
    ("border", "1px solid #8888"),
    ("border-radius", "8px"),
    ("padding", "16px"),
    ("max-width", "min(90vw, 32rem)"),
    ("font", "14px/1.4 system-ui, sans-serif"),
    ("color-scheme", "light dark"),
    ("color", "CanvasText"),
    ("background", "Canvas"),
    ("box-shadow", "0 8px 32px #0006"),
];

#[wasm_bindgen]
extern "C" {
    // Not `web_sys::window()`: it looks for the page's global object, which in a Firefox
    // content script is another one.
    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static DOCUMENT: Option<Document>;
}

/// A dialog that is open; it goes with this value.
pub(crate) struct Question {
    host: HtmlElement,
    _listeners: Vec<Closure<dyn Fn(Event)>>,
}

impl Drop for Question {
    fn drop(&mut self) {
        self.host.remove();
    }
}

impl Question {
    /// Asks. `answered` gets the line, or `None` for the end of the input
    /// (Escape, the button Cancel). `None` where the document cannot show it.
    pub(crate) fn ask(prompt: &str, answered: impl Fn(Option<String>) + 'static) -> Option<Self> {
        let document = DOCUMENT.with(Clone::clone)?;
        let root = document.document_element()?;
        let parts = Parts::new(&document, prompt).ok()?;
        root.append_child(&parts.host).ok()?;
        let listeners = parts.listen(answered);
        let question = Self { host: parts.host, _listeners: listeners };
        parts.dialog.show_modal().ok()?;
        // What cannot take the focus can still be clicked.
        let _ = parts.line.focus();
        Some(question)
    }
}

struct Parts {
    host: HtmlElement,
    dialog: HtmlDialogElement,
    form: HtmlElement,
    line: HtmlInputElement,
    cancel: HtmlElement,
}

impl Parts {
    fn new(document: &Document, prompt: &str) -> Result<Self, JsValue> {
        let host: HtmlElement = element(document, "div")?.unchecked_into();
        style(&host.style(), &OUTSIDE);
        let dialog: HtmlDialogElement = element(document, "dialog")?.unchecked_into();
        style(&dialog.style(), &DIALOG);
        let form: HtmlElement = element(document, "form")?.unchecked_into();
        let label: HtmlElement = element(document, "label")?.unchecked_into();
        style(&label.style(), &[("display", "block"), ("white-space", "pre-wrap")]);
        let asked = if prompt.trim().is_empty() { "Python asks for a line" } else { prompt };
        label.append_with_str_1(asked)?;
        let line: HtmlInputElement = element(document, "input")?.unchecked_into();
        line.set_attribute("autocomplete", "off")?;
        let wide = [
            ("display", "block"),
            ("width", "100%"),
            ("margin", "8px 0 16px"),
            ("font", "inherit"),
        ];
        style(&line.style(), &wide);
        label.append_child(&line)?;
        let ok: HtmlElement = element(document, "button")?.unchecked_into();
        ok.append_with_str_1("OK")?;
        let cancel: HtmlElement = element(document, "button")?.unchecked_into();
        cancel.set_attribute("type", "button")?;
        cancel.append_with_str_1("Cancel")?;
        style(&cancel.style(), &[("margin-inline-start", "8px")]);
        for part in [&label, &ok, &cancel] {
            form.append_child(part)?;
        }
        dialog.append_child(&form)?;
        let closed = ShadowRootInit::new(ShadowRootMode::Closed);
        host.attach_shadow(&closed)?.append_child(&dialog)?;
        Ok(Self { host, dialog, form, line, cancel })
    }

    fn listen(&self, answered: impl Fn(Option<String>) + 'static) -> Vec<Closure<dyn Fn(Event)>> {
        let answered = Rc::new(answered);
        let for_submit = Rc::clone(&answered);
        let line = self.line.clone();
        let submit = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            event.prevent_default();
            for_submit(Some(line.value()));
        });
        let end = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            event.prevent_default();
            answered(None);
        });
        // The page has no business with keys that are typed here.
        let keep = Closure::<dyn Fn(Event)>::new(|event: Event| event.stop_propagation());
        let listen = |target: &Element, kind: &str, listener: &Closure<dyn Fn(Event)>| {
            let listener: &Function = listener.as_ref().unchecked_ref();
            // It throws for no valid arguments.
            let _ = target.add_event_listener_with_callback(kind, listener);
        };
        listen(&self.form, "submit", &submit);
        listen(&self.cancel, "click", &end);
        listen(&self.dialog, "cancel", &end);
        for kind in ["keydown", "keypress", "keyup", "beforeinput", "input", "paste"] {
            listen(&self.dialog, kind, &keep);
        }
        vec![submit, end, keep]
    }
}

fn element(document: &Document, name: &str) -> Result<Element, JsValue> {
    // In an XML document, too, it shall be one of HTML's.
    document.create_element_ns(Some(XHTML), name)
}

fn style(style: &CssStyleDeclaration, properties: &[(&str, &str)]) {
    for (name, value) in properties {
        // A property that the browser does not know is left out.
        let _ = style.set_property_with_priority(name, value, "important");
    }
}
