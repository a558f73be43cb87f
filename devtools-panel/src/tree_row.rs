//! Draws one row of the object tree. All text comes from the session and is
//! nothing but text.

use crate::dom;
use crate::editor::append_python;
use morelia_protocol::{Markup, TreeNode};
use web_sys::HtmlElement;

/// Draws a value into its line, in the place of what was there.
pub(crate) fn draw(line: &HtmlElement, node: &TreeNode, expanded: bool) {
    line.set_text_content(None);
    if let Some(name) = &node.name {
        let class = match node.role.as_str() {
            "attribute" => "tree-name attribute",
            "internal" => "tree-name internal",
            "range" => "tree-name range",
            "page" => "tree-name page",
            _ => "tree-name",
        };
        let label = dom::element("span", class);
        if node.role == "key" {
            append_python(&label, name);
        } else {
            dom::append_text(&label, name);
        }
        dom::append(line, &label);
        if node.role != "range" && node.kind != "range" {
            dom::append_text(line, if node.role == "page" { "  " } else { ": " });
        }
    }
    match &node.markup {
        Some(markup) => draw_markup(line, markup, node.expandable, expanded),
        None => draw_preview(line, node),
    }
    if let Some(remark) = &node.remark {
        dom::attribute(line, "data-remark", remark);
    }
}

fn draw_preview(line: &HtmlElement, node: &TreeNode) {
    let class = match node.kind.as_str() {
        "getter" => "tree-getter",
        "remark" => "tree-remark",
        "page" => "tree-page",
        "range" => return,
        _ => {
            let value = dom::element("span", "tree-value");
            append_python(&value, &node.preview);
            return dom::append(line, &value);
        }
    };
    let value = dom::text_element("span", class, &node.preview);
    if node.kind == "getter" {
        value.set_title("Computed when it is asked for: click or press Enter");
    }
    dom::append(line, &value);
}

fn draw_markup(line: &HtmlElement, markup: &Markup, expandable: bool, expanded: bool) {
    let text = markup.text.as_deref();
    let element = dom::element("span", "tree-markup");
    match markup.form.as_str() {
        "element" | "void" => {
            open_tag(&element, markup);
            if markup.form == "element" && !expanded {
                match text {
                    Some(text) => dom::append_text(&element, text),
                    None if expandable => {
                        dom::append(&element, &dom::text_element("span", "tree-more", "…"));
                    }
                    None => {}
                }
                close_tag(&element, markup);
            }
        }
        "text" => dom::append_text(&element, &format!("\"{}\"", text.unwrap_or_default())),
        "comment" => {
            let shown = format!("<!--{}-->", text.unwrap_or_default());
            dom::append(&element, &dom::text_element("span", "tree-comment", &shown));
        }
        _ => {
            let shown = text.unwrap_or_default();
            dom::append(&element, &dom::text_element("span", "tree-quiet", shown));
        }
    }
    dom::append(line, &element);
}

fn open_tag(parent: &HtmlElement, markup: &Markup) {
    let part = |class: &str, text: &str| {
        dom::append(parent, &dom::text_element("span", class, text));
    };
    part("tree-tag", &format!("<{}", markup.tag));
    for (name, value) in &markup.attributes {
        dom::append_text(parent, " ");
        part("tree-attribute", name);
        if !value.is_empty() {
            part("tree-tag", "=\"");
            part("tree-attribute-value", value);
            part("tree-tag", "\"");
        }
    }
    part("tree-tag", ">");
}

/// Draws the end of an element.
pub(crate) fn close_tag(parent: &HtmlElement, markup: &Markup) {
    let text = format!("</{}>", markup.tag);
    dom::append(parent, &dom::text_element("span", "tree-tag", &text));
}
