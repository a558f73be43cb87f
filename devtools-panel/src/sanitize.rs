//! Takes out of HTML what a frame without scripts would not run anyway, and what
//! it would still let out: names looked up for `<link rel=preconnect>`, say.
//!
//! This is the second wall. The first is the frame itself (see
//! [`crate::sandbox`]): what is missed here runs nothing there.

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

/// Parses HTML in a document that loads and runs nothing, and cleans it.
pub(crate) fn clean(html: &str) -> Option<Clean> {
    let document = DomParser::new().ok()?.parse_from_string(html, SupportedType::TextHtml).ok()?;
    for element in all(&document, UNWANTED) {
        element.remove();
    }
    let mut held_back = 0;
    for element in all(&document, "*") {
        for name in element.get_attribute_names().iter().filter_map(|name| name.as_string()) {
            let lower = name.to_ascii_lowercase();
            if lower.starts_with("on") || UNWANTED_ATTRIBUTES.contains(&lower.as_str()) {
                element.remove_attribute(&name).unwrap_or_default();
            }
        }
        if hold_back(&element) {
            held_back += 1;
        }
    }
    let head = document.head().map(|head| head.inner_html()).unwrap_or_default();
    let body = document.body().map(|body| body.inner_html()).unwrap_or_default();
    Some(Clean { head, body, held_back })
}

/// Moves a source of the network aside; true for a picture.
fn hold_back(element: &Element) -> bool {
    let Some(source) = element.get_attribute("src") else { return false };
    if source.trim_start().to_ascii_lowercase().starts_with("data:") {
        return false;
    }
    element.remove_attribute("src").unwrap_or_default();
    let is_web = ["http://", "https://"].iter().any(|scheme| {
        source.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    if !is_web || !element.tag_name().eq_ignore_ascii_case("img") {
        return false;
    }
    element.set_attribute(HELD_BACK, &source).is_ok()
}

fn all(document: &Document, css: &str) -> Vec<Element> {
    use wasm_bindgen::JsCast;
    let Ok(found) = document.query_selector_all(css) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}
