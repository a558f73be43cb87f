//! The log: all sections, kept at its end while the person is there.

use crate::PanelError;
use crate::dom;
use crate::output_view::OUTPUT_BYTES;
use crate::section::Section;
use gloo_timers::callback::Timeout;
use morelia_protocol::StreamName;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use web_sys::HtmlElement;

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
    this: Weak<Self>,
}

impl Transcript {
    /// Finds the elements.
    ///
    /// # Errors
    /// When `panel.html` lacks one.
    pub(crate) fn find() -> Result<Rc<Self>, PanelError> {
        let (scroller, log) = (dom::by_id("scroller")?, dom::by_id("log")?);
        Ok(Rc::new_cyclic(|this| Self {
            scroller,
            log,
            sections: RefCell::default(),
            flush_is_due: Cell::new(false),
            this: this.clone(),
        }))
    }

    /// Adds a cell at the end, and goes there.
    pub(crate) fn add_cell(&self, code: &str) -> SharedSection {
        let section = self.add(Section::cell(code));
        self.go_to_end();
        section
    }

    /// Draws a line through the log.
    pub(crate) fn divide(&self, words: &str, detail: &str) {
        self.at_end(|| {
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
        });
    }

    /// Changes the section that is given, or one at the end for what belongs
    /// to no cell.
    pub(crate) fn change(&self, section: Option<&SharedSection>, change: impl FnOnce(&mut Section)) {
        self.at_end(|| {
            let section = section.cloned().unwrap_or_else(|| self.loose());
            change(&mut section.borrow_mut());
        });
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
        self.scroller.set_scroll_top(self.scroller.scroll_height());
    }

    fn flush_all(&self) {
        self.at_end(|| {
            for section in self.sections.borrow().iter() {
                section.borrow_mut().flush();
            }
        });
        self.trim();
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

    /// Does something, and stays at the end when that is where we are.
    fn at_end(&self, change: impl FnOnce()) {
        let scroller = &self.scroller;
        let below = scroller.scroll_height() - scroller.scroll_top() - scroller.client_height();
        change();
        if below <= NEAR_PIXELS {
            self.go_to_end();
        }
    }
}
