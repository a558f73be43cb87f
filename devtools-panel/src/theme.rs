//! Follows the theme of the developer tools around the panel.

use morelia_webext::{ThemeWatch, devtools_theme};

/// Applies the theme now and at each change until the value is dropped. In an
/// ordinary tab the style sheet follows the browser by itself.
pub(crate) fn follow() -> Option<ThemeWatch> {
    if let Some(name) = devtools_theme() {
        apply(&name);
    }
    ThemeWatch::new(|name| apply(&name))
}

fn apply(name: &str) {
    let theme = if name == "dark" { "dark" } else { "light" };
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        crate::dom::attribute(&root, "data-theme", theme);
    }
}
