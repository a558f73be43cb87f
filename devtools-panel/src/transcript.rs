//! The log: all sections, kept at its end while the person is there.

use crate::PanelError;
use crate::dom::{self, Listening};
use crate::output_view::OUTPUT_BYTES;
use crate::record::RecordedCell;
use crate::section::Section;
use gloo_timers::callback::Timeout;
use morelia_protocol::StreamName;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use web_sys::{Event, EventTarget, HtmlElement};

/// Output is shown once in so many milliseconds, however often it comes.
const FLUSH_MS: u32 = 16;

/// Older sections than these are taken away.
const MOST_SECTIONS: usize = 1000;

/// Older sections are taken away when the outputs of all are longer.
const MOST_BYTES: usize = 4 * OUTPUT_BYTES;

/// So near to the end, the person wants to see the end.
const NEAR_PIXELS: i32 = 24;

/// A section that its cell writes to.
pub(crate) type SharedSection = Rc<RefCell<Section>>;

/// The log.
pub(crate) struct Transcript {
    scroller: HtmlElement,
    log: HtmlElement,
    sections: RefCell<VecDeque<SharedSection>>,
    flush_is_due: Cell<bool>,
    /// The person is at the end and wants to stay there.
    follows: Cell<bool>,
    last_top: Cell<i32>,
    listening: OnceCell<[Listening; 2]>,
    this: Weak<Self>,
}

impl Transcript {
    /// Finds the elements.
    ///
    /// # Errors
    /// When `panel.html` lacks one.
    pub(crate) fn find() -> Result<Rc<Self>, PanelError> {
        let (scroller, log) = (dom::by_id("scroller")?, dom::by_id("log")?);
        let transcript = Rc::new_cyclic(|this| Self {
            scroller,
            log,
            sections: RefCell::default(),
            flush_is_due: Cell::new(false),
            follows: Cell::new(true),
            last_top: Cell::new(0),
            listening: OnceCell::new(),
            this: this.clone(),
        });
        transcript.listening.set(transcript.listen()).unwrap_or_default();
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

    /// Adds a cell at the end, and goes there.
    pub(crate) fn add_cell(&self, code: &str) -> SharedSection {
        let section = self.add(Section::cell(code));
        self.go_to_end();
        section
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
        self.stay_at_end();
    }

    /// Adds output to a section; it is shown soon.
    pub(crate) fn write(&self, section: Option<&SharedSection>, name: StreamName, text: String) {
        let section = section.cloned().unwrap_or_else(|| self.loose());
        section.borrow_mut().write(name, text);
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
        self.sections.borrow_mut().retain(|section| {
            let kept = keep.iter().any(|other| Rc::ptr_eq(other, section));
            if kept {
                section.borrow_mut().clear_body();
            } else {
                section.borrow().element().remove();
            }
            kept
        });
        // The greeting is no section.
        while let Some(child) = self.log.first_element_child() {
            if child.tag_name() == "SECTION" {
                break;
            }
            child.remove();
        }
    }

    /// Scrolls to the end.
    pub(crate) fn go_to_end(&self) {
        self.follows.set(true);
        self.stay_at_end();
    }

    fn flush_all(&self) {
        for section in self.sections.borrow().iter() {
            section.borrow_mut().flush();
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
        dom::append(&self.log, section.element());
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
            bytes -= oldest.borrow().bytes();
            oldest.borrow().element().remove();
        }
    }
}
