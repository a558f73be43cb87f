//! A user script: the code of the cells behind a metadata block for the page's site.

use super::{Place, as_program, one_line, worked};
use crate::record::RecordedCell;

/// The cells that worked, as a user script for the site.
pub(crate) fn user_script<'a>(
    place: Place<'_>,
    cells: impl Iterator<Item = &'a RecordedCell>,
) -> String {
    let name = one_line(place.title);
    let name = if name.is_empty() { "From the console" } else { &name };
    let mut text = format!(
        "# ==UserScript==\n# @name         {name}\n# @namespace    morelia\n# @version      0.1.0\n\
         # @match        {}\n# @run-at       document-idle\n# ==/UserScript==\n",
        match_pattern(place.url)
    );
    for cell in worked(cells) {
        text += &format!("\n{}\n", as_program(&cell.code));
    }
    text
}

/// The pattern of all pages of an address's site.
fn match_pattern(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return "*://*/*".to_owned() };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // Patterns have no place for a name and password, and a port of theirs is a wish of Firefox's.
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    match scheme {
        "file" => format!("file://{}", rest.split(['?', '#']).next().unwrap_or_default()),
        "http" | "https" if !host.is_empty() => format!("{scheme}://{host}/*"),
        _ => "*://*/*".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;
    use crate::record::tests::{ended, started};

    #[test]
    fn a_user_script_is_for_its_site() {
        let mut record = Record::default();
        started(&mut record, "a", "%time import js\njs.document.title = 'x'");
        ended(&mut record, "a", 1, None);
        let place = Place { url: "https://me@shop.example:8443/cart?x#y", title: "Cart" };
        assert_eq!(
            user_script(place, record.cells()),
            "# ==UserScript==\n# @name         Cart\n# @namespace    morelia\n\
             # @version      0.1.0\n# @match        https://shop.example/*\n\
             # @run-at       document-idle\n# ==/UserScript==\n\n\
             # %time import js\njs.document.title = 'x'\n"
        );
    }

    #[test]
    fn patterns() {
        assert_eq!(match_pattern("file:///home/a.html?x"), "file:///home/a.html");
        assert_eq!(match_pattern("about:blank"), "*://*/*");
        assert_eq!(match_pattern("data:text/html,x"), "*://*/*");
        assert_eq!(match_pattern("http://localhost:80/"), "http://localhost/*");
    }
}
