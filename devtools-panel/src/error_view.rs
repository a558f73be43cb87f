//! An exception in the document: its traceback in colours.

use crate::dom;
use crate::editor::append_python;
use crate::traceback::{Line, lines};
use morelia_protocol::ErrorReport;
use web_sys::HtmlElement;

/// An entry that shows an exception.
pub(crate) fn error_entry(report: &ErrorReport, heading: Option<&str>) -> HtmlElement {
    let entry = dom::element("div", "entry error");
    dom::append(&entry, &dom::spoken("Error: "));
    if let Some(heading) = heading {
        dom::append(&entry, &dom::text_element("div", "heading", heading));
    }
    let pre = dom::element("pre", "traceback");
    let short = format!("{}: {}", report.name, report.message);
    let text = if report.traceback.trim().is_empty() { &short } else { &report.traceback };
    for (index, line) in lines(text).into_iter().enumerate() {
        if index > 0 {
            dom::append_text(&pre, "\n");
        }
        append_line(&pre, line);
    }
    dom::append(&entry, &pre);
    entry
}

fn append_line(parent: &HtmlElement, line: Line<'_>) {
    let part = |class: &str, text: &str| {
        dom::append(parent, &dom::text_element("span", class, text));
    };
    match line {
        Line::Heading(text) => part("heading", text),
        Line::Frame(text) => part("frame", text),
        Line::Markers(text) => part("markers", text),
        Line::Message(text) => part("message", text),
        Line::Exception { name, message } => {
            part("name", name);
            part("message", message);
        }
        Line::Source { indent, code } => {
            dom::append_text(parent, indent);
            append_python(parent, code);
        }
    }
}
