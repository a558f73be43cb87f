//! What the session did, as data: what is saved and shared; pure.

use crate::mime_view::{Transient, display_id, transient};
use morelia_protocol::{ErrorReport, Event, MimeBundle, Reply, RequestId, Status, StreamName};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Printed text that is kept of one cell. Of more, the end is kept.
const CELL_BYTES: usize = 1024 * 1024;

/// What is kept of all outputs together; the oldest lose theirs first.
const ALL_BYTES: usize = 32 * 1024 * 1024;

/// Cells that are kept.
const MOST_CELLS: usize = 5_000;

/// The cells of this console, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Record {
    cells: VecDeque<RecordedCell>,
    running: Vec<RequestId>,
    bytes: usize,
}

/// A cell and what it showed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct RecordedCell {
    #[serde(skip)]
    id: RequestId,
    /// The code as it was run.
    pub(crate) code: String,
    /// `In[n]`.
    pub(crate) count: Option<u32>,
    /// `ok`, `error`, `exit`; `None` while it runs, or when it did not come to its end.
    pub(crate) status: Option<Status>,
    /// What it showed, in order.
    pub(crate) outputs: Vec<Output>,
}

/// Something that a cell showed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Output {
    /// Printed text.
    Stream {
        /// Which stream.
        name: StreamName,
        /// The text.
        text: String,
    },
    /// From `display()`.
    Display {
        /// Its representations.
        data: MimeBundle,
    },
    /// The value of the last expression.
    Result {
        /// Its representations.
        data: MimeBundle,
    },
    /// What was raised.
    Error {
        /// The exception.
        error: ErrorReport,
    },
}

impl Output {
    fn bytes(&self) -> usize {
        match self {
            Self::Stream { text, .. } => text.len(),
            Self::Display { data } | Self::Result { data } => data.values().map(String::len).sum(),
            Self::Error { error } => error.traceback.len() + error.message.len(),
        }
    }
}

impl Record {
    /// The cells, oldest first.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &RecordedCell> {
        self.cells.iter()
    }

    /// Adds the cells of a saved session, which came before what is there now.
    pub(crate) fn take_in(&mut self, cells: Vec<RecordedCell>) {
        self.bytes += cells.iter().flat_map(|cell| &cell.outputs).map(Output::bytes).sum::<usize>();
        self.cells.extend(cells);
        self.trim();
    }

    /// Forgets everything but what runs.
    pub(crate) fn clear(&mut self) {
        let running = &self.running;
        self.cells.retain(|cell| running.contains(&cell.id));
        self.bytes = self.cells.iter().flat_map(|cell| &cell.outputs).map(Output::bytes).sum();
    }

    /// Takes in what the session told.
    pub(crate) fn note(&mut self, event: &Event) {
        match event {
            Event::Started { id, code } => self.begin(id, code),
            Event::Stream { name, text } => self.print(*name, text),
            Event::Displayed { bundle } => self.display(bundle),
            Event::ErrorRaised { error } => self.add(Output::Error { error: error.clone() }),
            Event::Replied { id, reply: Reply::Execute(executed) } => {
                let executed = executed.clone();
                if executed.status == Status::Busy || !self.running.contains(id) {
                    return;
                }
                if let Some(data) = executed.result {
                    self.add(Output::Result { data });
                }
                if let Some(error) = executed.error {
                    self.add(Output::Error { error });
                }
                if let Some(cell) = self.cells.iter_mut().rev().find(|cell| cell.id == *id) {
                    cell.status = Some(executed.status);
                    cell.count = Some(executed.execution_count);
                }
                self.end(id);
            }
            Event::Replied { id, reply: Reply::Failed { .. } } => self.end(id),
            Event::SessionDied { .. } => self.running.clear(),
            _ => {}
        }
    }

    /// Shows a value, in the place of an earlier one when it says so.
    fn display(&mut self, bundle: &MimeBundle) {
        let shows = |output: &Output, id: &str| match output {
            Output::Display { data } => display_id(data).as_deref() == Some(id),
            _ => false,
        };
        match transient(bundle) {
            Transient::Show => self.add(Output::Display { data: bundle.clone() }),
            Transient::Update { id } => {
                let outputs = self.cells.iter_mut().flat_map(|cell| &mut cell.outputs);
                for output in outputs.filter(|output| shows(output, &id)) {
                    self.bytes = self.bytes.saturating_sub(output.bytes());
                    *output = Output::Display { data: bundle.clone() };
                    self.bytes += output.bytes();
                }
            }
            Transient::Clear { .. } => {
                let Some(cell) = self.active() else { return };
                let bytes: usize = cell.outputs.drain(..).map(|output| output.bytes()).sum();
                self.bytes = self.bytes.saturating_sub(bytes);
            }
        }
    }

    fn begin(&mut self, id: &RequestId, code: &str) {
        let cell =
            RecordedCell { id: id.clone(), code: code.to_owned(), ..RecordedCell::default() };
        self.cells.push_back(cell);
        self.running.push(id.clone());
        while self.cells.len() > MOST_CELLS {
            self.cells.pop_front();
        }
    }

    fn end(&mut self, id: &RequestId) {
        self.running.retain(|running| running != id);
    }

    /// The cell that runs, or the last one: what comes while none runs is its doing, most likely.
    fn active(&mut self) -> Option<&mut RecordedCell> {
        let running = self.running.last();
        let at = running
            .and_then(|id| self.cells.iter().rposition(|cell| cell.id == *id))
            .or_else(|| self.cells.len().checked_sub(1))?;
        self.cells.get_mut(at)
    }

    fn print(&mut self, name: StreamName, text: &str) {
        let Some(cell) = self.active() else { return };
        let mut change = text.len() as isize;
        match cell.outputs.last_mut() {
            Some(Output::Stream { name: last, text: before }) if *last == name => {
                before.push_str(text);
                if before.len() > 2 * CELL_BYTES {
                    let cut = before.ceil_char_boundary(before.len() - CELL_BYTES);
                    change -= cut as isize;
                    before.drain(..cut);
                }
            }
            _ => {
                let begin = text.ceil_char_boundary(text.len().saturating_sub(CELL_BYTES));
                let text = text.get(begin..).unwrap_or_default().to_owned();
                change = text.len() as isize;
                cell.outputs.push(Output::Stream { name, text });
            }
        }
        self.bytes = self.bytes.saturating_add_signed(change);
        self.trim();
    }

    fn add(&mut self, output: Output) {
        let bytes = output.bytes();
        let Some(cell) = self.active() else { return };
        cell.outputs.push(output);
        self.bytes += bytes;
        self.trim();
    }

    fn trim(&mut self) {
        let last = self.cells.len().saturating_sub(1);
        for cell in self.cells.iter_mut().take(last) {
            if self.bytes <= ALL_BYTES {
                return;
            }
            let bytes: usize = cell.outputs.drain(..).map(|output| output.bytes()).sum();
            self.bytes = self.bytes.saturating_sub(bytes);
        }
        // What is left is one cell that shows a great many things.
        if let Some(cell) = self.cells.back_mut() {
            while self.bytes > ALL_BYTES && cell.outputs.len() > 1 {
                self.bytes = self.bytes.saturating_sub(cell.outputs.remove(0).bytes());
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use morelia_protocol::Executed;

    pub(crate) fn started(record: &mut Record, id: &str, code: &str) {
        record.note(&Event::Started { id: id.to_owned(), code: code.to_owned() });
    }

    pub(crate) fn printed(record: &mut Record, text: &str) {
        record.note(&Event::Stream { name: StreamName::Stdout, text: text.to_owned() });
    }

    pub(crate) fn ended(record: &mut Record, id: &str, count: u32, result: Option<&str>) {
        let result =
            result.map(|text| MimeBundle::from([("text/plain".to_owned(), text.to_owned())]));
        let executed = Executed {
            status: Status::Ok,
            result,
            error: None,
            exit_code: 0,
            execution_count: count,
            duration: 0.0,
        };
        record.note(&Event::Replied { id: id.to_owned(), reply: Reply::Execute(executed) });
    }

    #[test]
    fn a_cell_has_what_it_showed() {
        let mut record = Record::default();
        started(&mut record, "a", "print(1); 2");
        printed(&mut record, "1");
        printed(&mut record, "\n");
        ended(&mut record, "a", 1, Some("2"));
        let cell = record.cells().next().unwrap();
        assert_eq!((cell.count, cell.status), (Some(1), Some(Status::Ok)));
        assert_eq!(cell.outputs.len(), 2);
        assert!(matches!(&cell.outputs[0], Output::Stream { text, .. } if text == "1\n"));
        // What a timer prints later belongs to the last cell.
        printed(&mut record, "late");
        assert_eq!(record.cells().next().unwrap().outputs.len(), 3);
    }

    #[test]
    fn endless_output_keeps_its_end() {
        let mut record = Record::default();
        started(&mut record, "a", "loop");
        for number in 0..300_000 {
            printed(&mut record, &format!("line {number}\n"));
        }
        assert!(record.bytes <= 2 * CELL_BYTES + 100, "{}", record.bytes);
        let cell = record.cells().next().unwrap();
        let Some(Output::Stream { text, .. }) = cell.outputs.last() else { panic!("{cell:?}") };
        assert!(text.ends_with("line 299999\n"));
        assert_eq!(record.bytes, text.len());
    }

    #[test]
    fn the_oldest_outputs_go_first() {
        let mut record = Record::default();
        for number in 0..10 {
            let id = number.to_string();
            started(&mut record, &id, "x");
            let data = MimeBundle::from([("text/html".to_owned(), "x".repeat(5_000_000))]);
            record.note(&Event::Displayed { bundle: data });
            ended(&mut record, &id, number, None);
        }
        assert!(record.bytes <= ALL_BYTES);
        let kept: Vec<usize> = record.cells().map(|cell| cell.outputs.len()).collect();
        assert_eq!(kept, [0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    }

    #[test]
    fn a_display_is_replaced_and_cleared() {
        let mut record = Record::default();
        let show = |record: &mut Record, transient: &str, text: &str| {
            let bundle =
                [("application/vnd.morelia.transient+json", transient), ("text/plain", text)];
            let bundle = bundle.map(|(mime, data)| (mime.to_owned(), data.to_owned()));
            record.note(&Event::Displayed { bundle: MimeBundle::from(bundle) });
        };
        started(&mut record, "a", "x");
        show(&mut record, r#"{"display_id": "p"}"#, "1 %");
        show(&mut record, r#"{"display_id": "p", "update": true}"#, "2 %");
        let texts = |record: &Record| -> Vec<String> {
            let outputs = record.cells().flat_map(|cell| cell.outputs.clone());
            outputs
                .filter_map(|output| match output {
                    Output::Display { data } => data.get("text/plain").cloned(),
                    _ => None,
                })
                .collect()
        };
        assert_eq!(texts(&record), ["2 %"]);
        show(&mut record, r#"{"clear": true}"#, "");
        assert_eq!((texts(&record).len(), record.bytes), (0, 0));
    }

    #[test]
    fn what_is_not_ours_is_left_out() {
        let mut record = Record::default();
        printed(&mut record, "before any cell");
        ended(&mut record, "unknown", 1, Some("1"));
        assert_eq!(record.cells().count(), 0);
        started(&mut record, "a", "x");
        record.clear();
        assert_eq!(record.cells().count(), 1);
        ended(&mut record, "a", 1, None);
        record.clear();
        assert_eq!((record.cells().count(), record.bytes), (0, 0));
    }
}
