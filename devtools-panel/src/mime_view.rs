//! Shows one representation of a value, chosen from those it has.

use crate::dom;
use crate::dom::Listening;
use morelia_protocol::{MimeBundle, TREE_MIME};
use web_sys::{HtmlElement, MouseEvent};

/// Longer texts are cut, with a button that shows the rest.
const SHORT_BYTES: usize = 50_000;

/// Draws the data of one MIME type into an element.
type Renderer = fn(&HtmlElement, &str) -> Vec<Listening>;

/// The types that can be shown, the most telling first.
const RENDERERS: &[(&str, Renderer)] =
    &[(TREE_MIME, crate::tree::render), ("text/plain", plain_text)];

/// A shown value.
pub(crate) struct MimeView {
    _listening: Vec<Listening>,
}

impl MimeView {
    /// Shows the best representation in `parent`.
    pub(crate) fn new(parent: &HtmlElement, bundle: &MimeBundle) -> Self {
        let best =
            RENDERERS.iter().find_map(|(mime, renderer)| Some((renderer, bundle.get(*mime)?)));
        let listening = match best {
            Some((renderer, data)) => renderer(parent, data),
            None => {
                let types: Vec<_> = bundle.keys().map(String::as_str).collect();
                let text =
                    format!("A value that the console cannot show yet ({}).", types.join(", "));
                dom::append(parent, &dom::text_element("div", "note", &text));
                Vec::new()
            }
        };
        Self { _listening: listening }
    }
}

fn plain_text(parent: &HtmlElement, text: &str) -> Vec<Listening> {
    let value = dom::element("pre", "value");
    dom::append(parent, &value);
    if text.len() <= SHORT_BYTES {
        crate::editor::append_python(&value, text);
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
