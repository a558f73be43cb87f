//! `devtools`: what a panel knows of the developer tools around it.

use crate::Listener;
use crate::namespace::api;
use crate::object::{integer, property, text};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use web_extensions_sys::EventTarget;

#[wasm_bindgen]
extern "C" {
    type PanelsApi;

    // Chromium only.
    #[wasm_bindgen(method, catch, js_name = setThemeChangeHandler)]
    fn set_theme_change_handler(this: &PanelsApi, handler: Option<&JsValue>)
    -> Result<(), JsValue>;
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
