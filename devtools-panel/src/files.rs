//! Saving the session to files of the person, and opening such files.

use crate::PanelError;
use crate::console::Console;
use crate::dom::{self, Listening};
use crate::saving::{Place, SessionFile, notebook, python_file, user_script};
use crate::transfer;
use morelia_protocol::{Reply, Request};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, MouseEvent};

/// The files that a session can be saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Python,
    Notebook,
    UserScript,
    Session,
}

impl Kind {
    fn by_id(id: &str) -> Option<Self> {
        match id {
            "save-python" => Some(Self::Python),
            "save-notebook" => Some(Self::Notebook),
            "save-user-script" => Some(Self::UserScript),
            "save-session" => Some(Self::Session),
            _ => None,
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Python => "py",
            Self::Notebook => "ipynb",
            Self::UserScript => "user.py",
            Self::Session => "morelia.json",
        }
    }

    fn mime(self) -> &'static str {
        match self {
            Self::Python | Self::UserScript => "text/x-python",
            Self::Notebook => "application/x-ipynb+json",
            Self::Session => "application/json",
        }
    }
}

impl Console {
    pub(crate) fn listen_to_files_menu(&self) -> Result<[Listening; 3], PanelError> {
        let menu: HtmlElement = dom::by_id("files-menu")?;
        let chosen = menu.clone();
        let pressed = self.weakly(move |console, event: MouseEvent| {
            let button = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
                .and_then(|target| target.closest("button").ok().flatten());
            let Some(button) = button else { return };
            let _ = chosen.hide_popover();
            console.files_command(&button.id());
        });
        let input: HtmlInputElement = dom::by_id("open-file")?;
        let files = input.clone();
        let picked = self.weakly(move |console, _: Event| {
            let file = files.files().and_then(|files| files.get(0));
            // So that the same file can be chosen again.
            files.set_value("");
            if let Some(file) = file {
                console.read_file(file);
            }
        });
        let walk = menu.clone();
        let moved = move |event: web_sys::KeyboardEvent| walk_menu(&walk, &event);
        Ok([
            Listening::new(&menu, "click", pressed),
            Listening::new(&input, "change", picked),
            Listening::new(&menu, "keydown", moved),
        ])
    }

    fn files_command(&self, id: &str) {
        if id == "open-file-button" {
            if let Ok(input) = dom::by_id::<HtmlInputElement>("open-file") {
                input.click();
            }
            return;
        }
        let Some(kind) = Kind::by_id(id) else { return };
        if self.record.borrow().cells().next().is_none() {
            self.remark("There is nothing to save yet: run something first.");
            return;
        }
        match kind {
            Kind::Session => self.save_session(),
            kind => self.save(kind, &self.text_of(kind)),
        }
    }

    fn text_of(&self, kind: Kind) -> String {
        let record = self.record.borrow();
        let (url, title) = self.place.borrow().clone();
        let place = Place { url: &url, title: &title };
        match kind {
            Kind::Python => python_file(place, record.cells()),
            Kind::Notebook => notebook(place, record.cells()),
            Kind::UserScript => user_script(place, record.cells()),
            Kind::Session => SessionFile::new(place, record.cells()).text(),
        }
    }

    fn save(&self, kind: Kind, text: &str) {
        let name = format!("{}.{}", file_name(&self.place.borrow().0), kind.ending());
        match transfer::download(&name, kind.mime(), text.as_bytes()) {
            Ok(()) => self.remark(&format!("Saved as {name}.")),
            Err(_) => self.remark("The browser refused to save the file."),
        }
    }

    /// With what of its variables can be pickled; without any while a cell runs that never yields.
    fn save_session(&self) {
        let Some(client) = self.client.get() else { return };
        let answer = client.request(Request::SaveState);
        let save = self.weakly(|console, reply: Option<Reply>| console.session_saved(reply));
        spawn_local(async move { save(answer.await.ok()) });
    }

    fn session_saved(&self, reply: Option<Reply>) {
        let (url, title) = self.place.borrow().clone();
        let place = Place { url: &url, title: &title };
        let mut file = SessionFile::new(place, self.record.borrow().cells());
        let remark = match reply {
            Some(Reply::SaveState { pickles, saved, skipped }) => {
                if !saved.is_empty() {
                    file.variables = Some(pickles);
                    file.names = saved;
                }
                skipped_text("Not saved", &skipped)
            }
            Some(Reply::Failed { message }) => {
                Some(format!("The variables could not be saved: {message}"))
            }
            _ => Some("The variables could not be saved: Python is not there.".to_owned()),
        };
        self.save(Kind::Session, &file.text());
        if let Some(remark) = remark {
            self.remark(&remark);
        }
    }

    /// Shows a session that was saved.
    pub(crate) fn open_session(&self, name: &str, text: &str) {
        match SessionFile::read(text) {
            Ok(file) => self.show_session(name, file),
            Err(error) => self.complain(&error.to_string()),
        }
    }

    /// Shows the cells of a file, with a button that runs them.
    pub(crate) fn offer_cells(&self, name: &str, cells: Vec<String>) {
        let words = format!("{name} has {} cells.", cells.len());
        let run = self.weakly(|console, cells: Rc<Vec<String>>| {
            for cell in cells.iter() {
                console.submit(cell);
            }
        });
        let edit = self.weakly(|console, cells: Rc<Vec<String>>| {
            console.set_editor_text(&cells.join("\n\n"));
        });
        let cells = Rc::new(cells);
        let same = cells.clone();
        self.offer(
            &words,
            vec![
                ("Run all", Box::new(move || run(cells.clone()))),
                ("Put into the editor", Box::new(move || edit(same.clone()))),
            ],
        );
    }

    fn show_session(&self, name: &str, file: SessionFile) {
        self.transcript.divide("Saved session", &format!("{name}, from {}", file.url));
        for cell in &file.cells {
            self.transcript.add_recorded(cell);
        }
        self.record.borrow_mut().take_in(file.cells);
        self.transcript.divide("End of the saved session", name);
        self.focus_editor();
        if let Some(variables) = file.variables {
            self.offer_variables(&file.names, variables);
        }
    }

    /// Unpickling runs what the file says: the person has to want it.
    fn offer_variables(&self, names: &[String], variables: String) {
        let words = format!(
            "The file has variables: {}. Restoring them can run code that is in the file: \
             do it if you trust where the file comes from.",
            names.join(", ")
        );
        let restore = self.weakly(|console, variables: String| console.restore(variables));
        let act = move || restore(variables.clone());
        self.offer(&words, vec![("Restore the variables", Box::new(act))]);
    }

    fn restore(&self, base64: String) {
        let Some(client) = self.client.get() else { return };
        let answer = client.request(Request::RestoreState { base64 });
        let done = self.weakly(|console, reply: Option<Reply>| match reply {
            Some(Reply::RestoreState { restored, skipped }) => {
                console.remark(&format!("Restored: {}.", restored.join(", ")));
                if let Some(text) = skipped_text("Not restored", &skipped) {
                    console.remark(&text);
                }
            }
            Some(Reply::Failed { message }) => console.complain(&message),
            _ => console.complain("The variables could not be restored: Python is not there."),
        });
        spawn_local(async move { done(answer.await.ok()) });
    }

    /// A line of our own in the transcript.
    pub(crate) fn remark(&self, text: &str) {
        self.transcript.change(None, |section| section.note("entry remark", text));
    }

    /// A line in the transcript with buttons, each of which works once and ends the offer.
    fn offer(&self, words: &str, buttons: Vec<(&'static str, Box<dyn Fn()>)>) {
        let entry = dom::element("div", "entry remark offer");
        dom::attribute(&entry, "role", "group");
        dom::attribute(&entry, "aria-label", words);
        dom::append(&entry, &dom::text_element("span", "", words));
        let mut first = None;
        let mut listening = Vec::new();
        for (label, act) in buttons {
            let button = dom::text_element("button", "choice", label);
            dom::attribute(&button, "type", "button");
            dom::append(&entry, &button);
            let parent = entry.clone();
            listening.push(Listening::new(&button, "click", move |_: MouseEvent| {
                for index in (0..parent.children().length()).rev() {
                    let child = parent.children().item(index);
                    if let Some(child) = child.filter(|child| child.tag_name() == "BUTTON") {
                        child.remove();
                    }
                }
                act();
            }));
            first.get_or_insert(button);
        }
        self.transcript.change(None, |section| section.hold(&entry, listening));
        if let Some(first) = first {
            let _ = first.focus();
        }
    }
}

/// What was left out, each with its reason.
fn skipped_text(heading: &str, skipped: &[(String, String)]) -> Option<String> {
    let each: Vec<_> = skipped.iter().map(|(name, why)| format!("{name} ({why})")).collect();
    (!each.is_empty()).then(|| format!("{heading}: {}.", each.join(", ")))
}

/// Arrow keys in a menu, as <https://www.w3.org/WAI/ARIA/apg/patterns/menu/> has them.
fn walk_menu(menu: &HtmlElement, event: &web_sys::KeyboardEvent) {
    let Ok(items) = menu.query_selector_all("button") else { return };
    let count = items.length();
    let focused = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.active_element());
    let at = (0..count).find(|index| {
        items.item(*index).is_some_and(|item| {
            focused.as_ref().is_some_and(|focused| item.is_same_node(Some(focused)))
        })
    });
    let next = match (event.key().as_str(), at) {
        ("ArrowDown", Some(at)) => (at + 1) % count.max(1),
        ("ArrowUp", Some(at)) => (at + count - 1) % count.max(1),
        ("ArrowDown" | "Home", _) => 0,
        ("ArrowUp" | "End", _) => count.saturating_sub(1),
        _ => return,
    };
    event.prevent_default();
    if let Some(item) = items.item(next).and_then(|item| item.dyn_into::<HtmlElement>().ok()) {
        let _ = item.focus();
    }
}

/// A name for a file, from the page's address.
fn file_name(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let name: String =
        rest.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(60).collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "session".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_for_their_page() {
        assert_eq!(file_name("https://a.example/x/y.html?q#z"), "a-example-x-y-html");
        assert_eq!(file_name("about:blank"), "about-blank");
        assert_eq!(file_name(""), "session");
        assert_eq!(file_name("https://../..//"), "session");
    }
}
