//! The object that an interpreter calls.

use crate::question::Question;
use crate::supervisor::Supervisor;
use crate::{home, lifecycle};
use js_sys::{Object, Reflect};
use morelia_protocol::{Event, Rung, StreamName};
use serde_json::json;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;

/// The host of one interpreter. Once it is dropped, every call of the
/// interpreter throws.
pub(crate) struct HostObject {
    object: Object,
    _stream: Closure<dyn Fn(String, String) -> JsValue>,
    _display: Closure<dyn Fn(String)>,
    _act: Closure<dyn Fn(String)>,
    _request_input: Closure<dyn Fn(String, bool) -> JsValue>,
    _report_error: Closure<dyn Fn(String)>,
    _files_changed: Closure<dyn Fn()>,
    _keep_files: Closure<dyn Fn() -> JsValue>,
    _info: Closure<dyn Fn() -> String>,
    _open_exchange: Closure<dyn Fn(String) -> JsValue>,
    _shadow_root: Closure<dyn Fn(JsValue) -> JsValue>,
    _died: Closure<dyn Fn(String)>,
}

impl HostObject {
    /// A host for the interpreter of this generation.
    pub(crate) fn new(supervisor: &Rc<Supervisor>, generation: u32) -> Self {
        let made = Self {
            object: Object::new(),
            _stream: stream(Rc::downgrade(supervisor)),
            _display: display(Rc::downgrade(supervisor)),
            _act: act(Rc::downgrade(supervisor)),
            _request_input: request_input(Rc::downgrade(supervisor)),
            _report_error: report_error(Rc::downgrade(supervisor)),
            _files_changed: files_changed(Rc::downgrade(supervisor)),
            _keep_files: keep_files(Rc::downgrade(supervisor)),
            _info: info(Rc::downgrade(supervisor)),
            _open_exchange: open_exchange(Rc::downgrade(supervisor)),
            _shadow_root: Closure::new(|element| morelia_webext::shadow_root(&element)),
            _died: died(Rc::downgrade(supervisor), generation),
        };
        made.set("stream", made._stream.as_ref());
        made.set("display", made._display.as_ref());
        made.set("act", made._act.as_ref());
        made.set("requestInput", made._request_input.as_ref());
        made.set("reportError", made._report_error.as_ref());
        made.set("filesChanged", made._files_changed.as_ref());
        made.set("keepFiles", made._keep_files.as_ref());
        made.set("info", made._info.as_ref());
        made.set("openExchange", made._open_exchange.as_ref());
        made.set("shadowRoot", made._shadow_root.as_ref());
        made.set("died", made._died.as_ref());
        made
    }

    /// For JavaScript.
    pub(crate) fn object(&self) -> JsValue {
        self.object.clone().into()
    }

    fn set(&self, name: &str, function: &JsValue) {
        // Setting a property of a fresh plain object cannot fail.
        let _ = Reflect::set(&self.object, &JsValue::from_str(name), function);
    }
}

fn stream(weak: Weak<Supervisor>) -> Closure<dyn Fn(String, String) -> JsValue> {
    Closure::new(move |name: String, text: String| {
        let name = if name == "stderr" { StreamName::Stderr } else { StreamName::Stdout };
        weak.upgrade().map_or(JsValue::UNDEFINED, |supervisor| supervisor.write(name, &text))
    })
}

fn display(weak: Weak<Supervisor>) -> Closure<dyn Fn(String)> {
    Closure::new(move |bundle: String| {
        // The interpreter wrote this JSON itself.
        let Ok(bundle) = serde_json::from_str(&bundle) else { return };
        if let Some(supervisor) = weak.upgrade() {
            supervisor.emit(Event::Displayed { bundle });
        }
    })
}

fn act(weak: Weak<Supervisor>) -> Closure<dyn Fn(String)> {
    Closure::new(move |action: String| {
        let Ok(action) = serde_json::from_str(&action) else { return };
        if let Some(supervisor) = weak.upgrade() {
            supervisor.emit(Event::Action { action });
        }
    })
}

fn request_input(weak: Weak<Supervisor>) -> Closure<dyn Fn(String, bool) -> JsValue> {
    Closure::new(move |prompt: String, password: bool| {
        let Some(supervisor) = weak.upgrade() else { return JsValue::UNDEFINED };
        let line = supervisor.input.ask();
        if !supervisor.is_heard() {
            ask_in_page(&supervisor, &prompt, password);
        }
        supervisor.emit(Event::InputRequested { prompt, password });
        line.into()
    })
}

/// Nobody has a console open: the page's visitor is asked. Where that cannot be,
/// the input is at its end.
fn ask_in_page(supervisor: &Rc<Supervisor>, prompt: &str, password: bool) {
    // The frame of the extension is not seen, and the page sees keys.
    let can_ask = !password && !matches!(supervisor.rung(), Some(Rung::ExtensionFrame));
    let weak = Rc::downgrade(supervisor);
    let answer = move |text: Option<String>| {
        let weak = Weak::clone(&weak);
        // Later: the dialog, whose listener runs now, goes with the answer.
        wasm_bindgen_futures::spawn_local(async move {
            if let Some(supervisor) = weak.upgrade() {
                supervisor.input.answer(text.as_deref());
            }
        });
    };
    match can_ask.then(|| Question::ask(prompt, answer)).flatten() {
        Some(question) => supervisor.input.shown(question),
        None => drop(supervisor.input.answer(None)),
    }
}

fn report_error(weak: Weak<Supervisor>) -> Closure<dyn Fn(String)> {
    Closure::new(move |error: String| {
        let Ok(error) = serde_json::from_str(&error) else { return };
        if let Some(supervisor) = weak.upgrade() {
            supervisor.emit(Event::ErrorRaised { error });
        }
    })
}

fn files_changed(weak: Weak<Supervisor>) -> Closure<dyn Fn()> {
    Closure::new(move || {
        if let Some(supervisor) = weak.upgrade() {
            home::changed(&supervisor);
        }
    })
}

fn keep_files(weak: Weak<Supervisor>) -> Closure<dyn Fn() -> JsValue> {
    Closure::new(move || {
        weak.upgrade().map_or(JsValue::UNDEFINED, |supervisor| home::keep_now(&supervisor))
    })
}

fn open_exchange(weak: Weak<Supervisor>) -> Closure<dyn Fn(String) -> JsValue> {
    Closure::new(move |request: String| {
        weak.upgrade().map_or(JsValue::NULL, |supervisor| supervisor.exchange(&request).into())
    })
}

fn info(weak: Weak<Supervisor>) -> Closure<dyn Fn() -> String> {
    Closure::new(move || {
        let Some(supervisor) = weak.upgrade() else { return "{}".to_owned() };
        json!({
            "rung": supervisor.shim.rung(),
            "url": supervisor.place("location", "href"),
            "userAgent": supervisor.place("navigator", "userAgent"),
        })
        .to_string()
    })
}

fn died(weak: Weak<Supervisor>, generation: u32) -> Closure<dyn Fn(String)> {
    Closure::new(move |message: String| {
        if let Some(supervisor) = weak.upgrade() {
            lifecycle::replace_soon(&supervisor, generation, message);
        }
    })
}
