//! The log: all sections, kept at its end while the person is there.

use crate::PanelError;
use crate::cell_bar::CellBar;
use crate::chunks::Chunks;
use crate::dom::{self, Listening};
use crate::filter::Filter;
use crate::find_bar::FindBar;
use crate::mime_view::{Transient, transient};
use crate::output_view::OUTPUT_BYTES;
use crate::record::RecordedCell;
use crate::section::Section;
use gloo_timers::callback::Timeout;
use morelia_protocol::{MimeBundle, StreamName};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventTarget, HtmlElement};

/// Output is shown once in so many milliseconds, however often it comes.
const FLUSH_MS: u32 = 16;

/// Older sections than these are taken away.
const MOST_SECTIONS: usize = 20_000;

/// Older sections are taken away when all that is shown is longer.
const MOST_BYTES: usize = 8 * OUTPUT_BYTES;

/// So near to the end, the person wants to see the end.
const NEAR_PIXELS: i32 = 24;

/// A section that its cell writes to.
pub(crate) type SharedSection = Rc<RefCell<Section>>;

/// The log.
pub(crate) struct Transcript {
    scroller: HtmlElement,
    log: HtmlElement,
    chunks: RefCell<Chunks>,
    sections: RefCell<VecDeque<SharedSection>>,
    /// Sections with output that is not shown yet.
    unflushed: RefCell<Vec<SharedSection>>,
    flush_is_due: Cell<bool>,
    filter: RefCell<Filter>,
    /// The person is at the end and wants to stay there.
    follows: Cell<bool>,
    last_top: Cell<i32>,
    listening: OnceCell<[Listening; 2]>,
    bars: OnceCell<(Rc<FindBar>, Rc<CellBar>)>,
    this: Weak<Self>,
}

impl Transcript {
    /// Finds the elements.
    ///
    /// # Errors
    /// When `panel.html` lacks one.
    pub(crate) fn find() -> Result<Rc<Self>, PanelError> {
        let (scroller, log) = (dom::by_id("scroller")?, dom::by_id::<HtmlElement>("log")?);
        let transcript = Rc::new_cyclic(|this| Self {
            scroller,
            chunks: RefCell::new(Chunks::new(log.clone())),
            log,
            sections: RefCell::default(),
            unflushed: RefCell::default(),
            flush_is_due: Cell::new(false),
            filter: RefCell::default(),
            follows: Cell::new(true),
            last_top: Cell::new(0),
            listening: OnceCell::new(),
            bars: OnceCell::new(),
            this: this.clone(),
        });
        transcript.listening.set(transcript.listen()).unwrap_or_default();
        let bars = (FindBar::open(&transcript)?, CellBar::open(&transcript));
        transcript.bars.set(bars).unwrap_or_default();
        Ok(transcript)
    }

    /// Scrolling up leaves the end; a narrower window keeps it in sight.
    fn listen(&self) -> [Listening; 2] {
        let (scrolled, resized) = (self.this.clone(), self.this.clone());
        let window: EventTarget = js_sys::global().unchecked_into();
        [
            Listening::new(&self.scroller, "scroll", move |_: Event| {
                if let Some(this) = scrolled.upgrade() {
                    this.scrolled();
                }
            }),
            Listening::new(&window, "resize", move |_: Event| {
                if let Some(this) = resized.upgrade() {
                    this.stay_at_end();
                }
            }),
        ]
    }

    fn scrolled(&self) {
        let top = self.scroller.scroll_top();
        let below = self.scroller.scroll_height() - top - self.scroller.client_height();
        if below <= NEAR_PIXELS {
            self.follows.set(true);
        } else if top < self.last_top.get() {
            self.follows.set(false);
        }
        self.last_top.set(top);
    }

    fn stay_at_end(&self) {
        if self.follows.get() {
            self.scroller.set_scroll_top(self.scroller.scroll_height());
        }
    }

    /// Where the log is scrolled.
    pub(crate) fn scroller(&self) -> &HtmlElement {
        &self.scroller
    }

    /// The element of the log.
    pub(crate) fn log(&self) -> &HtmlElement {
        &self.log
    }

    /// All sections, the oldest first.
    pub(crate) fn sections(&self) -> Vec<SharedSection> {
        self.sections.borrow().iter().cloned().collect()
    }

    /// The section that an element is in.
    pub(crate) fn section_of(&self, element: &Element) -> Option<SharedSection> {
        let element = crate::chunks::section_of(element)?;
        let sections = self.sections.borrow();
        let is_it = |it: &&SharedSection| it.borrow().element().is_same_node(Some(&element));
        sections.iter().rev().find(is_it).cloned()
    }

    /// Calls `show` when a place in a file is pressed: the file, and the line.
    pub(crate) fn on_place(&self, show: impl Fn(String, u32) + 'static) {
        if let Some((_, cell_bar)) = self.bars.get() {
            cell_bar.on_place(show);
        }
    }

    /// Adds a cell at the end, and goes there.
    pub(crate) fn add_cell(&self, code: &str) -> SharedSection {
        let section = self.add(Section::cell(code));
        self.sieve(&section);
        self.go_to_end();
        section
    }

    /// Shows when each cell ran, or not.
    pub(crate) fn show_times(&self, shown: bool) {
        self.log.class_list().toggle_with_force("with-times", shown).map(drop).unwrap_or_default();
        if let Ok(button) = dom::by_id::<HtmlElement>("times") {
            dom::attribute(&button, "aria-pressed", &shown.to_string());
        }
    }

    /// Adds a cell of a saved session.
    pub(crate) fn add_recorded(&self, cell: &RecordedCell) {
        let section = self.add(Section::cell(&cell.code));
        section.borrow_mut().replay(cell);
    }

    /// Draws a line through the log.
    pub(crate) fn divide(&self, words: &str, detail: &str) {
        let mut section = Section::loose();
        let divider = dom::element("div", "entry divider");
        dom::attribute(&divider, "role", "separator");
        dom::attribute(&divider, "aria-label", &format!("{words} {detail}"));
        dom::append(&divider, &dom::text_element("span", "words", words));
        dom::append(&divider, &dom::text_element("span", "detail", detail));
        divider.set_title(detail);
        dom::append(section.end(), &divider);
        self.add(section);
        // What comes next begins a section of its own.
        self.add(Section::loose());
        self.stay_at_end();
    }

    /// Changes the section that is given, or one at the end for what belongs
    /// to no cell.
    pub(crate) fn change(
        &self,
        section: Option<&SharedSection>,
        change: impl FnOnce(&mut Section),
    ) {
        let section = section.cloned().unwrap_or_else(|| self.loose());
        change(&mut section.borrow_mut());
        self.changed(&section);
        self.stay_at_end();
    }

    /// Shows what `display()` gave: a new value, or one in the place of another.
    pub(crate) fn display(&self, section: Option<&SharedSection>, bundle: &MimeBundle) {
        match transient(bundle) {
            Transient::Show => self.change(section, |section| section.value(bundle, false)),
            Transient::Clear { wait } => self.change(section, |it| it.clear_output(wait)),
            Transient::Update { id } => {
                for section in self.sections() {
                    if section.borrow_mut().update(&id, bundle) {
                        self.changed(&section);
                    }
                }
                self.stay_at_end();
            }
        }
    }

    /// Adds output to a section; it is shown soon.
    pub(crate) fn write(&self, section: Option<&SharedSection>, name: StreamName, text: String) {
        let section = section.cloned().unwrap_or_else(|| self.loose());
        section.borrow_mut().write(name, text);
        let mut unflushed = self.unflushed.borrow_mut();
        if !unflushed.iter().any(|other| Rc::ptr_eq(other, &section)) {
            unflushed.push(section);
        }
        if self.flush_is_due.replace(true) {
            return;
        }
        let this = self.this.clone();
        let flush = Timeout::new(FLUSH_MS, move || {
            if let Some(this) = this.upgrade() {
                this.flush_is_due.set(false);
                this.flush_all();
            }
        });
        flush.forget();
    }

    /// Takes all sections away, except the given ones, which lose what they
    /// showed so far.
    pub(crate) fn clear(&self, keep: &[SharedSection]) {
        if let Some((_, cell_bar)) = self.bars.get() {
            cell_bar.leave();
        }
        let mut chunks = self.chunks.borrow_mut();
        self.sections.borrow_mut().retain(|section| {
            let kept = keep.iter().any(|other| Rc::ptr_eq(other, section));
            if kept {
                section.borrow_mut().clear_body();
            } else {
                chunks.remove(section.borrow().element());
            }
            kept
        });
        chunks.clear_notes();
        drop(chunks);
        self.tell_find_bar();
    }

    /// Scrolls to the end.
    pub(crate) fn go_to_end(&self) {
        self.follows.set(true);
        self.stay_at_end();
    }

    /// Stays where the person was led to, whatever comes at the end.
    pub(crate) fn leave_end(&self) {
        self.follows.set(false);
    }

    /// Shows only what passes.
    pub(crate) fn set_filter(&self, filter: Filter) {
        let before = self.filter.replace(filter);
        if before != *self.filter.borrow() {
            self.sections().iter().for_each(|section| self.sieve(section));
            self.stay_at_end();
        }
    }

    /// Hides a section that the filter does not let through, or shows it again.
    /// What belongs to no cell is looked at one by one.
    fn sieve(&self, section: &SharedSection) {
        let filter = self.filter.borrow();
        let section = section.borrow();
        let hide = |element: &Element| {
            let passes =
                filter.is_empty() || filter.passes(&element.text_content().unwrap_or_default());
            element.class_list().toggle_with_force("sieved", !passes).map(drop).unwrap_or_default();
        };
        if section.is_cell() {
            hide(section.element());
        } else {
            let entries = section.body().children();
            (0..entries.length()).filter_map(|at| entries.item(at)).for_each(|it| hide(&it));
        }
    }

    fn changed(&self, section: &SharedSection) {
        if !self.filter.borrow().is_empty() {
            self.sieve(section);
        }
        self.tell_find_bar();
    }

    fn tell_find_bar(&self) {
        if let Some((find_bar, _)) = self.bars.get() {
            find_bar.transcript_changed();
        }
    }

    fn flush_all(&self) {
        for section in self.unflushed.take() {
            section.borrow_mut().flush();
            self.changed(&section);
        }
        self.trim();
        self.stay_at_end();
    }

    fn loose(&self) -> SharedSection {
        let last = self.sections.borrow().back().cloned();
        match last.filter(|last| !last.borrow().is_cell()) {
            Some(last) => last,
            None => self.add(Section::loose()),
        }
    }

    fn add(&self, section: Section) -> SharedSection {
        self.chunks.borrow().append(section.element());
        let section = Rc::new(RefCell::new(section));
        self.sections.borrow_mut().push_back(section.clone());
        self.trim();
        section
    }

    fn trim(&self) {
        let mut sections = self.sections.borrow_mut();
        let mut bytes: usize = sections.iter().map(|section| section.borrow().bytes()).sum();
        while sections.len() > 1 && (sections.len() > MOST_SECTIONS || bytes > MOST_BYTES) {
            let Some(oldest) = sections.pop_front() else { break };
            let oldest = oldest.borrow();
            bytes -= oldest.bytes();
            self.chunks.borrow_mut().drop_oldest(oldest.element(), oldest.bytes());
        }
    }
}
