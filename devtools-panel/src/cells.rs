//! The life of a cell: submitted, waiting, handed over, stopped.

use crate::console::{Console, now};
use crate::runs::Waiting;
use crate::status::Attachment;
use morelia_client::ClientError;
use morelia_protocol::{Execute, Reply, Request};
use wasm_bindgen_futures::spawn_local;

impl Console {
    /// Runs a cell, after those that wait already.
    pub(crate) fn submit(&self, code: &str) {
        self.remember(code);
        let section = self.transcript.add_cell(code);
        self.runs.borrow_mut().wait(Waiting { code: code.to_owned(), section });
        self.run_next();
    }

    /// Hands the next cell over when the session is free. After a failure it is
    /// handed over as well: the client tries again then.
    pub(crate) fn run_next(&self) {
        let attachment = self.attachment.get();
        let can_run = matches!(attachment, Attachment::Ready(_) | Attachment::Failed);
        if can_run && !self.is_starting_up() {
            let next = self.runs.borrow_mut().next();
            if let Some(waiting) = next {
                self.hand_over(waiting);
            }
        }
        self.refresh();
    }

    fn hand_over(&self, waiting: Waiting) {
        let Some(client) = self.client.get() else { return };
        let execute = Execute { code: waiting.code, ..Execute::default() };
        let (id, answer) = client.request_with_id(Request::Execute(execute));
        waiting.section.borrow().set_running();
        self.runs.borrow_mut().hand_over(id.clone(), waiting.section);
        let failed = self.weakly(|console, (id, error): (String, ClientError)| {
            console.run_failed(&id, &error.to_string());
        });
        spawn_local(async move {
            // An answer arrives as an event too, in order with the output.
            if let Err(error) = answer.await {
                failed((id, error));
            }
        });
    }

    /// Sends a request whose answer matters only when it is a refusal.
    pub(crate) fn send(&self, request: Request) {
        let Some(client) = self.client.get() else { return };
        let answer = client.request(request);
        let refused = self.weakly(|console, message: String| {
            console.transcript.change(None, |section| section.note("entry remark bad", &message));
        });
        spawn_local(async move {
            if let Ok(Reply::Failed { message }) = answer.await {
                refused(message);
            }
        });
    }

    /// Stops what runs and drops what waits; false when there is neither.
    pub(crate) fn interrupt(&self) -> bool {
        let waiting = self.runs.borrow_mut().take_waiting();
        let mut any = !waiting.is_empty();
        for section in waiting {
            self.transcript.change(Some(&section), |section| section.cancel());
        }
        if self.runs.borrow().is_running() || self.busy_elsewhere.get() {
            any = true;
            if self.stopping_since.get().is_none() {
                self.stopping_since.set(Some(now()));
            }
            self.send(Request::Interrupt);
        }
        self.refresh();
        any
    }

    /// Starts a new interpreter.
    pub(crate) fn restart(&self) {
        for section in self.runs.borrow_mut().take_waiting() {
            self.transcript.change(Some(&section), |section| section.cancel());
        }
        let Some(client) = self.client.get() else { return };
        self.end_all("Stopped by the restart.");
        let answer = client.request(Request::Reset);
        let done = self.weakly(|console, reply: Reply| match reply {
            Reply::Failed { message } => {
                console.transcript.change(None, |part| part.note("entry remark bad", &message));
            }
            _ => console.restarted(),
        });
        spawn_local(async move {
            if let Ok(reply) = answer.await {
                done(reply);
            }
        });
        self.focus_editor();
    }

    fn restarted(&self) {
        self.transcript.divide("Python was restarted", "All variables are gone.");
        self.refresh();
    }

    /// Ends what runs, from outside.
    pub(crate) fn end_all(&self, reason: &str) {
        let running = self.runs.borrow_mut().take_running();
        for section in running {
            self.transcript.change(Some(&section), |section| section.fail(reason));
        }
        self.busy_elsewhere.set(false);
        self.close_input();
    }

    /// Empties the transcript, except for what is not done.
    pub(crate) fn clear(&self) {
        let keep = self.runs.borrow().sections();
        self.record.borrow_mut().clear();
        self.transcript.clear(&keep);
    }
}
