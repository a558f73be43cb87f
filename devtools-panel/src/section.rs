//! A part of the transcript: a cell with all that it showed, or what came while
//! no cell was running.

use crate::dom;
use crate::dom::Listening;
use crate::editor::append_python;
use crate::error_view::{error_entry, error_text};
use crate::mime_view::MimeView;
use crate::output_view::OutputView;
use crate::record::{Output, RecordedCell};
use morelia_protocol::{ErrorReport, Executed, MimeBundle, Status, StreamName};
use web_sys::HtmlElement;

/// A cell slower than this shows how long it took.
const SLOW_SECONDS: f64 = 1.0;

/// About what the elements of a section take, beside its text.
const ELEMENT_BYTES: usize = 500;

/// One child of the log.
pub(crate) struct Section {
    element: HtmlElement,
    body: HtmlElement,
    code: String,
    output: Vec<OutputView>,
    values: Vec<MimeView>,
    /// What listens to buttons of entries.
    held: Vec<Listening>,
    /// Entries whose text is not what their elements say.
    texts: Vec<(HtmlElement, String)>,
    /// More text goes to the last output.
    output_is_last: bool,
    is_cell: bool,
    /// The cell's number, once it is known.
    number: u32,
    /// What comes next replaces all that is shown.
    clears_next: bool,
    repeated: Option<Repeated>,
}

/// The last entry, where one like it would only be counted.
struct Repeated {
    text: String,
    entry: HtmlElement,
    count: u32,
}

impl Section {
    /// A cell that waits to be run.
    pub(crate) fn cell(code: &str) -> Self {
        let mut section = Self::new(true);
        code.clone_into(&mut section.code);
        dom::attribute(&section.element, "data-state", "queued");
        let entry = dom::element("div", "entry code");
        dom::append(&entry, &dom::spoken("Input: "));
        let pre = dom::element("pre", "source");
        append_python(&pre, code);
        dom::append(&entry, &pre);
        section.element.insert_before(&entry, Some(&section.body)).map(drop).unwrap_or_default();
        section
    }

    /// For what belongs to no cell.
    pub(crate) fn loose() -> Self {
        Self::new(false)
    }

    fn new(is_cell: bool) -> Self {
        let element = dom::element("section", if is_cell { "cell" } else { "loose" });
        dom::attribute(&element, "tabindex", "-1");
        dom::attribute(&element, "role", "group");
        dom::attribute(&element, "aria-label", if is_cell { "Cell" } else { "Outside of cells" });
        let body = dom::element("div", "body");
        dom::append(&element, &body);
        let section = Self {
            element,
            body,
            code: String::new(),
            output: Vec::new(),
            values: Vec::new(),
            held: Vec::new(),
            texts: Vec::new(),
            output_is_last: false,
            is_cell,
            number: 0,
            clears_next: false,
            repeated: None,
        };
        section.set_time();
        section
    }

    pub(crate) fn element(&self) -> &HtmlElement {
        &self.element
    }

    pub(crate) fn body(&self) -> &HtmlElement {
        &self.body
    }

    pub(crate) fn is_cell(&self) -> bool {
        self.is_cell
    }

    /// What was run; empty outside of cells.
    pub(crate) fn code(&self) -> &str {
        &self.code
    }

    /// The number that tracebacks call the cell by; 0 as long as it is not known.
    pub(crate) fn number(&self) -> u32 {
        self.number
    }

    /// The bytes that are held.
    pub(crate) fn bytes(&self) -> usize {
        let output: usize = self.output.iter().map(OutputView::bytes).sum();
        let values: usize = self.values.iter().map(MimeView::bytes).sum();
        let texts: usize = self.texts.iter().map(|(_, text)| text.len()).sum();
        output + values + texts + self.code.len() + ELEMENT_BYTES
    }

    /// The cell is being run.
    pub(crate) fn set_running(&self) {
        self.set_time();
        self.set_state("running");
    }

    /// Takes output; it is shown at the next [`Section::flush`].
    pub(crate) fn write(&mut self, name: StreamName, text: String) {
        if self.clears_next {
            self.clear_body();
        }
        if !self.output_is_last {
            self.flush();
            self.repeated = None;
            self.output.push(OutputView::new(&self.body, !self.is_cell));
            self.output_is_last = true;
        }
        if let Some(output) = self.output.last_mut() {
            output.write(name, text);
        }
    }

    /// Shows what was written.
    pub(crate) fn flush(&mut self) {
        if let Some(output) = self.output.last_mut() {
            output.flush();
        }
    }

    /// The body, for something that comes after all that is there.
    pub(crate) fn end(&mut self) -> &HtmlElement {
        if self.clears_next {
            self.clear_body();
        }
        self.flush();
        self.output_is_last = false;
        self.repeated = None;
        &self.body
    }

    /// Shows a value, of `display()` or of the cell.
    pub(crate) fn value(&mut self, bundle: &MimeBundle, is_result: bool) {
        let entry = dom::element("div", if is_result { "entry result" } else { "entry display" });
        if is_result {
            dom::append(&entry, &dom::spoken("Result: "));
        }
        dom::append(self.end(), &entry);
        self.values.push(MimeView::new(&entry, bundle));
    }

    /// Shows new values in the displays with this id; false when there is none.
    pub(crate) fn update(&mut self, id: &str, bundle: &MimeBundle) -> bool {
        let mut found = false;
        for value in &mut self.values {
            if value.id() == Some(id) {
                value.replace(bundle);
                found = true;
            }
        }
        found
    }

    /// Empties the cell, now or when something new comes.
    pub(crate) fn clear_output(&mut self, wait: bool) {
        if wait {
            self.clears_next = true;
        } else {
            self.clear_body();
        }
    }

    /// Shows an exception. Outside of cells, one that comes again is counted.
    pub(crate) fn error(&mut self, report: &ErrorReport, heading: Option<&str>) {
        let text = error_text(report, heading);
        if self.count_repeated(&text) {
            return;
        }
        let entry = error_entry(report, heading);
        dom::append(self.end(), &entry);
        self.texts.push((entry.clone(), text.clone()));
        self.repeated = Some(Repeated { text, entry, count: 1 });
    }

    /// Shows a sentence of the console's own.
    pub(crate) fn note(&mut self, class: &'static str, text: &str) {
        if self.count_repeated(text) {
            return;
        }
        let entry = dom::text_element("div", class, text);
        dom::append(self.end(), &entry);
        self.repeated = Some(Repeated { text: text.to_owned(), entry, count: 1 });
    }

    fn count_repeated(&mut self, text: &str) -> bool {
        let is_loose = !self.is_cell;
        match &mut self.repeated {
            Some(repeated) if is_loose && repeated.text == text => {
                repeated.count += 1;
                dom::attribute(&repeated.entry, "data-count", &repeated.count.to_string());
                true
            }
            _ => false,
        }
    }

    /// The cell came to its end.
    pub(crate) fn finish(&mut self, executed: &Executed) {
        self.set_number(executed.execution_count);
        if let Some(result) = &executed.result {
            self.value(result, true);
        }
        if let Some(error) = &executed.error {
            self.error(error, None);
        }
        let state = match executed.status {
            Status::Ok => "ok",
            Status::Error => "error",
            Status::Exit => {
                let text = format!("Python exited with status {}.", executed.exit_code);
                self.note("entry remark", &text);
                "ok"
            }
            Status::Busy => {
                let text = "Not run: other code is running in this page. Stop it or wait.";
                self.note("entry remark bad", text);
                "error"
            }
        };
        self.flush();
        self.set_state(state);
        if executed.duration >= SLOW_SECONDS {
            let text = format!("{:.1} s", executed.duration);
            dom::attribute(&self.element, "data-duration", &text);
        }
    }

    /// The cell came to an end from outside.
    pub(crate) fn fail(&mut self, reason: &str) {
        self.note("entry remark bad", reason);
        self.set_state("error");
    }

    /// The cell will not be run.
    pub(crate) fn cancel(&mut self) {
        self.note("entry remark", "Not run.");
        self.set_state("cancelled");
    }

    /// Takes away what was shown so far, except the code.
    pub(crate) fn clear_body(&mut self) {
        self.output.clear();
        self.values.clear();
        self.held.clear();
        self.texts.clear();
        self.output_is_last = false;
        self.clears_next = false;
        self.repeated = None;
        let children = self.body.children();
        for index in (0..children.length()).rev() {
            // An open input field stays, or it could not be answered any more.
            let child = children.item(index);
            if let Some(child) = child.filter(|child| !child.class_list().contains("input")) {
                child.remove();
            }
        }
    }

    /// Adds an entry with what listens to its buttons.
    pub(crate) fn hold(&mut self, entry: &HtmlElement, listening: Vec<Listening>) {
        dom::append(self.end(), entry);
        self.held.extend(listening);
    }

    /// Shows what a cell of a saved session showed.
    pub(crate) fn replay(&mut self, cell: &RecordedCell) {
        for output in &cell.outputs {
            match output {
                Output::Stream { name, text } => self.write(*name, text.clone()),
                Output::Display { data } => self.value(data, false),
                Output::Result { data } => self.value(data, true),
                Output::Error { error } => self.error(error, None),
            }
        }
        self.flush();
        self.set_state(if cell.status == Some(Status::Error) { "error" } else { "ok" });
    }

    /// All that the cell showed, as plain text.
    pub(crate) fn shown_text(&self) -> String {
        let mut text = String::new();
        let children = self.body.children();
        for child in (0..children.length()).filter_map(|index| children.item(index)) {
            let value = self.values.iter().find(|value| value.is_in(&child));
            let known = self.texts.iter().find(|(entry, _)| entry.is_same_node(Some(&child)));
            match (value, known) {
                (Some(value), _) => text.push_str(&value.plain()),
                (_, Some((_, known))) => text.push_str(known),
                _ => text.push_str(&child.text_content().unwrap_or_default()),
            }
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
        }
        text
    }

    fn set_number(&mut self, number: u32) {
        self.number = number;
        if number > 0 {
            dom::attribute(&self.element, "data-number", &number.to_string());
            dom::attribute(&self.element, "aria-label", &format!("Cell {number}"));
        }
    }

    fn set_time(&self) {
        let now = js_sys::Date::new_0();
        let (hours, minutes, seconds) = (now.get_hours(), now.get_minutes(), now.get_seconds());
        let text = format!("{hours:02}:{minutes:02}:{seconds:02}");
        dom::attribute(&self.element, "data-time", &text);
    }

    fn set_state(&self, state: &str) {
        dom::attribute(&self.element, "data-state", state);
    }
}
