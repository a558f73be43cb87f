//! Pictures. An `<img>` runs no script and loads nothing, whatever is in it, SVG
//! included; so no frame is needed around it.

use crate::dom::{self, Listening};
use crate::sandbox;
use web_sys::{Event, HtmlElement};

/// Shows a picture from base64.
pub(crate) fn image(parent: &HtmlElement, mime: &str, base64: &str) -> Vec<Listening> {
    let data: String = base64.split_ascii_whitespace().collect();
    let failed = |parent: &HtmlElement| {
        let text = "The browser cannot read this image: its data is cut off or of another format.";
        dom::append(parent, &dom::text_element("div", "note bad", text));
        Vec::new()
    };
    picture(parent, &format!("data:{mime};base64,{data}"), failed)
}

/// Shows SVG. What is no image by itself (no `xmlns`, or HTML around it) is shown
/// as HTML.
pub(crate) fn svg(parent: &HtmlElement, text: &str) -> Vec<Listening> {
    let data: String = js_sys::encode_uri_component(text).into();
    let text = text.to_owned();
    picture(parent, &format!("data:image/svg+xml;charset=utf-8,{data}"), move |parent| {
        sandbox::html(parent, &text)
    })
}

fn picture(
    parent: &HtmlElement,
    address: &str,
    otherwise: impl Fn(&HtmlElement) -> Vec<Listening> + 'static,
) -> Vec<Listening> {
    let image = dom::element("img", "picture");
    dom::attribute(&image, "alt", "Image");
    dom::attribute(&image, "src", address);
    dom::append(parent, &image);
    let (parent, failed) = (parent.clone(), image.clone());
    // Kept by the closure, for as long as the image's own listener.
    let mut instead = Vec::new();
    vec![Listening::new(&image, "error", move |_: Event| {
        failed.remove();
        instead.extend(otherwise(&parent));
    })]
}
