//! The element picker's button and keys. Picking itself happens in the page.

use crate::PanelError;
use crate::dom::{self, Listening};
use crate::tree_link;
use gloo_timers::future::TimeoutFuture;
use morelia_protocol::{ElementReply, ElementRequest};
use std::cell::Cell;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlButtonElement, HtmlElement, KeyboardEvent, MouseEvent};

/// So often the session is asked whether the person has picked.
const ASK_MS: u32 = 120;

thread_local! {
    static PICKING: Cell<bool> = const { Cell::new(false) };
}

/// Listens to the button and to Ctrl+Shift+C; Escape ends picking here, too.
///
/// # Errors
/// When `panel.html` lacks an element.
pub(crate) fn listen() -> Result<[Listening; 2], PanelError> {
    let button: HtmlButtonElement = dom::by_id("pick")?;
    let page: HtmlElement = dom::by_id("panel")?;
    let pressed = button.clone();
    Ok([
        Listening::new(&button, "click", move |_: MouseEvent| toggle(&pressed)),
        Listening::new(&page, "keydown", move |event: KeyboardEvent| {
            let shortcut = (event.ctrl_key() || event.meta_key())
                && event.shift_key()
                && event.key().eq_ignore_ascii_case("c");
            let ends = PICKING.get() && event.key() == "Escape";
            if shortcut || ends {
                event.prevent_default();
                event.stop_propagation();
                toggle(&button);
            }
        }),
    ])
}

fn toggle(button: &HtmlButtonElement) {
    let button = button.clone();
    if PICKING.get() {
        spawn_local(async move {
            let _ = tree_link::ask_elements(ElementRequest::Cancel).await;
        });
        return;
    }
    PICKING.set(true);
    dom::attribute(&button, "aria-pressed", "true");
    spawn_local(async move {
        let outcome = pick().await;
        PICKING.set(false);
        dom::attribute(&button, "aria-pressed", "false");
        let Some(console) = tree_link::console() else { return };
        match outcome {
            Ok(Some(code)) => console.insert(&code),
            Ok(None) => console.focus_editor(),
            Err(message) => {
                console.transcript.change(None, |it| it.note("entry remark bad", &message));
            }
        }
    });
}

/// Waits until the person has picked; gives Python that finds the element.
async fn pick() -> Result<Option<String>, String> {
    tree_link::ask_elements(ElementRequest::Pick).await?;
    loop {
        TimeoutFuture::new(ASK_MS).await;
        match tree_link::ask_elements(ElementRequest::Picked).await? {
            ElementReply::Picked { code } => return Ok(Some(code)),
            ElementReply::Picking => {}
            _ => return Ok(None),
        }
    }
}
