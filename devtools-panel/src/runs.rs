//! The cells that wait or run.

use crate::transcript::SharedSection;
use morelia_protocol::RequestId;
use std::collections::VecDeque;

/// A cell that waits until the ones before it are done.
pub(crate) struct Waiting {
    pub(crate) code: String,
    pub(crate) section: SharedSection,
}

/// A cell that was handed to the session, by us or by another client.
struct Run {
    id: RequestId,
    section: SharedSection,
    started: bool,
    own: bool,
}

/// All cells that are not done.
#[derive(Default)]
pub(crate) struct Runs {
    waiting: VecDeque<Waiting>,
    running: Vec<Run>,
    /// Own cells that were given up before the session said that they began.
    given_up: Vec<RequestId>,
    /// The cell that began last is this panel's own, and no other client's.
    last_is_own: bool,
}

impl Runs {
    /// Nothing waits, nothing runs.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.running.is_empty()
    }

    pub(crate) fn is_running(&self) -> bool {
        !self.running.is_empty()
    }

    pub(crate) fn wait(&mut self, waiting: Waiting) {
        self.waiting.push_back(waiting);
    }

    /// Puts a cell before all that wait.
    pub(crate) fn wait_first(&mut self, code: String, section: SharedSection) {
        self.waiting.push_front(Waiting { code, section });
    }

    /// The next cell to hand to the session, when it is free.
    pub(crate) fn next(&mut self) -> Option<Waiting> {
        if self.is_running() { None } else { self.waiting.pop_front() }
    }

    /// A cell was handed over.
    pub(crate) fn hand_over(&mut self, id: RequestId, section: SharedSection) {
        self.running.push(Run { id, section, started: false, own: true });
    }

    /// Another client's cell began.
    pub(crate) fn adopt(&mut self, id: RequestId, section: SharedSection) {
        self.running.push(Run { id, section, started: true, own: false });
        self.last_is_own = false;
    }

    /// Whether this panel does what the session asks of one: its cell began last.
    pub(crate) fn last_is_own(&self) -> bool {
        self.last_is_own
    }

    /// The session began a cell; its section if it is known.
    pub(crate) fn start(&mut self, id: &str) -> Option<SharedSection> {
        let run = self.running.iter_mut().find(|run| run.id == id)?;
        run.started = true;
        self.last_is_own = run.own;
        Some(run.section.clone())
    }

    /// Where output goes.
    pub(crate) fn active(&self) -> Option<SharedSection> {
        let started = self.running.iter().rev().find(|run| run.started);
        started.map(|run| run.section.clone())
    }

    /// A cell came to its end.
    pub(crate) fn end(&mut self, id: &str) -> Option<SharedSection> {
        let at = self.running.iter().position(|run| run.id == id)?;
        Some(self.running.remove(at).section)
    }

    /// Takes out all that wait.
    pub(crate) fn take_waiting(&mut self) -> Vec<SharedSection> {
        self.waiting.drain(..).map(|waiting| waiting.section).collect()
    }

    /// Takes out all that run.
    pub(crate) fn take_running(&mut self) -> Vec<SharedSection> {
        let taken = std::mem::take(&mut self.running);
        let unheard = taken.iter().filter(|run| run.own && !run.started);
        self.given_up.extend(unheard.map(|run| run.id.clone()));
        taken.into_iter().map(|run| run.section).collect()
    }

    /// Whether what the session began is a cell of this panel's that it gave up
    /// meanwhile. Asked once for each.
    pub(crate) fn was_given_up(&mut self, id: &str) -> bool {
        let at = self.given_up.iter().position(|given_up| given_up == id);
        at.map(|at| self.given_up.remove(at)).is_some()
    }

    /// The sections of all cells that are not done.
    pub(crate) fn sections(&self) -> Vec<SharedSection> {
        let running = self.running.iter().map(|run| &run.section);
        running.chain(self.waiting.iter().map(|waiting| &waiting.section)).cloned().collect()
    }
}
