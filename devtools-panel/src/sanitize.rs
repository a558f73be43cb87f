//! Takes out of HTML what a frame without scripts would not run anyway, and what
//! it would still let out: names looked up for `<link rel=preconnect>`, say.
//!
//! This is the second wall. The first is the frame itself (see
//! [`crate::sandbox`]): what is missed here runs nothing there.

use crate::dom;
use web_sys::{Document, DomParser, Element, SupportedType};

/// Where the address of a picture of the network is kept, until it is allowed.
pub(crate) const HELD_BACK: &str = "data-morelia-src";

/// What never shows anything of its own, or something of elsewhere.
const UNWANTED: &str = "script, iframe, frame, frameset, object, embed, applet, portal, \
                        fencedframe, link, meta, base, template";

/// Attributes that send something, or get something.
const UNWANTED_ATTRIBUTES: [&str; 10] = [
    "ping",
    "srcset",
    "imagesrcset",
    "background",
    "action",
    "formaction",
    "autofocus",
    "target",
    "poster",
    "download",
];

/// Clean HTML.
pub(crate) struct Clean {
    /// What was in `<head>`: styles.
    pub(crate) head: String,
    /// What was in `<body>`.
    pub(crate) body: String,
    /// How many pictures are held back.
    pub(crate) held_back: usize,
}

/// Text that says something else when it is read again is read again so often;
/// what still changes then is left to the frame.
const MOST_READINGS: usize = 5;

/// Parses HTML in a document that loads and runs nothing, and cleans it.
///
/// Again and again, until nothing changes any more: `<math><style><img>` is text
/// at first, and an image when what it was written as is read.
pub(crate) fn clean(html: &str) -> Option<Clean> {
    let mut cleaned = clean_once(html)?;
    for _ in 1..MOST_READINGS {
        let again = clean_once(&format!("<head>{}</head><body>{}", cleaned.head, cleaned.body))?;
        let is_stable = again.head == cleaned.head && again.body == cleaned.body;
        cleaned = again;
        if is_stable {
            break;
        }
    }
    Some(cleaned)
}

fn clean_once(html: &str) -> Option<Clean> {
    let document = DomParser::new().ok()?.parse_from_string(html, SupportedType::TextHtml).ok()?;
    for element in all(&document, UNWANTED) {
        element.remove();
    }
    for element in all(&document, "*") {
        for name in element.get_attribute_names().iter().filter_map(|name| name.as_string()) {
            let lower = name.to_ascii_lowercase();
            if lower.starts_with("on") || UNWANTED_ATTRIBUTES.contains(&lower.as_str()) {
                element.remove_attribute(&name).unwrap_or_default();
            }
        }
        hold_back(&element);
    }
    let head = document.head().map(|head| head.inner_html()).unwrap_or_default();
    let body = document.body().map(|body| body.inner_html()).unwrap_or_default();
    let held_back = all(&document, &format!("img[{HELD_BACK}]")).len();
    Some(Clean { head, body, held_back })
}

/// Takes a source that is not in the HTML itself away; a picture's is kept aside.
fn hold_back(element: &Element) {
    let Some(source) = element.get_attribute("src") else { return };
    if source.trim_start().to_ascii_lowercase().starts_with("data:") {
        return;
    }
    element.remove_attribute("src").unwrap_or_default();
    let is_web = ["http://", "https://"].iter().any(|scheme| {
        source.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    if is_web && element.tag_name().eq_ignore_ascii_case("img") {
        dom::attribute(element, HELD_BACK, &source);
    }
}

fn all(document: &Document, css: &str) -> Vec<Element> {
    use wasm_bindgen::JsCast;
    let Ok(found) = document.query_selector_all(css) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}
