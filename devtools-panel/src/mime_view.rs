//! Shows one representation of a value, chosen from those it has.

use crate::control_pictures::pictured;
use crate::dom;
use crate::dom::Listening;
use crate::{image_view, json_view, markdown, sandbox, table_view, tree};
use morelia_protocol::{MimeBundle, TREE_MIME};
use web_sys::{Element, HtmlElement, MouseEvent};

/// Longer texts are cut, with a button that shows the rest.
const SHORT_BYTES: usize = 50_000;

/// Not a representation: what is to be done with a bundle.
const TRANSIENT: &str = "application/vnd.morelia.transient+json";

/// Draws the data of one MIME type into an element.
type Renderer = fn(&HtmlElement, &str) -> Vec<Listening>;

/// The types that can be shown, the most telling first.
const RENDERERS: &[(&str, Renderer)] = &[
    ("application/vnd.morelia.table+json", table_view::table),
    ("text/html", sandbox::html),
    ("text/markdown", markdown::markdown),
    ("image/svg+xml", image_view::svg),
    ("image/png", |parent, data| image_view::image(parent, "image/png", data)),
    ("image/jpeg", |parent, data| image_view::image(parent, "image/jpeg", data)),
    ("image/webp", |parent, data| image_view::image(parent, "image/webp", data)),
    ("image/gif", |parent, data| image_view::image(parent, "image/gif", data)),
    ("text/latex", source_text),
    ("application/json", json_view::json),
    (TREE_MIME, tree::render),
    ("text/plain", plain_text),
];

/// What a bundle of `display()` is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Transient {
    /// A value to show.
    Show,
    /// A value for the place of one that is shown.
    Update {
        /// The `display_id` of both.
        id: String,
    },
    /// Nothing to show: the cell is to be emptied.
    Clear {
        /// Only when something new comes.
        wait: bool,
    },
}

/// Reads what a bundle is for.
pub(crate) fn transient(bundle: &MimeBundle) -> Transient {
    let fields = fields_of(bundle);
    let is = |name: &str| fields.get(name).and_then(serde_json::Value::as_bool).unwrap_or(false);
    if is("clear") {
        return Transient::Clear { wait: is("wait") };
    }
    match display_id(bundle) {
        Some(id) if is("update") => Transient::Update { id },
        _ => Transient::Show,
    }
}

fn fields_of(bundle: &MimeBundle) -> serde_json::Value {
    bundle.get(TRANSIENT).and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// By which a shown value can be replaced.
pub(crate) fn display_id(bundle: &MimeBundle) -> Option<String> {
    fields_of(bundle).get("display_id").and_then(|id| id.as_str().map(str::to_owned))
}

/// A shown value.
pub(crate) struct MimeView {
    entry: HtmlElement,
    shown: HtmlElement,
    id: Option<String>,
    /// `text/plain`, where something else is shown.
    plain: Option<String>,
    bytes: usize,
    _listening: Vec<Listening>,
}

impl MimeView {
    /// Shows the best representation in `entry`.
    pub(crate) fn new(entry: &HtmlElement, bundle: &MimeBundle) -> Self {
        let shown = dom::element("div", "mime");
        dom::append(entry, &shown);
        let best = RENDERERS
            .iter()
            .find_map(|(mime, renderer)| Some((mime, renderer, bundle.get(*mime)?)));
        let plain = bundle.get("text/plain");
        let listening = match best {
            Some((_, renderer, data)) => renderer(&shown, data),
            None => {
                let types = bundle.keys().map(String::as_str).filter(|mime| *mime != TRANSIENT);
                let types: Vec<_> = types.collect();
                let text = format!("A value that the console cannot show ({}).", types.join(", "));
                dom::append(&shown, &dom::text_element("div", "note", &text));
                Vec::new()
            }
        };
        if let (Some(plain), Ok(Some(image))) = (plain, shown.query_selector(":scope > img")) {
            let end = plain.floor_char_boundary(200);
            dom::attribute(&image, "alt", plain.get(..end).unwrap_or_default());
        }
        let is_plain = best.is_some_and(|(mime, ..)| *mime == "text/plain");
        Self {
            entry: entry.clone(),
            shown,
            id: display_id(bundle),
            plain: plain.filter(|_| !is_plain).cloned(),
            bytes: bundle.values().map(String::len).sum(),
            _listening: listening,
        }
    }

    /// Shows another value in the place of this one.
    pub(crate) fn replace(&mut self, bundle: &MimeBundle) {
        self.shown.remove();
        *self = Self::new(&self.entry.clone(), bundle);
    }

    /// The `display_id` that the value was shown with.
    pub(crate) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The bytes that are held.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether this is the entry of the value.
    pub(crate) fn is_in(&self, entry: &Element) -> bool {
        self.entry.is_same_node(Some(entry))
    }

    /// The value as plain text.
    pub(crate) fn plain(&self) -> String {
        let shown = || self.shown.text_content().unwrap_or_default();
        self.plain.clone().unwrap_or_else(shown)
    }
}

fn plain_text(parent: &HtmlElement, text: &str) -> Vec<Listening> {
    let text = pictured(text);
    let value = dom::element("pre", "value");
    dom::append(parent, &value);
    if text.len() <= SHORT_BYTES {
        crate::editor::append_python(&value, &text);
        return Vec::new();
    }
    let (short, rest) = text.split_at(text.floor_char_boundary(SHORT_BYTES));
    dom::append_text(&value, short);
    let label = format!("Show {} more characters", rest.chars().count());
    let button = dom::text_element("button", "more", &label);
    dom::append(parent, &button);
    let rest = rest.to_owned();
    let pressed = button.clone();
    vec![Listening::new(&button, "click", move |_: MouseEvent| {
        dom::append_text(&value, &rest);
        pressed.remove();
    })]
}

/// Shown as it is written.
fn source_text(parent: &HtmlElement, text: &str) -> Vec<Listening> {
    dom::append(parent, &dom::text_element("pre", "value", &pictured(text)));
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: Option<&str>, expected: &Transient) {
        let mut bundle = MimeBundle::from([("text/plain".to_owned(), "x".to_owned())]);
        if let Some(json) = json {
            bundle.insert(TRANSIENT.to_owned(), json.to_owned());
        }
        assert_eq!(transient(&bundle), *expected, "{json:?}");
    }

    #[test]
    fn what_bundles_are_for() {
        check(None, &Transient::Show);
        check(Some("nonsense"), &Transient::Show);
        check(Some(r#"{"display_id": "a"}"#), &Transient::Show);
        let id = "a".to_owned();
        check(Some(r#"{"display_id": "a", "update": true}"#), &Transient::Update { id });
        check(Some(r#"{"clear": true, "wait": true}"#), &Transient::Clear { wait: true });
        check(Some(r#"{"clear": true}"#), &Transient::Clear { wait: false });
    }
}
