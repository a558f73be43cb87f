//! Terminal text as elements: classes, exact colours and links.

use crate::dom;
use crate::sgr::{Color, Style};
use crate::terminal::Span;
use web_sys::HtmlElement;

/// An element with the text and the looks of a span.
pub(crate) fn span_element(span: &Span) -> HtmlElement {
    let style = span.style;
    let tag = if span.link.is_some() { "a" } else { "span" };
    let element = dom::text_element(tag, &class_names(style), &span.text);
    if let Some(address) = &span.link {
        link_to(&element, address);
    }
    let (foreground, background) = colors(style);
    for (property, color) in [("color", foreground), ("background-color", background)] {
        if let Color::Rgb(red, green, blue) = color {
            let value = format!("rgb({red} {green} {blue})");
            element.style().set_property(property, &value).unwrap_or_default();
        }
    }
    element
}

/// Makes an `<a>` open an address in a tab that knows nothing of ours.
pub(crate) fn link_to(anchor: &HtmlElement, address: &str) {
    dom::attribute(anchor, "href", address);
    dom::attribute(anchor, "target", "_blank");
    dom::attribute(anchor, "rel", "noopener noreferrer");
    dom::attribute(anchor, "title", address);
}

fn colors(style: Style) -> (Color, Color) {
    if style.inverse {
        (style.background, style.foreground)
    } else {
        (style.foreground, style.background)
    }
}

fn class_names(style: Style) -> String {
    let (foreground, background) = colors(style);
    let mut names = Vec::new();
    let flags = [
        (style.stderr, "stderr"),
        (style.bold, "bold"),
        (style.dim, "dim"),
        (style.italic, "italic"),
        (style.underline, "underline"),
        (style.strike, "strike"),
        (style.inverse && foreground == Color::Default, "inverse-text"),
        (style.inverse && background == Color::Default, "inverse-ground"),
    ];
    names.extend(flags.iter().filter(|(set, _)| *set).map(|(_, name)| (*name).to_owned()));
    if let Color::Named(number) = foreground {
        names.push(format!("fg-{number}"));
    }
    if let Color::Named(number) = background {
        names.push(format!("bg-{number}"));
    }
    names.join(" ")
}
