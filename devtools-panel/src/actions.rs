//! Does what a cell asks of its panel: clipboard, editor, downloads, Elements.

use crate::console::Console;
use crate::{clipboard, dom, selection, transfer};
use morelia_protocol::Action;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

impl Console {
    /// Does what the session asks, if the cell that asks is this panel's own.
    pub(crate) fn act(&self, action: Action) {
        if !self.runs.borrow().last_is_own() {
            return;
        }
        match action {
            Action::Copy { text } => self.copy(text),
            Action::Clear => self.clear(),
            Action::SetInput { code } => {
                self.set_editor_text(&code);
                self.focus_editor();
            }
            Action::Download { name, mime, base64 } => download(&name, &mime, &base64),
            Action::Reveal { path } => self.reveal(&path),
        }
    }

    fn copy(&self, text: String) {
        let offer = self.weakly(|console, text: String| console.offer_copy(text));
        spawn_local(async move {
            if !clipboard::copy(&text).await {
                offer(text);
            }
        });
    }

    /// The browser wants a click first: says so, with a button to click.
    fn offer_copy(&self, text: String) {
        let active = self.runs.borrow().active();
        self.transcript.change(active.as_ref(), |section| {
            let note = dom::element("div", "entry remark bad");
            dom::append_text(&note, "The browser did not let the console copy. ");
            let button = dom::text_element("button", "more", "Copy now");
            dom::append(&note, &button);
            dom::append(section.end(), &note);
            let pressed = button.clone();
            // It frees itself when it is called.
            let click = Closure::once_into_js(move || {
                spawn_local(async move {
                    let done = clipboard::copy(&text).await;
                    pressed.set_text_content(Some(if done { "Copied" } else { "Refused again" }));
                });
            });
            button.set_onclick(Some(click.unchecked_ref()));
        });
    }

    fn reveal(&self, path: &str) {
        let script = reveal_script(path);
        let failed = self.weakly(|console, reason: String| {
            let active = console.runs.borrow().active();
            let text = format!("The element cannot be shown in Elements: {reason}");
            console.transcript.change(active.as_ref(), |section| {
                section.note("entry remark bad", &text);
            });
        });
        let Some(script) = script else {
            failed("its path makes no sense".to_owned());
            return;
        };
        spawn_local(async move {
            let frame = selection::frame();
            let shown = morelia_webext::inspected_eval(&script, frame.as_deref(), false).await;
            if let Err(reason) = shown {
                failed(reason.to_string());
            }
        });
    }
}

/// Has the browser save a file. A type that a browser would show as a page of ours is not used.
fn download(name: &str, mime: &str, base64: &str) {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/+.-".contains(c);
    let mime = if mime.chars().all(is_plain) { mime } else { "application/octet-stream" };
    let name = name.rsplit(['/', '\\']).next().unwrap_or("download");
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
    if !base64.chars().all(is_base64) {
        return;
    }
    transfer::download_from(name, &format!("data:{mime};base64,{base64}"));
}

/// JavaScript for the inspected page that finds a node by its path and reveals it.
/// Only numbers and two words get into it.
fn reveal_script(path: &str) -> Option<String> {
    let steps: Vec<serde_json::Value> = serde_json::from_str(path).ok()?;
    let sound = steps.iter().all(|step| match step {
        serde_json::Value::Number(number) => number.is_u64(),
        serde_json::Value::String(word) => word == "shadow" || word == "frame",
        _ => false,
    });
    if !sound {
        return None;
    }
    let steps = serde_json::to_string(&steps).ok()?;
    Some(format!(
        "(() => {{ let node = document; for (const step of {steps}) {{ \
         const next = step === 'shadow' ? node.shadowRoot : step === 'frame' ? node.contentDocument : node.children[step]; \
         if (!next) break; node = next; }} \
         inspect(node.nodeType === 11 ? node.host : node.nodeType === 9 ? node.documentElement : node); }})()"
    ))
}

#[cfg(test)]
mod tests {
    use super::reveal_script;

    #[test]
    fn only_paths_get_into_the_inspected_page() {
        let script = reveal_script(r#"[0, "shadow", 12]"#).unwrap();
        assert!(script.contains(r#"of [0,"shadow",12])"#), "{script}");
        for bad in ["", "{}", "[-1]", "[1.5]", r#"["x"]"#, r#"["');alert(1)//"]"#, "[[0]]"] {
            assert_eq!(reveal_script(bad), None, "{bad}");
        }
    }
}
