//! A part of the transcript: a cell with all that it showed, or what came while
//! no cell was running.

use crate::dom;
use crate::dom::Listening;
use crate::editor::append_python;
use crate::error_view::error_entry;
use crate::mime_view::MimeView;
use crate::output_view::OutputView;
use crate::record::{Output, RecordedCell};
use morelia_protocol::{ErrorReport, Executed, MimeBundle, Status, StreamName};
use web_sys::HtmlElement;

/// A cell slower than this shows how long it took.
const SLOW_SECONDS: f64 = 1.0;

/// One child of the log.
pub(crate) struct Section {
    element: HtmlElement,
    body: HtmlElement,
    output: Vec<OutputView>,
    values: Vec<MimeView>,
    /// What listens to buttons of entries.
    held: Vec<Listening>,
    /// More text goes to the last output.
    output_is_last: bool,
    is_cell: bool,
}

impl Section {
    /// A cell that waits to be run.
    pub(crate) fn cell(code: &str) -> Self {
        let section = Self::new(true);
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
        let body = dom::element("div", "body");
        dom::append(&element, &body);
        Self {
            element,
            body,
            output: Vec::new(),
            values: Vec::new(),
            held: Vec::new(),
            output_is_last: false,
            is_cell,
        }
    }

    pub(crate) fn element(&self) -> &HtmlElement {
        &self.element
    }

    pub(crate) fn is_cell(&self) -> bool {
        self.is_cell
    }

    /// The bytes of output that are held.
    pub(crate) fn bytes(&self) -> usize {
        self.output.iter().map(OutputView::bytes).sum()
    }

    /// The cell is being run.
    pub(crate) fn set_running(&self) {
        self.set_state("running");
    }

    /// Takes output; it is shown at the next [`Section::flush`].
    pub(crate) fn write(&mut self, name: StreamName, text: String) {
        if !self.output_is_last {
            self.flush();
            self.output.push(OutputView::new(&self.body));
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
        self.flush();
        self.output_is_last = false;
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

    /// Shows an exception.
    pub(crate) fn error(&mut self, report: &ErrorReport, heading: Option<&str>) {
        dom::append(self.end(), &error_entry(report, heading));
    }

    /// Shows a sentence of the console's own.
    pub(crate) fn note(&mut self, class: &'static str, text: &str) {
        dom::append(self.end(), &dom::text_element("div", class, text));
    }

    /// The cell came to its end.
    pub(crate) fn finish(&mut self, executed: &Executed) {
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
        self.output_is_last = false;
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

    fn set_state(&self, state: &str) {
        dom::attribute(&self.element, "data-state", state);
    }
}
