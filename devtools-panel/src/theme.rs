//! The theme: the one that was chosen, else that of the developer tools around
//! the panel, else the browser's.

use crate::settings::Theme;
use morelia_webext::{ThemeWatch, devtools_theme};
use std::cell::Cell;

thread_local! {
    static CHOSEN: Cell<Theme> = const { Cell::new(Theme::System) };
    static AROUND: Cell<Option<Theme>> = const { Cell::new(None) };
}

/// Applies the theme now and at each change until the value is dropped. In an
/// ordinary tab the style sheet follows the browser by itself.
pub(crate) fn follow() -> Option<ThemeWatch> {
    AROUND.set(devtools_theme().map(|name| named(&name)));
    apply();
    ThemeWatch::new(|name| {
        AROUND.set(Some(named(&name)));
        apply();
    })
}

/// Takes the person's choice.
pub(crate) fn choose(theme: Theme) {
    CHOSEN.set(theme);
    apply();
}

/// Takes the font of the code; an empty family is the style sheet's own.
pub(crate) fn set_font(family: &str, size: u32) {
    let Some(root) = crate::dom::root() else { return };
    let style = root.style();
    // An invalid value is ignored by the browser, as it should be.
    let _ = style.set_property("--code-size", &format!("{size}px"));
    let _ = match family {
        "" => style.remove_property("--code").map(drop),
        family => style.set_property("--code", &format!("{family}, monospace")),
    };
}

fn named(name: &str) -> Theme {
    if name == "dark" { Theme::Dark } else { Theme::Light }
}

fn apply() {
    let theme = match CHOSEN.get() {
        Theme::System => AROUND.get().unwrap_or(Theme::System),
        chosen => chosen,
    };
    let name = match theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
        Theme::System => "system",
    };
    if let Some(root) = crate::dom::root() {
        crate::dom::attribute(&root, "data-theme", name);
    }
}
