//! What can be done with one cell: fold, copy, go to the next by key, follow the
//! places in its tracebacks.
//!
//! There is one bar, which moves to the cell under the pointer or with the
//! focus: three buttons for each of ten thousand cells would be slow, and as
//! many stops for the Tab key.

use crate::chunks::section_of;
use crate::copying::copy_with;
use crate::dom::{self, Listening};
use crate::highlight;
use crate::traceback::cell_number;
use crate::transcript::{SharedSection, Transcript};
use std::cell::{OnceCell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, HtmlElement, KeyboardEvent, MouseEvent, ScrollIntoViewOptions,
    ScrollLogicalPosition,
};

/// Called with a file and a line.
type ShowPlace = Box<dyn Fn(String, u32)>;

/// The bar and the log's keys.
pub(crate) struct CellBar {
    bar: HtmlElement,
    number: HtmlElement,
    fold: HtmlElement,
    copy_code: HtmlElement,
    copy_output: HtmlElement,
    show_place: OnceCell<ShowPlace>,
    transcript: Weak<Transcript>,
    listening: RefCell<Vec<Listening>>,
}

impl CellBar {
    /// Makes the bar and listens to the log.
    pub(crate) fn open(transcript: &Rc<Transcript>) -> Rc<Self> {
        let bar = dom::element("div", "cell-bar");
        dom::attribute(&bar, "role", "toolbar");
        dom::attribute(&bar, "aria-label", "This cell");
        let number = dom::element("span", "number");
        dom::append(&bar, &number);
        let button = |class: &str, words: &str, label: &str| {
            let button = dom::text_element("button", class, words);
            dom::attribute(&button, "type", "button");
            dom::attribute(&button, "aria-label", label);
            dom::attribute(&button, "title", label);
            dom::append(&bar, &button);
            button
        };
        let copy_code = button("icon copy", "code", "Copy the code (C)");
        let copy_output = button("icon copy", "output", "Copy the output (O)");
        let fold = button("icon fold", "", "Hide the output (← and →)");
        let this = Rc::new(Self {
            bar: bar.clone(),
            number,
            fold: fold.clone(),
            copy_code: copy_code.clone(),
            copy_output: copy_output.clone(),
            show_place: OnceCell::new(),
            transcript: Rc::downgrade(transcript),
            listening: RefCell::default(),
        });
        let mut listening = vec![
            this.on(&copy_code, "click", |bar, _: MouseEvent| bar.copy(Copied::Code)),
            this.on(&copy_output, "click", |bar, _: MouseEvent| bar.copy(Copied::Output)),
            this.on(&fold, "click", |bar, _: MouseEvent| {
                if let Some(section) = bar.bar.parent_element() {
                    bar.set_folded(&section, !is_folded(&section));
                }
            }),
        ];
        let log = transcript.log();
        for event in ["pointerover", "focusin"] {
            listening.push(this.on(log, event, |bar, event: Event| bar.follow(&event)));
        }
        listening.push(this.on(log, "click", |bar, event: MouseEvent| bar.clicked(&event)));
        listening.push(this.on(log, "keydown", |bar, event: KeyboardEvent| {
            if bar.key(&event) {
                event.prevent_default();
                event.stop_propagation();
            }
        }));
        this.listening.replace(listening);
        this
    }

    fn on<E>(
        self: &Rc<Self>,
        target: &HtmlElement,
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

    /// Calls `show` for places that are in no cell.
    pub(crate) fn on_place(&self, show: impl Fn(String, u32) + 'static) {
        self.show_place.set(Box::new(show)).unwrap_or_default();
    }

    /// Leaves the cell, which is about to be taken away.
    pub(crate) fn leave(&self) {
        self.bar.remove();
    }

    /// Goes to the cell that the pointer or the focus is in.
    fn follow(&self, event: &Event) {
        let Some(section) = target(event).as_ref().and_then(section_of) else { return };
        let is_there = self.bar.parent_element().is_some_and(|it| it.is_same_node(Some(&section)));
        let is_used = self.bar.matches(":focus-within").unwrap_or(false);
        let is_empty = section.text_content().unwrap_or_default().is_empty();
        if is_there || (is_used && event.type_() == "pointerover") || is_empty {
            return;
        }
        let number = section.get_attribute("data-number").unwrap_or_default();
        self.number.set_text_content(Some(&number));
        self.copy_code.set_hidden(section.class_name() != "cell");
        self.show_folded(is_folded(&section));
        section.prepend_with_node_1(&self.bar).unwrap_or_default();
    }

    fn copy(&self, what: Copied) {
        let Some(transcript) = self.transcript.upgrade() else { return };
        let Some(section) = transcript.section_of(&self.bar) else { return };
        let section = section.borrow();
        match what {
            Copied::Code => copy_with(&self.copy_code, section.code()),
            Copied::Output => copy_with(&self.copy_output, &section.shown_text()),
        }
    }

    fn show_folded(&self, folded: bool) {
        dom::attribute(&self.fold, "aria-expanded", if folded { "false" } else { "true" });
        let label = if folded { "Show the output (→)" } else { "Hide the output (←)" };
        dom::attribute(&self.fold, "aria-label", label);
        self.fold.set_title(label);
    }

    fn set_folded(&self, section: &Element, folded: bool) {
        set_folded(section, folded);
        self.show_folded(folded);
    }

    fn clicked(&self, event: &MouseEvent) {
        let Some(target) = target(event) else { return };
        if let Some(stub) = closest(&target, ".stub")
            && let Some(section) = section_of(&stub)
        {
            self.set_folded(&section, false);
            section.focus().unwrap_or_default();
        } else if let Some(place) = closest(&target, ".place") {
            self.show(&place);
        }
        // A click here is not for the editor.
        if closest(&target, ".cell-bar, summary, .keeps-focus, .stub, .place").is_some() {
            event.stop_propagation();
        }
    }

    /// Shows the place that a line of a traceback names.
    fn show(&self, place: &Element) {
        let file = place.get_attribute("data-file").unwrap_or_default();
        let line = place.get_attribute("data-line").and_then(|line| line.parse().ok());
        let (Some(line), Some(transcript)) = (line, self.transcript.upgrade()) else { return };
        let cell = cell_number(&file).and_then(|number| cell_before(&transcript, place, number));
        if let Some(section) = cell {
            let section = section.borrow().element().clone();
            transcript.leave_end();
            go_to(&section);
            if let Ok(Some(source)) = section.query_selector(".source") {
                highlight::flash_line(&source, line);
            }
        } else if let Some(show) = self.show_place.get() {
            show(file, line);
        }
    }

    /// Keys of the log and its cells, as in the browsers' own consoles.
    fn key(&self, event: &KeyboardEvent) -> bool {
        let Some(target) = target(event) else { return false };
        if event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key() {
            return false;
        }
        let section = match section_of(&target) {
            Some(section) if section.is_same_node(Some(&target)) => Some(section),
            // A button or a field of a cell has keys of its own.
            Some(section) if event.key() == "Escape" => {
                section.focus().unwrap_or_default();
                return true;
            }
            Some(_) => return false,
            None => None,
        };
        match (event.key().as_str(), section) {
            ("ArrowUp", section) => self.step(section.as_ref(), -1),
            ("ArrowDown", section) => self.step(section.as_ref(), 1),
            ("ArrowLeft", Some(section)) => {
                self.set_folded(&section, true);
                true
            }
            ("ArrowRight", Some(section)) => {
                self.set_folded(&section, false);
                true
            }
            ("c", Some(section)) if section.class_name() == "cell" => {
                self.copy(Copied::Code);
                true
            }
            ("o", Some(_)) => {
                self.copy(Copied::Output);
                true
            }
            ("Escape", _) => focus_editor(),
            _ => false,
        }
    }

    /// Gives the focus to the cell before or after; from the log, to the last.
    fn step(&self, from: Option<&HtmlElement>, by: isize) -> bool {
        let Some(transcript) = self.transcript.upgrade() else { return false };
        let sections = transcript.sections();
        let at = from.and_then(|from| {
            sections.iter().rposition(|it| it.borrow().element().is_same_node(Some(from)))
        });
        let mut at = match at {
            Some(at) => at.checked_add_signed(by),
            None => sections.len().checked_sub(1),
        };
        while let Some(section) = at.and_then(|at| sections.get(at)) {
            let element = section.borrow().element().clone();
            if element.offset_height() > 0 {
                transcript.leave_end();
                element.focus().unwrap_or_default();
                return true;
            }
            at = at.and_then(|at| at.checked_add_signed(by));
        }
        by > 0 && from.is_some() && focus_editor()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    Code,
    Output,
}

/// Shows or hides what a cell showed; a button stands in its place.
pub(crate) fn set_folded(section: &Element, folded: bool) {
    if folded == is_folded(section) {
        return;
    }
    if let Ok(Some(stub)) = section.query_selector(":scope > .stub") {
        stub.remove();
    }
    if !folded {
        section.remove_attribute("data-folded").unwrap_or_default();
        return;
    }
    dom::attribute(section, "data-folded", "");
    let text = section.text_content().unwrap_or_default();
    let lines = text.trim_end().split('\n').count();
    let words = if lines == 1 { "… 1 line".to_owned() } else { format!("… {lines} lines") };
    let stub = dom::text_element("button", "stub", &words);
    dom::attribute(&stub, "type", "button");
    dom::attribute(&stub, "title", "Show the output");
    dom::append(section, &stub);
}

fn is_folded(section: &Element) -> bool {
    section.has_attribute("data-folded")
}

/// The last cell with a number that is not behind a place: numbers begin anew
/// when Python does.
fn cell_before(transcript: &Transcript, place: &Element, number: u32) -> Option<SharedSection> {
    let own = section_of(place)?;
    let sections = transcript.sections();
    let at = sections.iter().rposition(|it| it.borrow().element().is_same_node(Some(&own)))?;
    sections.get(..=at)?.iter().rev().find(|it| it.borrow().number() == number).cloned()
}

/// Scrolls an element into the middle.
pub(crate) fn go_to(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Puts the cursor where cells are typed.
pub(crate) fn focus_editor() -> bool {
    let Ok(editor) = dom::by_id::<HtmlElement>("editor") else { return false };
    let Ok(Some(content)) = editor.query_selector(".cm-content") else { return false };
    let Ok(content) = content.dyn_into::<HtmlElement>() else { return false };
    content.focus().is_ok()
}

fn target(event: &Event) -> Option<Element> {
    event.target().and_then(|target| target.dyn_into().ok())
}

fn closest(element: &Element, css: &str) -> Option<Element> {
    element.closest(css).ok().flatten()
}
