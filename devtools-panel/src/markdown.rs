//! Markdown: made HTML by pulldown-cmark, and shown like any other HTML. Raw HTML
//! in it passes; the frame is what keeps it harmless.

use crate::dom::Listening;
use crate::sandbox;
use pulldown_cmark::{Options, Parser, html::push_html};
use web_sys::HtmlElement;

/// Shows Markdown.
pub(crate) fn markdown(parent: &HtmlElement, text: &str) -> Vec<Listening> {
    sandbox::html(parent, &html_of(text))
}

/// `CommonMark` with GitHub's tables, footnotes, struck text and task lists.
fn html_of(text: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let mut html = String::with_capacity(text.len() * 3 / 2);
    push_html(&mut html, Parser::new_ext(text, options));
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_raw_html() {
        let html = html_of("# A\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n~~x~~ <b>raw</b>");
        for part in ["<h1>A</h1>", "<table>", "text-align: right", "<del>x</del>", "<b>raw</b>"] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }
}
