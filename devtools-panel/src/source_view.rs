//! A file's source over the console, with one line that is meant.

use crate::cell_bar::go_to;
use crate::dom::{self, Listening};
use crate::editor::append_python;
use crate::highlight;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement, MouseEvent};

/// Lines before and behind the one that is meant, in long files.
const AROUND: usize = 400;

thread_local! {
    static OPEN: RefCell<Vec<Listening>> = const { RefCell::new(Vec::new()) };
}

/// Opens the dialog; with no text it says that there is none.
pub(crate) fn show(file: &str, line: u32, text: Option<&str>) {
    let Ok(panel) = dom::by_id::<HtmlElement>("panel") else { return };
    let dialog: HtmlDialogElement =
        dom::element("dialog", "source-view keeps-focus").unchecked_into();
    dom::attribute(&dialog, "aria-label", &format!("{file}, line {line}"));
    let head = dom::element("div", "source-head");
    dom::append(&head, &dom::text_element("span", "file", file));
    dom::append(&head, &dom::text_element("span", "line-number", &format!("line {line}")));
    let close = dom::text_element("button", "icon close", "");
    dom::attribute(&close, "type", "button");
    dom::attribute(&close, "aria-label", "Close (Escape)");
    dom::append(&head, &close);
    dom::append(&dialog, &head);
    let meant = match text {
        Some(text) => append_source(&dialog, text, line),
        None => {
            let words = "The source of this file is not known to the session.";
            dom::append(&dialog, &dom::text_element("p", "note", words));
            None
        }
    };
    dom::append(&panel, &dialog);
    let (by_button, by_ground, closed) = (dialog.clone(), dialog.clone(), dialog.clone());
    let listening = vec![
        Listening::new(&close, "click", move |_: MouseEvent| by_button.close()),
        // A click beside it, on the ground that belongs to the dialog.
        Listening::new(&dialog, "mousedown", move |event: MouseEvent| {
            let target = event.target().and_then(|it| it.dyn_into::<HtmlElement>().ok());
            if target.is_some_and(|target| target.is_same_node(Some(&by_ground))) {
                by_ground.close();
            }
        }),
        Listening::new(&dialog, "close", move |_: web_sys::Event| closed.remove()),
    ];
    OPEN.replace(listening);
    if dialog.show_modal().is_ok()
        && let Some((source, at)) = meant
    {
        if let Ok(Some(number)) = source.query_selector(".here") {
            go_to(&number);
        }
        if let Ok(Some(code)) = source.query_selector(".code") {
            highlight::flash_line(&code, at);
        }
    }
}

/// The lines around the one that is meant; gives that line's place in them.
fn append_source(dialog: &HtmlElement, text: &str, line: u32) -> Option<(HtmlElement, u32)> {
    let lines: Vec<&str> = text.lines().collect();
    let meant = (line as usize).clamp(1, lines.len().max(1));
    let from = meant.saturating_sub(AROUND + 1);
    let to = lines.len().min(meant + AROUND);
    let source = dom::element("div", "source-lines");
    dom::attribute(&source, "tabindex", "0");
    dom::attribute(&source, "role", "region");
    dom::attribute(&source, "aria-label", "Source");
    let numbers = dom::element("div", "numbers");
    dom::attribute(&numbers, "aria-hidden", "true");
    for number in from + 1..=to {
        let class = if number == meant { "here" } else { "" };
        dom::append(&numbers, &dom::text_element("div", class, &number.to_string()));
    }
    let code = dom::element("pre", "code");
    append_python(&code, &lines.get(from..to)?.join("\n"));
    dom::append(&source, &numbers);
    dom::append(&source, &code);
    dom::append(dialog, &source);
    Some((source, u32::try_from(meant - from).ok()?))
}
