//! `devtools`: what a panel knows of the developer tools around it.

use crate::namespace::api;
use crate::object::{Record, integer, property, text};
use crate::{ApiError, Listener};
use js_sys::{Array, Object, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_extensions_sys::EventTarget;

#[wasm_bindgen]
extern "C" {
    type PanelsApi;

    // Chromium only.
    #[wasm_bindgen(method, catch, js_name = setThemeChangeHandler)]
    fn set_theme_change_handler(this: &PanelsApi, handler: Option<&JsValue>)
    -> Result<(), JsValue>;

    type InspectedWindow;

    #[wasm_bindgen(method, catch)]
    fn eval(
        this: &InspectedWindow,
        expression: &str,
        options: &Object,
        done: &JsValue,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = eval)]
    fn eval_promise(
        this: &InspectedWindow,
        expression: &str,
        options: &Object,
    ) -> Result<JsValue, JsValue>;
}

/// The inspected tab; `None` outside the developer tools.
#[must_use]
pub fn devtools_tab_id() -> Option<i32> {
    integer(&property(&api("devtools").ok()?, "inspectedWindow")?, "tabId")
}

/// The name of the developer tools' theme, as `default` or `dark`; `None`
/// outside the developer tools.
#[must_use]
pub fn devtools_theme() -> Option<String> {
    text(&panels()?, "themeName")
}

/// Evaluates JavaScript in the inspected page. `frame` is the address of the
/// frame's document, `None` for the page's own. With `in_content_script` it is
/// evaluated in our own world of it, in Chromium only.
///
/// # Errors
/// Outside the developer tools, or what the expression throws.
pub async fn inspected_eval(
    expression: &str,
    frame: Option<&str>,
    in_content_script: bool,
) -> Result<JsValue, ApiError> {
    let window: InspectedWindow = property(&api("devtools")?, "inspectedWindow")
        .ok_or_else(|| ApiError("these are no developer tools".to_owned()))?
        .unchecked_into();
    let mut options = Record::new();
    if in_content_script {
        options = options.with("useContentScriptContext", true);
    }
    if let Some(frame) = frame {
        options = options.with("frameURL", frame);
    }
    let options = options.finish();
    // Chromium has a callback, with the result and the error; Firefox a promise
    // of both, and refuses a third argument.
    let called = Promise::new(&mut |resolve, reject| {
        let resolved = resolve.clone();
        let done = Closure::once_into_js(move |result: JsValue, error: JsValue| {
            let _ = resolved.call1(&JsValue::UNDEFINED, &Array::of2(&result, &error));
        });
        if window.eval(expression, &options, &done).is_err() {
            let (settle, value) = match window.eval_promise(expression, &options) {
                Ok(promise) => (resolve, promise),
                Err(error) => (reject, error),
            };
            let _ = settle.call1(&JsValue::UNDEFINED, &value);
        }
    });
    let answer = Array::from(&JsFuture::from(called).await?);
    let (result, error) = (answer.get(0), answer.get(1));
    if error.is_object() {
        let words = text(&error, "value").or_else(|| text(&error, "description"));
        return Err(ApiError(words.unwrap_or_else(|| "the page refused".to_owned())));
    }
    Ok(result)
}

/// Watches which element the developer tools have selected, until it is dropped.
pub struct SelectionWatch {
    _listener: Listener<dyn FnMut(JsValue)>,
}

impl SelectionWatch {
    /// Calls `changed` at each change. `None` outside the developer tools.
    pub fn new(mut changed: impl FnMut() + 'static) -> Option<Self> {
        let elements = property(&panels()?, "elements")?;
        let event = property(&elements, "onSelectionChanged")?;
        let closure = Closure::<dyn FnMut(JsValue)>::new(move |_| changed());
        Some(Self { _listener: Listener::new(event.unchecked_into::<EventTarget>(), closure) })
    }
}

fn panels() -> Option<JsValue> {
    property(&api("devtools").ok()?, "panels")
}

/// Watches the developer tools' theme until it is dropped.
pub struct ThemeWatch {
    _watch: Watch,
}

/// Firefox has an event; Chromium has one handler that is set.
enum Watch {
    Event { _listener: Listener<dyn FnMut(JsValue)> },
    Handler { panels: PanelsApi, _closure: Closure<dyn FnMut(JsValue)> },
}

impl ThemeWatch {
    /// Calls `changed` with the name of each new theme. `None` outside the
    /// developer tools.
    pub fn new(mut changed: impl FnMut(String) + 'static) -> Option<Self> {
        let panels = panels()?;
        let closure = Closure::<dyn FnMut(JsValue)>::new(move |name: JsValue| {
            if let Some(name) = name.as_string() {
                changed(name);
            }
        });
        let watch = match property(&panels, "onThemeChanged") {
            Some(event) => Watch::Event {
                _listener: Listener::new(event.unchecked_into::<EventTarget>(), closure),
            },
            None => {
                let panels: PanelsApi = panels.unchecked_into();
                panels.set_theme_change_handler(Some(closure.as_ref())).ok()?;
                Watch::Handler { panels, _closure: closure }
            }
        };
        Some(Self { _watch: watch })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Self::Handler { panels, .. } = self {
            // There is nothing left to tell when the tools are being closed.
            let _ = panels.set_theme_change_handler(None);
        }
    }
}
