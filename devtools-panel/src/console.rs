//! The console: its parts, its keys, and the state that it shows.
//!
//! What it does is in [`crate::cells`], [`crate::questions`] and
//! [`crate::session_events`]. No borrow of a `RefCell` is held across a call
//! into the editor or the client: each of them may call back.

use crate::PanelError;
use crate::dom::{self, Listening};
use crate::editing::Editing;
use crate::editor::{self, Editor};
use crate::frame_picker::FramePicker;
use crate::history::History;
use crate::input_view::InputView;
use crate::record::Record;
use crate::running_list::RunningList;
use crate::runs::Runs;
use crate::status::{Activity, Attachment};
use crate::toolbar::{Command, Toolbar};
use crate::transcript::Transcript;
use gloo_timers::callback::Interval;
use morelia_client::{Client, Options};
use morelia_protocol::FrameTarget;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent};

/// How often the running time is shown anew.
const TICK_MS: u32 = 500;

/// After so many seconds without an end, Restart is recommended.
const PATIENCE_SECONDS: f64 = 3.0;

/// The console of one frame.
pub(crate) struct Console {
    pub(crate) transcript: Rc<Transcript>,
    pub(crate) toolbar: Toolbar,
    pub(crate) frames: FramePicker,
    pub(crate) running: RunningList,
    pub(crate) record: RefCell<Record>,
    /// The page's address and title.
    pub(crate) place: RefCell<(String, String)>,
    pub(crate) runs: RefCell<Runs>,
    pub(crate) attachment: Cell<Attachment>,
    /// The session runs something whose beginning we have not seen.
    pub(crate) busy_elsewhere: Cell<bool>,
    pub(crate) input: RefCell<Option<InputView>>,
    pub(crate) session_id: RefCell<Option<String>>,
    history: RefCell<History>,
    running_since: Cell<Option<f64>>,
    pub(crate) stopping_since: Cell<Option<f64>>,
    pub(crate) editing: Editing,
    pub(crate) editor: OnceCell<Editor>,
    pub(crate) client: OnceCell<Client>,
    listening: OnceCell<Vec<Listening>>,
    ticking: OnceCell<Interval>,
    this: Weak<Self>,
}

impl Console {
    /// Builds the console in the page and connects it.
    ///
    /// # Errors
    /// When `panel.html` lacks an element.
    pub(crate) fn open(target: FrameTarget) -> Result<Rc<Self>, PanelError> {
        let (transcript, toolbar) = (Transcript::find()?, Toolbar::find()?);
        let (frames, running) = (FramePicker::find()?, RunningList::find()?);
        let console = Rc::new_cyclic(|this| Self {
            transcript,
            toolbar,
            frames,
            running,
            record: RefCell::default(),
            place: RefCell::default(),
            runs: RefCell::default(),
            attachment: Cell::default(),
            busy_elsewhere: Cell::new(false),
            input: RefCell::new(None),
            session_id: RefCell::new(None),
            history: RefCell::default(),
            running_since: Cell::new(None),
            stopping_since: Cell::new(None),
            editing: Editing::default(),
            editor: OnceCell::new(),
            client: OnceCell::new(),
            listening: OnceCell::new(),
            ticking: OnceCell::new(),
            this: this.clone(),
        });
        let editor = editor::create(&dom::by_id::<HtmlElement>("editor")?, &console);
        editor.focus();
        console.editor.set(editor).unwrap_or_default();
        crate::tree_link::set(&console);
        console.listening.set(console.listen()?).unwrap_or_default();
        console.open_editing()?;
        console.follow_places();
        console.refresh();
        let on_message = console.weakly(|console, message| console.receive(message));
        let client = Client::connect(Options::new(target), Box::new(on_message));
        client.watch_frames();
        console.client.set(client).unwrap_or_default();
        let tick = console.weakly(|console, ()| console.refresh());
        console.ticking.set(Interval::new(TICK_MS, move || tick(()))).unwrap_or_default();
        Ok(console)
    }

    /// A callback that does nothing once the console is gone.
    pub(crate) fn weakly<T, F: Fn(Rc<Self>, T)>(&self, call: F) -> impl Fn(T) + use<T, F> {
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
        let choose = self.weakly(|console, frame_id: i64| console.choose_frame(frame_id));
        listening.push(self.frames.listen(choose));
        listening.extend(self.listen_to_running());
        listening.extend(self.listen_to_files_menu()?);
        let scroller: HtmlElement = dom::by_id("scroller")?;
        listening.push(Listening::new(&scroller, "click", click));
        let key = self.weakly(|console, event: KeyboardEvent| console.key(&event));
        let page: HtmlElement = dom::by_id("panel")?;
        listening.push(Listening::new(&page, "keydown", key));
        listening.extend(crate::picker::listen()?);
        Ok(listening)
    }

    /// Keys outside the editor, which has its own.
    fn key(&self, event: &KeyboardEvent) {
        let control = event.ctrl_key() && !event.shift_key() && !event.alt_key();
        let modified = event.ctrl_key() || event.alt_key() || event.meta_key();
        if !modified && event.key().chars().count() == 1 && is_in_log(event) {
            // The character goes where the focus is when this returns.
            self.focus_editor();
        }
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

    /// Whether the session is that of a frame in the tab's page.
    pub(crate) fn is_frame(&self) -> bool {
        self.client.get().is_some_and(|client| client.target().frame_id != 0)
    }

    /// Puts text into the editor, where the cursor is.
    pub(crate) fn insert(&self, text: &str) {
        if let Some(editor) = self.editor.get() {
            editor.insert(text);
        }
    }

    pub(crate) fn history(&self) -> &RefCell<History> {
        &self.history
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

/// Seconds since 1970.
pub(crate) fn now() -> f64 {
    js_sys::Date::now() / 1000.0
}

/// Whether something in the log has the focus that takes no text.
fn is_in_log(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_within = |target: &Element, css: &str| target.closest(css).is_ok_and(|it| it.is_some());
    target.is_some_and(|target| {
        is_within(&target, "#log")
            && !is_within(&target, "input, textarea, select, [contenteditable]")
    }) && event.key() != " "
}

/// Whether a click was meant for something in particular.
fn is_interactive(event: &MouseEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| {
        target
            .closest("button, input, select, a, .cm-editor, [role=tree], dialog, .history-search")
            .is_ok_and(|found| found.is_some())
    })
}
