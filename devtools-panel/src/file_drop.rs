//! Files that are dropped on the panel: Python and text go into the editor, the
//! cells of a notebook are offered to be run.

use crate::choice_dialog::ChoiceDialog;
use crate::console::Console;
use crate::dom::{self, Listening};
use crate::notebook_reader::{NotebookCell, open_notebook};
use crate::saving::cells_of;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DragEvent, File, HtmlElement, HtmlInputElement};

/// A larger file is no code.
const MOST_BYTES: f64 = 50_000_000.0;

/// A longer program is offered to be run at once: it is no pleasure in the editor.
const LONG_BYTES: usize = 20_000;

/// What is done with a file, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Python,
    Text,
    Notebook,
    Session,
    Other,
}

fn kind_of(name: &str) -> Kind {
    match name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).as_deref() {
        Some("py" | "pyw" | "pyi") => Kind::Python,
        Some("txt") => Kind::Text,
        Some("ipynb") => Kind::Notebook,
        Some("json") => Kind::Session,
        _ => Kind::Other,
    }
}

impl Console {
    /// Takes the files that are dropped on an element.
    pub(crate) fn listen_to_files(&self, page: &HtmlElement) -> [Listening; 2] {
        let over = |event: DragEvent| {
            if has_files(&event) {
                // Otherwise the browser would leave the panel for the file.
                event.prevent_default();
            }
        };
        let dropped = self.weakly(|console, event: DragEvent| {
            if has_files(&event) {
                event.prevent_default();
                console.take_files(&event);
            }
        });
        [Listening::new(page, "dragover", over), Listening::new(page, "drop", dropped)]
    }

    fn take_files(&self, event: &DragEvent) {
        let Some(files) = event.data_transfer().and_then(|data| data.files()) else { return };
        if files.length() > 1 {
            return self.complain("Drop one file at a time: each is asked about.");
        }
        if let Some(file) = files.item(0) {
            self.read_file(file);
        }
    }

    /// Opens a file that the person dropped or chose.
    pub(crate) fn read_file(&self, file: File) {
        let name = file.name();
        if kind_of(&name) == Kind::Other {
            return self.complain(&format!(
                "{name} cannot be opened here: choose a .py, .txt or .ipynb file, or a saved session."
            ));
        }
        if file.size() > MOST_BYTES {
            return self.complain(&format!("{name} is larger than 50 MB: nothing was opened."));
        }
        let read = self.weakly(move |console, text: Result<String, String>| match text {
            Ok(text) => console.take_file(&name, &text),
            Err(reason) => {
                console.complain(&format!("{name} could not be read ({reason}). Drop it again."));
            }
        });
        spawn_local(async move { read(text_of(&file).await) });
    }

    fn take_file(&self, name: &str, text: &str) {
        match kind_of(name) {
            Kind::Notebook => self.offer_notebook(name, text),
            Kind::Session => self.open_session(name, text),
            kind => self.offer_text(name, text, kind),
        }
    }

    fn offer_text(&self, name: &str, text: &str, kind: Kind) {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        if kind == Kind::Python {
            let cells = cells_of(&text);
            match cells.len() {
                0 => return self.complain(&format!("{name} has no Python code in it.")),
                1 => {}
                _ => return self.offer_cells(name, cells),
            }
        }
        let is_long = kind == Kind::Python && text.len() > LONG_BYTES;
        let is_empty = self.editor_text().trim().is_empty();
        if is_empty && !is_long {
            return self.set_editor_text(&text);
        }
        let into =
            if is_empty { "Open it in the editor" } else { "Replace the text in the editor" };
        let kilobytes = text.len().div_ceil(1000);
        let (question, answers) = if is_long {
            (
                format!("{name} is long ({kilobytes} kB). What should be done with it?"),
                vec!["Run it", into],
            )
        } else {
            (format!("Replace what is in the editor by {name}?"), vec!["Replace"])
        };
        let answered = self.weakly(move |console, answer: Option<usize>| {
            console.close_dialog();
            match answer {
                Some(0) if is_long => console.submit(&text),
                Some(_) => console.set_editor_text(&text),
                None => {}
            }
        });
        let dialog = ChoiceDialog::open(&question, None, &answers, answered);
        self.editing.dialog.replace(Some(dialog));
    }

    fn offer_notebook(&self, name: &str, text: &str) {
        let cells = match open_notebook(text) {
            Ok(cells) => cells,
            Err(error) => return self.complain(&format!("{name}: {error}")),
        };
        let codes: Vec<String> = cells
            .iter()
            .filter_map(|cell| match cell {
                NotebookCell::Code(code) if !code.trim().is_empty() => Some(code.clone()),
                _ => None,
            })
            .collect();
        if codes.is_empty() {
            return self.complain(&format!("{name} has no cells with code."));
        }
        let (list, boxes) = checklist(&cells);
        let question = format!("Which cells of {name} should be run?");
        let answered = self.weakly(move |console, answer: Option<usize>| {
            console.close_dialog();
            if answer.is_some() {
                let chosen = boxes.iter().zip(&codes).filter(|(field, _)| field.checked());
                chosen.for_each(|(_, code)| console.submit(code));
            }
        });
        let dialog = ChoiceDialog::open(&question, Some(&list), &["Run"], answered);
        self.editing.dialog.replace(Some(dialog));
    }

    fn close_dialog(&self) {
        drop(self.editing.dialog.take());
        self.focus_editor();
    }

    pub(crate) fn complain(&self, text: &str) {
        self.transcript.change(None, |section| section.note("entry remark bad", text));
    }
}

/// The cells, with a box to be ticked at each that has code; and those boxes.
fn checklist(cells: &[NotebookCell]) -> (HtmlElement, Vec<HtmlInputElement>) {
    let list = dom::element("div", "notebook-cells");
    let mut boxes = Vec::new();
    for cell in cells {
        match cell {
            NotebookCell::Markdown(text) => {
                let line = dom::text_element("div", "notebook-text", first_line(text));
                dom::append(&list, &line);
            }
            NotebookCell::Code(code) if code.trim().is_empty() => {}
            NotebookCell::Code(code) => {
                let label = dom::element("label", "notebook-code");
                let field: HtmlInputElement = dom::element("input", "").unchecked_into();
                field.set_type("checkbox");
                field.set_checked(true);
                dom::append(&label, &field);
                dom::append(&label, &dom::text_element("code", "", first_line(code)));
                let more = code.trim().lines().count() - 1;
                if more > 0 {
                    let words = format!("{more} more line{}", if more == 1 { "" } else { "s" });
                    dom::append(&label, &dom::text_element("span", "notebook-more", &words));
                }
                dom::append(&list, &label);
                boxes.push(field);
            }
        }
    }
    (list, boxes)
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default()
}

fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| types.includes(&JsValue::from_str("Files"), 0))
}

async fn text_of(file: &File) -> Result<String, String> {
    let text = JsFuture::from(file.text()).await;
    let text = text.map_err(|error| words_of(&error))?;
    text.as_string().ok_or_else(|| "it is no text".to_owned())
}

fn words_of(error: &JsValue) -> String {
    morelia_webext::ApiError::from(error.clone()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let names = ["a.py", "A.PY", "b.ipynb", "c.txt", "d", "e.tar.gz", "x.morelia.json"];
        use Kind::{Notebook, Other, Python, Session, Text};
        assert_eq!(names.map(kind_of), [Python, Python, Notebook, Text, Other, Other, Session]);
        assert_eq!(first_line("\n a\nb"), "a");
    }
}
