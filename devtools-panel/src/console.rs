//! The console: what the person does, and the state that it leads to.
//!
//! What the session does is in [`crate::session_events`]. No borrow of a
//! `RefCell` is held across a call into the document, the editor or the client:
//! each of them may call back.

use crate::PanelError;
use crate::completeness::{looks_complete, next_indent};
use crate::dom::{self, Listening};
use crate::editor::{self, Editor};
use crate::history::History;
use crate::history_store;
use crate::input_view::{InputAction, InputView};
use crate::runs::{Runs, Waiting};
use crate::status::{Activity, Attachment};
use crate::toolbar::{Command, Toolbar};
use crate::transcript::Transcript;
use gloo_timers::callback::Interval;
use morelia_client::{Client, ClientError, Options};
use morelia_protocol::{Completions, Execute, FrameTarget, Reply, Request};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent};

/// How often the running time is shown anew.
const TICK_MS: u32 = 500;

/// After so many seconds without an end, Restart is recommended.
const PATIENCE_SECONDS: f64 = 3.0;

/// The console of one frame.
pub(crate) struct Console {
    pub(crate) transcript: Rc<Transcript>,
    pub(crate) toolbar: Toolbar,
    pub(crate) runs: RefCell<Runs>,
    pub(crate) attachment: Cell<Attachment>,
    /// The session runs something whose beginning we have not seen.
    pub(crate) busy_elsewhere: Cell<bool>,
    pub(crate) input: RefCell<Option<InputView>>,
    pub(crate) session_id: RefCell<Option<String>>,
    history: RefCell<History>,
    running_since: Cell<Option<f64>>,
    stopping_since: Cell<Option<f64>>,
    editor: OnceCell<Editor>,
    client: OnceCell<Client>,
    listening: OnceCell<Vec<Listening>>,
    ticking: OnceCell<Interval>,
    this: Weak<Self>,
}

/// Whether Enter runs a cell.
pub(crate) struct Verdict {
    pub(crate) runs: bool,
    /// For the next line, when it does not.
    pub(crate) indent: String,
}

impl Console {
    /// Builds the console in the page and connects it.
    ///
    /// # Errors
    /// When `panel.html` lacks an element.
    pub(crate) fn open(target: FrameTarget) -> Result<Rc<Self>, PanelError> {
        let (transcript, toolbar) = (Transcript::find()?, Toolbar::find()?);
        let console = Rc::new_cyclic(|this| Self {
            transcript,
            toolbar,
            runs: RefCell::default(),
            attachment: Cell::default(),
            busy_elsewhere: Cell::new(false),
            input: RefCell::new(None),
            session_id: RefCell::new(None),
            history: RefCell::new(history_store::load()),
            running_since: Cell::new(None),
            stopping_since: Cell::new(None),
            editor: OnceCell::new(),
            client: OnceCell::new(),
            listening: OnceCell::new(),
            ticking: OnceCell::new(),
            this: this.clone(),
        });
        let editor = editor::create(&dom::by_id::<HtmlElement>("editor")?, &console);
        editor.focus();
        console.editor.set(editor).unwrap_or_default();
        console.listening.set(console.listen()?).unwrap_or_default();
        console.refresh();
        let on_message = console.weakly(|console, message| console.receive(message));
        let client = Client::connect(Options::new(target), Box::new(on_message));
        console.client.set(client).unwrap_or_default();
        let tick = console.weakly(|console, ()| console.refresh());
        console.ticking.set(Interval::new(TICK_MS, move || tick(()))).unwrap_or_default();
        Ok(console)
    }

    /// A callback that does nothing once the console is gone.
    fn weakly<T>(&self, call: impl Fn(Rc<Self>, T)) -> impl Fn(T) {
        let this = self.this.clone();
        move |value| {
            if let Some(this) = this.upgrade() {
                call(this, value);
            }
        }
    }

    fn listen(&self) -> Result<Vec<Listening>, PanelError> {
        let this = self.this.clone();
        let mut listening = Vec::from(self.toolbar.listen(move |command| {
            if let Some(this) = this.upgrade() {
                this.obey(command);
            }
        }));
        let click = self.weakly(|console, event: MouseEvent| {
            if !dom::has_selection() && !is_interactive(&event) {
                console.focus_editor();
            }
        });
        let scroller: HtmlElement = dom::by_id("scroller")?;
        listening.push(Listening::new(&scroller, "click", click));
        let key = self.weakly(|console, event: KeyboardEvent| console.key(&event));
        let page: HtmlElement = dom::by_id("panel")?;
        listening.push(Listening::new(&page, "keydown", key));
        Ok(listening)
    }

    /// Keys outside the editor, which has its own.
    fn key(&self, event: &KeyboardEvent) {
        let control = event.ctrl_key() && !event.shift_key() && !event.alt_key();
        if event.default_prevented() || !control {
            return;
        }
        let done = match event.key().as_str() {
            "c" => !dom::has_selection() && self.interrupt(),
            "l" => {
                self.clear();
                true
            }
            _ => false,
        };
        if done {
            event.prevent_default();
        }
    }

    fn obey(&self, command: Command) {
        match command {
            Command::Stop => {
                self.interrupt();
                self.focus_editor();
            }
            Command::Clear => {
                self.clear();
                self.focus_editor();
            }
            Command::Restart => self.restart(),
        }
    }

    pub(crate) fn focus_editor(&self) {
        if let Some(editor) = self.editor.get() {
            editor.focus();
        }
    }

    pub(crate) fn history(&self) -> &RefCell<History> {
        &self.history
    }

    /// Runs a cell, after those that wait already.
    pub(crate) fn submit(&self, code: &str) {
        self.history.borrow_mut().add(code);
        history_store::add(code);
        let section = self.transcript.add_cell(code);
        self.runs.borrow_mut().wait(Waiting { code: code.to_owned(), section });
        self.run_next();
    }

    /// Hands the next cell over when the session is free. After a failure it is
    /// handed over as well: the client tries again then.
    pub(crate) fn run_next(&self) {
        let attachment = self.attachment.get();
        if matches!(attachment, Attachment::Ready(_) | Attachment::Failed) {
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
    fn send(&self, request: Request) {
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
    fn restart(&self) {
        for section in self.runs.borrow_mut().take_waiting() {
            self.transcript.change(Some(&section), |section| section.cancel());
        }
        let Some(client) = self.client.get() else { return };
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
        self.end_all("Stopped by the restart.");
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
        self.transcript.clear(&keep);
    }

    pub(crate) fn close_input(&self) {
        let input = self.input.replace(None);
        let had_focus = input.as_ref().is_some_and(InputView::has_focus);
        drop(input);
        if had_focus {
            self.focus_editor();
        }
    }

    /// Opens a field in the transcript.
    pub(crate) fn ask(&self, prompt: &str, password: bool) {
        let act: Rc<dyn Fn(InputAction)> =
            Rc::new(self.weakly(|console, action| console.answer(action)));
        let active = self.runs.borrow().active();
        let mut view = None;
        self.transcript.change(active.as_ref(), |section| {
            view = Some(InputView::new(section.end(), prompt, password, act));
        });
        if let Some(view) = &view {
            view.focus();
        }
        drop(self.input.replace(view));
        self.refresh();
    }

    fn answer(&self, action: InputAction) {
        match action {
            InputAction::Interrupt => {
                self.interrupt();
            }
            InputAction::Answer(text) => {
                if let Some(input) = self.input.replace(None) {
                    input.answer(text.as_deref());
                }
                self.send(Request::ReplyInput { text });
                self.focus_editor();
                self.refresh();
            }
        }
    }

    /// Whether Enter runs the cell: the runtime's word, or a guess when it
    /// cannot be asked.
    pub(crate) async fn is_complete(&self, code: String) -> Verdict {
        let guess = || Verdict { runs: looks_complete(&code), indent: next_indent(&code) };
        match self.ask_session(Request::IsComplete { code: code.clone() }).await {
            Some(Reply::IsComplete { status, indent }) => {
                Verdict { runs: status != "incomplete", indent }
            }
            _ => guess(),
        }
    }

    /// The ways to go on from a position in code points.
    pub(crate) async fn complete(&self, code: String, cursor: u32) -> Option<Completions> {
        match self.ask_session(Request::Complete { code, cursor }).await {
            Some(Reply::Complete(completions)) => Some(completions),
            _ => None,
        }
    }

    /// The answer of a session that is there.
    async fn ask_session(&self, request: Request) -> Option<Reply> {
        if !matches!(self.attachment.get(), Attachment::Ready(_)) {
            return None;
        }
        self.client.get()?.request(request).await.ok()
    }

    /// Shows the state.
    pub(crate) fn refresh(&self) {
        let busy = self.runs.borrow().is_running() || self.busy_elsewhere.get();
        if !busy {
            self.running_since.set(None);
            self.stopping_since.set(None);
        } else if self.running_since.get().is_none() {
            self.running_since.set(Some(now()));
        }
        let activity = match self.stopping_since.get() {
            _ if !busy => Activity::Idle,
            Some(since) if now() - since > PATIENCE_SECONDS => Activity::NotStopping,
            Some(_) => Activity::Stopping,
            None if self.input.borrow().is_some() => Activity::Asking,
            None => Activity::Running,
        };
        self.toolbar.show_state(self.attachment.get(), activity);
        self.toolbar.enable_stop(busy || !self.runs.borrow().is_empty());
        let elapsed = self.running_since.get().map_or(0.0, |since| now() - since);
        self.toolbar.show_elapsed(elapsed);
    }
}

fn now() -> f64 {
    js_sys::Date::now() / 1000.0
}

/// Whether a click was meant for something in particular.
fn is_interactive(event: &MouseEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| {
        target.closest("button, input, a, .cm-editor").is_ok_and(|found| found.is_some())
    })
}
