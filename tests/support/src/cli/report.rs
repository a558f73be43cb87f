//! What Python says, on its way to the terminal or into one JSON object.

use morelia_protocol::{ErrorReport, Executed, MimeBundle, StreamName};
use serde_json::{Map, Value, json};
use std::io::Write;
use std::time::Instant;

/// Where output goes.
#[derive(Debug)]
pub(super) struct Report {
    json: Option<Collected>,
    began: Instant,
    timings: Map<String, Value>,
    /// Our own standard output is closed, as by `| head`.
    is_cut: bool,
}

#[derive(Debug, Default)]
struct Collected {
    stdout: String,
    stderr: String,
    displayed: Vec<MimeBundle>,
}

impl Report {
    pub(super) fn new(is_json: bool) -> Self {
        Self {
            json: is_json.then(Collected::default),
            began: Instant::now(),
            timings: Map::new(),
            is_cut: false,
        }
    }

    /// Notes how long it took to get here, in seconds since the start.
    pub(super) fn reached(&mut self, what: &str) {
        self.timings.insert(what.to_owned(), self.began.elapsed().as_secs_f64().into());
    }

    pub(super) fn stream(&mut self, name: StreamName, text: &str) {
        match (&mut self.json, name) {
            (Some(collected), StreamName::Stdout) => collected.stdout.push_str(text),
            (Some(collected), StreamName::Stderr) => collected.stderr.push_str(text),
            (None, StreamName::Stdout) => {
                self.is_cut |= write(&mut std::io::stdout(), text).is_err()
            }
            (None, StreamName::Stderr) => {
                self.is_cut |= write(&mut std::io::stderr(), text).is_err()
            }
        }
    }

    pub(super) fn displayed(&mut self, bundle: &MimeBundle) {
        if let Some(collected) = &mut self.json {
            collected.displayed.push(bundle.clone());
            return;
        }
        let text = bundle.get("text/plain").map_or("", String::as_str);
        self.stream(StreamName::Stdout, &format!("{text}\n"));
    }

    pub(super) fn raised(&mut self, error: &ErrorReport) {
        self.stream(StreamName::Stderr, &error.traceback);
        for hint in &error.hints {
            self.stream(StreamName::Stderr, &format!("Hint: {hint}\n"));
        }
    }

    /// Nobody reads what Python prints any more.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Prints the JSON object, if that is what was asked for.
    pub(super) fn finish(self, status: u8, executed: Option<&Executed>, failure: Option<&str>) {
        let Some(collected) = self.json else { return };
        let error = executed.and_then(|it| it.error.as_ref());
        let object = json!({
            "status": status,
            "stdout": collected.stdout,
            "stderr": collected.stderr,
            "displayed": collected.displayed,
            "result": executed.and_then(|it| it.result.as_ref()),
            "error": error,
            "failure": failure,
            "duration": executed.map(|it| it.duration),
            "timings": self.timings,
        });
        let _ = write(&mut std::io::stdout(), &format!("{object}\n"));
    }
}

fn write(to: &mut impl Write, text: &str) -> std::io::Result<()> {
    to.write_all(text.as_bytes())?;
    to.flush()
}
