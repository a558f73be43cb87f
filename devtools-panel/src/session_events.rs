//! What the session tells, and what the console shows of it.

use crate::console::Console;
use crate::status::Attachment;
use morelia_protocol::{AttachFailure, BackgroundToClient, Event, Executed, Hello, Reply};

impl Console {
    /// Takes a message from the client.
    pub(crate) fn receive(&self, message: BackgroundToClient) {
        match message {
            BackgroundToClient::Attached { session } => self.attached(&session),
            BackgroundToClient::AttachFailed { failure } => self.attach_failed(&failure),
            BackgroundToClient::Event(numbered) => self.event(numbered.event),
            BackgroundToClient::Navigated { url } => self.navigated(&url),
            BackgroundToClient::Frames { frames } => self.show_frames(&frames),
            BackgroundToClient::Detached => self.attachment.set(Attachment::Lost),
        }
        self.refresh();
    }

    fn attached(&self, session: &Hello) {
        let other = self.session_id.borrow().as_ref().is_some_and(|id| *id != session.session_id);
        if other && self.attachment.get() != Attachment::Connecting {
            // The navigation happened while nobody was watching.
            self.new_document(&session.url);
        }
        self.session_id.replace(Some(session.session_id.clone()));
        self.toolbar.show_page(&session.title, &session.url);
        self.place.replace((session.url.clone(), session.title.clone()));
        self.attachment.set(session.rung.map_or(Attachment::Starting, Attachment::Ready));
        if !self.runs.borrow().is_running() {
            self.busy_elsewhere.set(session.busy);
        }
        self.begin_session(session);
        crate::selection::attached(&session.url);
    }

    fn attach_failed(&self, failure: &AttachFailure) {
        let inner = self.client.get().is_some_and(|client| client.target().frame_id != 0);
        if inner && *failure == AttachFailure::Gone {
            // With a navigation of the page its frames are gone.
            return self.choose_frame(0);
        }
        self.attachment.set(Attachment::Failed);
        if let AttachFailure::NotScriptable { url, .. } = failure {
            self.toolbar.show_page("", url);
        }
        self.end_all("Not run.");
        for section in self.runs.borrow_mut().take_waiting() {
            self.transcript.change(Some(&section), |section| section.cancel());
        }
        let text = failure.to_string();
        self.transcript.change(None, |section| section.note("entry remark bad", &text));
    }

    fn navigated(&self, url: &str) {
        self.attachment.set(Attachment::Connecting);
        self.toolbar.show_page("", url);
        self.new_document(url);
    }

    fn new_document(&self, url: &str) {
        self.end_all("The page navigated while this was running.");
        let waiting = self.runs.borrow_mut().take_waiting();
        for section in waiting {
            self.transcript.change(Some(&section), |section| section.cancel());
        }
        if !self.settings().preserve_log {
            self.clear();
        }
        self.transcript.divide("Navigated to", url);
    }

    fn event(&self, event: Event) {
        self.record.borrow_mut().note(&event);
        let active = self.runs.borrow().active();
        let transcript = &self.transcript;
        match event {
            Event::Started { id, code } => self.started(id, &code),
            Event::Replied { id, reply: Reply::Execute(executed) } => self.executed(&id, &executed),
            Event::Replied { id, reply: Reply::Failed { message } } => {
                self.run_failed(&id, &message)
            }
            Event::Replied { .. } => {}
            Event::Stream { name, text } => transcript.write(active.as_ref(), name, text),
            Event::Displayed { bundle } => transcript.display(active.as_ref(), &bundle),
            Event::Action { action } => self.act(action),
            Event::InputRequested { prompt, password } => self.ask(&prompt, password),
            Event::ErrorRaised { error } => transcript.change(active.as_ref(), |section| {
                section.error(&error, Some("In a callback that nobody waits for:"));
            }),
            Event::SessionDied { reason } => self.died(&reason),
        }
    }

    fn started(&self, id: String, code: &str) {
        if self.runs.borrow_mut().was_given_up(&id) {
            return;
        }
        self.busy_elsewhere.set(false);
        let known = self.runs.borrow_mut().start(&id);
        if known.is_none() {
            // Another client's cell.
            let section = self.transcript.add_cell(code);
            section.borrow().set_running();
            self.runs.borrow_mut().adopt(id, section);
        }
    }

    fn executed(&self, id: &str, executed: &Executed) {
        let section = self.runs.borrow_mut().end(id);
        if section.is_none() {
            self.busy_elsewhere.set(false);
        }
        self.transcript.change(section.as_ref(), |section| section.finish(executed));
        if !self.runs.borrow().is_running() {
            self.close_input();
        }
        self.run_next();
    }

    /// A cell came to an end without an answer of its own.
    pub(crate) fn run_failed(&self, id: &str, reason: &str) {
        let section = self.runs.borrow_mut().end(id);
        let Some(section) = section else { return };
        self.transcript.change(Some(&section), |section| section.fail(reason));
        if !self.runs.borrow().is_running() {
            self.close_input();
        }
        self.run_next();
    }

    fn died(&self, reason: &str) {
        let text = format!(
            "Python crashed and was started again; its variables are gone. Cause: {reason}"
        );
        let nothing_ran = !self.runs.borrow().is_running();
        self.end_all(&text);
        if nothing_ran {
            self.transcript.change(None, |section| section.note("entry remark bad", &text));
        }
        self.run_next();
    }
}
