//! The search in the history, as a shell's Ctrl+R: a bar below the editor that
//! shows the newest match.

use crate::console::{Console, now};
use crate::dom::{self, Listening};
use crate::history::{Entry, find};
use crate::site_pattern::site_of;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent};

/// More of a match is not shown.
const SHOWN_LINES: usize = 6;
const SHOWN_CHARACTERS: usize = 600;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Older,
    Newer,
    Take,
    Leave,
}

/// The open bar; it is taken away when this is dropped.
pub(crate) struct HistorySearch {
    bar: HtmlElement,
    field: HtmlInputElement,
    found_text: HtmlElement,
    place: HtmlElement,
    site_only: HtmlElement,
    site: String,
    found: RefCell<Vec<Entry>>,
    at: Cell<usize>,
    only_site: Cell<bool>,
    listening: RefCell<Vec<Listening>>,
}

impl Console {
    /// Opens the bar, or goes on to older matches.
    pub(crate) fn search_history(&self) {
        if let Some(search) = self.editing.search.borrow().as_ref() {
            search.step(Step::Older);
            search.focus();
            return;
        }
        let Ok(prompt) = dom::by_id::<HtmlElement>("editor") else { return };
        let site = site_of(&self.editing.url.borrow());
        let search = Rc::new(HistorySearch::new(&prompt, site));
        search.listen(self);
        search.look(self);
        self.editing.search.replace(Some(search.clone()));
        search.focus();
        self.transcript.go_to_end();
    }

    /// Looks again, when there is more to be found.
    pub(crate) fn search_again(&self) {
        let search = self.editing.search.borrow().clone();
        if let Some(search) = search {
            search.look(self);
        }
    }

    fn end_search(&self, take: bool) {
        let Some(search) = self.editing.search.take() else { return };
        if take && let Some(entry) = search.current() {
            self.set_editor_text(&entry.code);
        }
        drop(search);
        self.focus_editor();
    }
}

impl HistorySearch {
    fn new(editor: &HtmlElement, site: String) -> Self {
        let bar = dom::element("div", "history-search");
        dom::attribute(&bar, "role", "search");
        dom::attribute(&bar, "aria-label", "History");
        let row = dom::element("div", "history-row");
        let field: HtmlInputElement = dom::element("input", "history-field").unchecked_into();
        field.set_type("text");
        dom::attribute(&field, "aria-label", "Search the history");
        dom::attribute(&field, "placeholder", "Search the history");
        dom::attribute(&field, "aria-describedby", "history-keys");
        dom::attribute(&field, "autocomplete", "off");
        dom::attribute(&field, "spellcheck", "false");
        dom::append(&row, &field);
        let site_only = dom::text_element("button", "history-site", "This site");
        dom::attribute(&site_only, "type", "button");
        dom::attribute(&site_only, "aria-pressed", "false");
        dom::attribute(&site_only, "title", "Only what was run on this site (Alt+S)");
        dom::append(&row, &site_only);
        let place = dom::element("span", "history-place");
        dom::append(&row, &place);
        let keys = "Ctrl+R older · Enter takes · Esc leaves";
        let keys = dom::text_element("span", "history-keys", keys);
        keys.set_id("history-keys");
        dom::append(&row, &keys);
        let found_text = dom::element("pre", "history-found");
        dom::attribute(&found_text, "aria-live", "polite");
        dom::append(&bar, &found_text);
        dom::append(&bar, &row);
        if let Some(parent) = editor.parent_element() {
            dom::append(&parent, &bar);
        }
        Self {
            bar,
            field,
            found_text,
            place,
            site_only,
            site,
            found: RefCell::default(),
            at: Cell::new(0),
            only_site: Cell::new(false),
            listening: RefCell::default(),
        }
    }

    fn listen(self: &Rc<Self>, console: &Console) {
        let this = Rc::downgrade(self);
        let typed = console.weakly(move |console, _: Event| {
            if let Some(search) = this.upgrade() {
                search.look(&console);
            }
        });
        let this = Rc::downgrade(self);
        let toggled = console.weakly(move |console, _: MouseEvent| {
            if let Some(search) = this.upgrade() {
                search.toggle_site(&console);
                search.focus();
            }
        });
        let this = Rc::downgrade(self);
        let pressed = console.weakly(move |console, event: KeyboardEvent| {
            let Some(search) = this.upgrade() else { return };
            if event.alt_key() && event.code() == "KeyS" {
                search.toggle_site(&console);
            } else {
                match step(&event, &search.site_only) {
                    None => return,
                    Some(Step::Take) => console.end_search(true),
                    Some(Step::Leave) => console.end_search(false),
                    Some(step) => search.step(step),
                }
            }
            event.prevent_default();
            event.stop_propagation();
        });
        self.listening.replace(vec![
            Listening::new(&self.field, "input", typed),
            Listening::new(&self.site_only, "click", toggled),
            Listening::new(&self.bar, "keydown", pressed),
        ]);
    }

    fn focus(&self) {
        self.field.focus().unwrap_or_default();
    }

    fn toggle_site(&self, console: &Console) {
        self.only_site.set(!self.only_site.get());
        let pressed = if self.only_site.get() { "true" } else { "false" };
        dom::attribute(&self.site_only, "aria-pressed", pressed);
        self.look(console);
    }

    /// Looks for what is in the field.
    fn look(&self, console: &Console) {
        let site = self.only_site.get().then_some(self.site.as_str());
        let found = console.history().borrow().search(&self.field.value(), site);
        self.found.replace(found);
        self.at.set(0);
        self.show();
    }

    fn step(&self, step: Step) {
        let last = self.found.borrow().len().saturating_sub(1);
        let at = self.at.get();
        self.at.set(if step == Step::Older { (at + 1).min(last) } else { at.saturating_sub(1) });
        self.show();
    }

    fn current(&self) -> Option<Entry> {
        self.found.borrow().get(self.at.get()).cloned()
    }

    fn show(&self) {
        self.found_text.set_text_content(None);
        let Some(entry) = self.current() else {
            dom::append_text(&self.found_text, "Nothing found");
            dom::attribute(&self.found_text, "data-found", "no");
            self.place.set_text_content(None);
            return;
        };
        dom::attribute(&self.found_text, "data-found", "yes");
        let text = self.field.value();
        let (begin, end) = find(&entry.code, &text).unwrap_or((0, 0));
        let (from, to) = window(&entry.code, begin);
        let part = |from: usize, to: usize| entry.code.get(from..to).unwrap_or_default();
        if from > 0 {
            dom::append_text(&self.found_text, "…");
        }
        dom::append_text(&self.found_text, part(from, begin));
        if end > begin {
            let marked = dom::text_element("mark", "", part(begin, end));
            dom::append(&self.found_text, &marked);
        }
        dom::append_text(&self.found_text, part(end, to.max(end)));
        if to < entry.code.len() {
            dom::append_text(&self.found_text, " …");
        }
        let count = self.found.borrow().len();
        let mut place = format!("{} of {count}", self.at.get() + 1);
        if entry.time > 0.0 {
            place = format!("{place} · {}", ago(now() - entry.time));
        }
        if !entry.site.is_empty() {
            place = format!("{place} · {}", entry.site);
        }
        self.place.set_text_content(Some(&place));
    }
}

impl Drop for HistorySearch {
    fn drop(&mut self) {
        self.bar.remove();
    }
}

fn step(event: &KeyboardEvent, button: &HtmlElement) -> Option<Step> {
    let control = event.ctrl_key() && !event.alt_key();
    let on_button = event.target().is_some_and(|target| target == *button.as_ref());
    match event.key().as_str() {
        "r" | "ArrowUp" if control || event.key() == "ArrowUp" => Some(Step::Older),
        "s" | "ArrowDown" if control || event.key() == "ArrowDown" => Some(Step::Newer),
        "Enter" if !event.is_composing() && !on_button => Some(Step::Take),
        "Escape" => Some(Step::Leave),
        "g" if control => Some(Step::Leave),
        _ => None,
    }
}

/// The part of a cell that is shown: some lines around the match, in bytes.
fn window(code: &str, begin: usize) -> (usize, usize) {
    let before = code.get(..begin).unwrap_or_default();
    let mut from = if code.lines().count() <= SHOWN_LINES {
        0
    } else {
        before.rfind('\n').map_or(0, |at| at + 1)
    };
    if begin - from > SHOWN_CHARACTERS / 2 {
        from = floor(code, begin - SHOWN_CHARACTERS / 4);
    }
    let rest = code.get(from..).unwrap_or_default();
    let lines = rest.match_indices('\n').nth(SHOWN_LINES - 1).map_or(rest.len(), |(at, _)| at);
    (from, floor(code, from + lines.min(SHOWN_CHARACTERS)))
}

fn floor(text: &str, mut at: usize) -> usize {
    while at > 0 && !text.is_char_boundary(at) {
        at -= 1;
    }
    at.min(text.len())
}

/// How long ago something was.
fn ago(seconds: f64) -> String {
    match seconds {
        ..60.0 => "just now".to_owned(),
        60.0..3600.0 => format!("{} min ago", (seconds / 60.0).floor()),
        3600.0..86_400.0 => format!("{} h ago", (seconds / 3600.0).floor()),
        _ => format!("{} d ago", (seconds / 86_400.0).floor()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(ago(3.0), "just now");
        assert_eq!(ago(3599.0), "59 min ago");
        assert_eq!(ago(7200.0), "2 h ago");
        assert_eq!(ago(200_000.0), "2 d ago");
    }

    #[test]
    fn the_match_is_in_the_window() {
        let long = "ä".repeat(5000) + "needle" + &"ö".repeat(5000);
        let many = "line\n".repeat(50) + "needle\n" + &"line\n".repeat(50);
        for code in ["needle", &long, &many] {
            let begin = code.find("needle").unwrap();
            let (from, to) = window(code, begin);
            assert!(from <= begin && begin + 6 <= to && to <= code.len(), "{from} {to}");
            assert!(code.get(from..to).is_some() && to - from <= SHOWN_CHARACTERS + 4);
        }
        assert_eq!(window("a\nb", 2), (0, 3));
    }
}
