//! The bar that searches and filters the transcript.

use crate::PanelError;
use crate::cell_bar::{focus_editor, go_to, set_folded};
use crate::chunks::section_of;
use crate::copying::copy_with;
use crate::dom::{self, Listening};
use crate::filter::Filter;
use crate::highlight::{self, Piece};
use crate::search::{MOST_MATCHES, Wanted, hide_matches, search};
use crate::transcript::Transcript;
use gloo_timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventTarget, HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent,
};

/// Typing and output are followed after this pause.
const PAUSE_MS: u32 = 120;

/// The levels that can be hidden; the buttons' ids and the log's classes.
const LEVELS: [&str; 6] = ["input", "output", "stderr", "result", "error", "remark"];

/// The bar's elements and what they found.
pub(crate) struct FindBar {
    bar: HtmlElement,
    text: HtmlInputElement,
    count: HtmlElement,
    match_case: HtmlElement,
    is_regex: HtmlElement,
    filter: HtmlInputElement,
    opener: HtmlElement,
    matches: RefCell<Vec<Piece>>,
    current: Cell<Option<usize>>,
    searched: RefCell<Wanted>,
    due: RefCell<Option<Timeout>>,
    transcript: Weak<Transcript>,
    listening: RefCell<Vec<Listening>>,
}

impl FindBar {
    /// Finds the elements and listens to them.
    ///
    /// # Errors
    /// When `panel.html` lacks one.
    pub(crate) fn open(transcript: &Rc<Transcript>) -> Result<Rc<Self>, PanelError> {
        let this = Rc::new(Self {
            bar: dom::by_id("find-bar")?,
            text: dom::by_id("find-text")?,
            count: dom::by_id("find-count")?,
            match_case: dom::by_id("find-case")?,
            is_regex: dom::by_id("find-regex")?,
            filter: dom::by_id("filter-text")?,
            opener: dom::by_id("find")?,
            matches: RefCell::default(),
            current: Cell::new(None),
            searched: RefCell::default(),
            due: RefCell::new(None),
            transcript: Rc::downgrade(transcript),
            listening: RefCell::default(),
        });
        let listening = this.listen(transcript)?;
        this.listening.replace(listening);
        Ok(this)
    }

    fn listen(self: &Rc<Self>, transcript: &Transcript) -> Result<Vec<Listening>, PanelError> {
        let mut all = Vec::new();
        let window: EventTarget = js_sys::global().unchecked_into();
        all.push(self.on(&window, "keydown", |bar, event: KeyboardEvent| bar.key(&event)));
        all.push(self.on(&self.text, "input", |bar, _: Event| bar.search_soon()));
        all.push(self.on(&self.filter, "input", |bar, _: Event| bar.filter_now()));
        for button in [&self.match_case, &self.is_regex] {
            let toggled = button.clone();
            all.push(self.on(button, "click", move |bar, _: MouseEvent| {
                toggle(&toggled);
                bar.search_now(true);
            }));
        }
        let button = |id: &'static str| dom::by_id::<HtmlElement>(id);
        all.push(self.on(&self.opener, "click", |bar, _: MouseEvent| match bar.bar.hidden() {
            true => bar.show(),
            false => bar.hide(),
        }));
        let (next, previous) = (button("find-next")?, button("find-previous")?);
        all.push(self.on(&next, "click", |bar, _: MouseEvent| bar.step(1)));
        all.push(self.on(&previous, "click", |bar, _: MouseEvent| bar.step(-1)));
        let close = button("find-close")?;
        all.push(self.on(&close, "click", |bar, _: MouseEvent| bar.hide()));
        let copier = button("copy-all")?;
        let pressed = copier.clone();
        all.push(self.on(&copier, "click", move |bar, _: MouseEvent| {
            if let Some(transcript) = bar.transcript.upgrade() {
                copy_with(&pressed, &whole_text(&transcript));
            }
        }));
        let toggles = LEVELS
            .iter()
            .map(|level| (format!("level-{level}"), format!("without-{level}"), false));
        let times = [("times".to_owned(), "with-times".to_owned(), true)];
        for (id, class, when_pressed) in toggles.chain(times) {
            // The names live as long as the panel.
            let level = button(String::leak(id))?;
            let (log, pressed) = (transcript.log().clone(), level.clone());
            all.push(self.on(&level, "click", move |bar, _: MouseEvent| {
                let force = toggle(&pressed) == when_pressed;
                log.class_list().toggle_with_force(&class, force).map(drop).unwrap_or_default();
                bar.show_whether_filtered();
            }));
        }
        Ok(all)
    }

    fn on<E>(
        self: &Rc<Self>,
        target: &EventTarget,
        event: &'static str,
        act: impl Fn(Rc<Self>, E) + 'static,
    ) -> Listening
    where
        E: wasm_bindgen::convert::FromWasmAbi + 'static,
    {
        let this = Rc::downgrade(self);
        Listening::new(target, event, move |event: E| {
            if let Some(this) = this.upgrade() {
                act(this, event);
            }
        })
    }

    /// Ctrl+F and F3 anywhere; Enter and Escape in the bar.
    fn key(self: &Rc<Self>, event: &KeyboardEvent) {
        let command = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
        let in_bar = self.bar.matches(":focus-within").unwrap_or(false);
        let in_field = self.text.matches(":focus").unwrap_or(false);
        let by = if event.shift_key() { -1 } else { 1 };
        match event.key().as_str() {
            "f" if command && !event.shift_key() => self.show(),
            "F3" if !self.bar.hidden() => self.step(by),
            "g" | "G" if command && !self.bar.hidden() => self.step(by),
            "Enter" if in_field && !event.is_composing() => self.step(by),
            "Escape" if in_bar => self.hide(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    /// Opens the bar, with what is selected as what is wanted.
    fn show(self: &Rc<Self>) {
        let selected = web_sys::window()
            .and_then(|window| window.get_selection().ok().flatten())
            .map(|selection| String::from(selection.to_string()))
            .filter(|text| !text.trim().is_empty() && !text.contains('\n') && text.len() < 200);
        self.bar.set_hidden(false);
        dom::attribute(&self.opener, "aria-expanded", "true");
        if let Some(text) = selected {
            self.text.set_value(&text);
        }
        self.text.focus().unwrap_or_default();
        self.text.select();
        self.search_now(true);
    }

    fn hide(&self) {
        self.bar.set_hidden(true);
        dom::attribute(&self.opener, "aria-expanded", "false");
        hide_matches();
        self.matches.take();
        self.searched.take();
        self.current.set(None);
        focus_editor();
    }

    /// What is shown is not what was searched any more.
    pub(crate) fn transcript_changed(self: &Rc<Self>) {
        if !self.bar.hidden() && !self.text.value().is_empty() {
            self.later(|bar| bar.search_now(false));
        }
    }

    fn search_soon(self: &Rc<Self>) {
        self.due.replace(None);
        self.later(|bar| bar.search_now(true));
    }

    /// Once after a pause, however often it is asked for.
    fn later(self: &Rc<Self>, act: impl Fn(Rc<Self>) + 'static) {
        if self.due.borrow().is_some() {
            return;
        }
        let this = Rc::downgrade(self);
        let timeout = Timeout::new(PAUSE_MS, move || {
            if let Some(this) = this.upgrade() {
                this.due.replace(None);
                act(this);
            }
        });
        self.due.replace(Some(timeout));
    }

    /// Searches; with `goes`, shows the match that is nearest to the end when the
    /// words are new.
    fn search_now(&self, goes: bool) {
        let Some(transcript) = self.transcript.upgrade() else { return };
        let wanted = Wanted {
            text: self.text.value(),
            match_case: is_pressed(&self.match_case),
            is_regex: is_pressed(&self.is_regex),
        };
        let is_new = *self.searched.borrow() != wanted;
        let found = search(&transcript.sections(), &wanted);
        self.searched.replace(wanted);
        let matches = match found {
            Ok(matches) => matches,
            Err(message) => {
                hide_matches();
                self.matches.take();
                self.current.set(None);
                self.say(&message, true);
                return;
            }
        };
        highlight::show("found", matches.iter());
        let count = matches.len();
        self.matches.replace(matches);
        let last = count.checked_sub(1);
        let kept = self.current.get().filter(|_| !is_new).map(|at| at.min(last.unwrap_or(0)));
        self.current.set(last.and(kept.or(last)));
        self.show_current(goes && is_new);
    }

    /// Goes to another match.
    fn step(&self, by: isize) {
        if self.due.take().is_some() {
            self.search_now(true);
            return;
        }
        let count = self.matches.borrow().len();
        if count == 0 {
            return;
        }
        let at = self.current.get().unwrap_or(0) as isize + by;
        self.current.set(Some(at.rem_euclid(count as isize) as usize));
        self.show_current(true);
    }

    fn show_current(&self, goes: bool) {
        let matches = self.matches.borrow();
        let current = self.current.get().and_then(|at| matches.get(at));
        highlight::show("found-here", current.into_iter());
        let text = match (self.current.get(), matches.len()) {
            _ if self.text.value().is_empty() => String::new(),
            (Some(at), MOST_MATCHES) => format!("{} of {MOST_MATCHES}+", at + 1),
            (Some(at), count) => format!("{} of {count}", at + 1),
            (None, _) => "Nothing found".to_owned(),
        };
        self.say(&text, matches.is_empty() && !text.is_empty());
        if let (Some(piece), true) = (current, goes) {
            self.reveal(piece);
        }
    }

    fn say(&self, text: &str, bad: bool) {
        if self.count.text_content().as_deref() != Some(text) {
            self.count.set_text_content(Some(text));
        }
        dom::attribute(&self.text, "aria-invalid", if bad { "true" } else { "false" });
    }

    /// Opens what hides a match, and scrolls it into the middle. Twice: what is
    /// laid out only now is not as high as it was guessed to be.
    fn reveal(&self, piece: &Piece) {
        let Some(transcript) = self.transcript.upgrade() else { return };
        let Some(parent) = piece.start.0.parent_element() else { return };
        transcript.leave_end();
        if let Some(section) = section_of(&parent) {
            set_folded(&section, false);
        }
        if let Ok(Some(details)) = parent.closest("details:not([open])") {
            dom::attribute(&details, "open", "");
        }
        go_to(&parent);
        scroll_to(&transcript, piece);
        let (this, piece) = (Rc::downgrade(&transcript), piece.clone());
        let again = Timeout::new(50, move || {
            if let Some(transcript) = this.upgrade() {
                scroll_to(&transcript, &piece);
            }
        });
        again.forget();
    }

    fn filter_now(self: &Rc<Self>) {
        let Some(transcript) = self.transcript.upgrade() else { return };
        transcript.set_filter(Filter::parse(&self.filter.value()));
        self.show_whether_filtered();
        self.transcript_changed();
    }

    /// The button in the toolbar tells that something is hidden.
    fn show_whether_filtered(&self) {
        let pressed = self.bar.query_selector(".chip[aria-pressed=false]").ok().flatten();
        let filtered = pressed.is_some() || !Filter::parse(&self.filter.value()).is_empty();
        self.opener
            .class_list()
            .toggle_with_force("filtered", filtered)
            .map(drop)
            .unwrap_or_default();
    }
}

/// Scrolls so that a piece of text is in the middle, if it is not in sight.
fn scroll_to(transcript: &Transcript, piece: &Piece) {
    let document = piece.start.0.owner_document();
    let Some(range) = document.and_then(|document| document.create_range().ok()) else { return };
    if range.set_start(&piece.start.0, piece.start.1).is_err()
        || range.set_end(&piece.end.0, piece.end.1).is_err()
    {
        return;
    }
    let scroller = transcript.scroller();
    let (rect, frame) = (range.get_bounding_client_rect(), scroller.get_bounding_client_rect());
    if rect.top() < frame.top() + 8.0 || rect.bottom() > frame.bottom() - 8.0 {
        let middle = frame.top() + frame.height() / 2.0;
        let top = f64::from(scroller.scroll_top()) + rect.top() - middle;
        scroller.set_scroll_top(top as i32);
    }
}

fn is_pressed(button: &Element) -> bool {
    button.get_attribute("aria-pressed").as_deref() == Some("true")
}

/// Presses or releases a button; gives whether it is pressed now.
fn toggle(button: &Element) -> bool {
    let pressed = !is_pressed(button);
    dom::attribute(button, "aria-pressed", if pressed { "true" } else { "false" });
    pressed
}

/// The transcript as text, the way that Python's own console shows it.
fn whole_text(transcript: &Transcript) -> String {
    let mut text = String::new();
    for section in transcript.sections() {
        let section = section.borrow();
        for (index, line) in section.code().lines().enumerate() {
            text.push_str(if index == 0 { ">>> " } else { "... " });
            text.push_str(line);
            text.push('\n');
        }
        text.push_str(&section.shown_text());
    }
    text
}
