//! An exception in the document: its traceback in colours, with the frames of
//! libraries folded and places that can be pressed.

use crate::control_pictures::pictured;
use crate::dom;
use crate::editor::append_python;
use crate::traceback::{Line, Part, cell_number, lines, parts, place};
use morelia_protocol::ErrorReport;
use web_sys::HtmlElement;

/// What is copied of an exception.
pub(crate) fn error_text(report: &ErrorReport, heading: Option<&str>) -> String {
    let heading = heading.map(|heading| format!("{heading}\n")).unwrap_or_default();
    let hints: String = report.hints.iter().map(|hint| format!("Hint: {hint}\n")).collect();
    let traceback = if report.traceback.trim().is_empty() {
        format!("{}: {}\n", report.name, report.message)
    } else {
        report.traceback.clone()
    };
    heading + &traceback + &hints
}

/// An entry that shows an exception.
pub(crate) fn error_entry(report: &ErrorReport, heading: Option<&str>) -> HtmlElement {
    let entry = dom::element("div", "entry error");
    dom::append(&entry, &dom::spoken("Error: "));
    if let Some(heading) = heading {
        dom::append(&entry, &dom::text_element("div", "heading", heading));
    }
    let pre = dom::element("div", "traceback");
    let short = format!("{}: {}", report.name, report.message);
    let text = if report.traceback.trim().is_empty() { &short } else { &report.traceback };
    let text = pictured(text);
    let lines = lines(&text);
    let parts = parts(&lines);
    for (index, part) in parts.iter().enumerate() {
        match part {
            Part::Shown(lines) => append_lines(&pre, lines, index + 1 < parts.len()),
            Part::Library(count, lines) => append_folded(&pre, *count, lines),
        }
    }
    dom::append(&entry, &pre);
    for hint in &report.hints {
        let line = dom::element("div", "hint");
        dom::append(&line, &dom::spoken("Hint: "));
        dom::append(&line, &dom::text_element("span", "hint-text", &pictured(hint)));
        dom::append(&entry, &line);
    }
    entry
}

fn append_folded(parent: &HtmlElement, count: u32, lines: &[Line<'_>]) {
    let details = dom::element("details", "folded");
    let label = match count {
        1 => "1 library frame".to_owned(),
        _ => format!("{count} library frames"),
    };
    dom::append(&details, &dom::text_element("summary", "", &label));
    append_lines(&details, lines, true);
    dom::append(parent, &details);
}

fn append_lines(parent: &HtmlElement, lines: &[Line<'_>], ends_line: bool) {
    let pre = dom::element("pre", "lines");
    for (index, line) in lines.iter().enumerate() {
        append_line(&pre, *line);
        if ends_line || index + 1 < lines.len() {
            dom::append_text(&pre, "\n");
        }
    }
    dom::append(parent, &pre);
}

fn append_line(parent: &HtmlElement, line: Line<'_>) {
    let part = |class: &str, text: &str| {
        dom::append(parent, &dom::text_element("span", class, text));
    };
    match line {
        Line::Heading(text) => part("heading", text),
        Line::Frame(text) => append_frame(parent, text),
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

/// The line of a frame; its file is a button, which the transcript listens to.
fn append_frame(parent: &HtmlElement, text: &str) {
    let frame = dom::element("span", "frame");
    dom::append(parent, &frame);
    let Some(place) = place(text) else {
        dom::append_text(&frame, text);
        return;
    };
    dom::append_text(&frame, place.before);
    let button = dom::text_element("button", "place", place.file);
    dom::attribute(&button, "type", "button");
    dom::attribute(&button, "data-file", place.file);
    dom::attribute(&button, "data-line", &place.line.to_string());
    let title = match cell_number(place.file) {
        Some(number) => format!("Go to line {} of cell {number}", place.line),
        None => format!("Show line {} of this file", place.line),
    };
    dom::attribute(&button, "title", &title);
    dom::append(&frame, &button);
    dom::append_text(&frame, place.after);
}
