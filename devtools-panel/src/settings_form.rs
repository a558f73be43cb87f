//! The form of the settings: each change is kept at once.

use crate::dom::{self, Listening};
use crate::settings::{
    FONT_SIZES, KeyMap, Settings, StartupScript, Theme, is_font_family, is_module,
};
use crate::settings_store::{Kept, SettingsStore};
use crate::site_pattern;
use crate::startup_scripts::ScriptFields;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement, MouseEvent};

const THEMES: [(Theme, &str); 3] =
    [(Theme::System, "System"), (Theme::Light, "Light"), (Theme::Dark, "Dark")];
const KEY_MAPS: [(KeyMap, &str); 3] =
    [(KeyMap::Default, "Default"), (KeyMap::Vim, "Vim"), (KeyMap::Emacs, "Emacs")];

/// Where a switch is in the settings.
type Switched = fn(&mut Settings) -> &mut bool;

/// The switches: their words, and the setting that each is for.
const SWITCHES: [(&str, Switched); 6] = [
    ("Wrap long lines", |it| &mut it.soft_wrap),
    ("Complete while typing", |it| &mut it.complete_while_typing),
    ("Show parameters while typing a call", |it| &mut it.signature_help),
    ("Preview the value of what is typed", |it| &mut it.eager_preview),
    ("Show the time of each cell", |it| &mut it.timestamps),
    ("Keep the transcript when the page navigates", |it| &mut it.preserve_log),
];

/// The form, in its place.
pub(crate) struct SettingsForm {
    store: Weak<SettingsStore>,
    theme: HtmlSelectElement,
    key_map: HtmlSelectElement,
    font_family: HtmlInputElement,
    font_size: HtmlInputElement,
    switches: Vec<HtmlInputElement>,
    preloads: HtmlInputElement,
    scripts: RefCell<Vec<ScriptFields>>,
    script_list: HtmlElement,
    status: HtmlElement,
    listening: RefCell<Vec<Listening>>,
}

impl SettingsForm {
    /// Builds the form at the end of `parent`.
    pub(crate) fn new(parent: &Element, store: &Rc<SettingsStore>) -> Rc<Self> {
        let look = group(parent, "Look");
        let theme = choice(&look, "Theme", &THEMES.map(|(_, words)| words));
        let font_family = input(&look, "Font", "text", "");
        dom::attribute(&font_family, "placeholder", "The system's monospaced font");
        let font_size = input(&look, "Font size", "number", "");
        dom::attribute(&font_size, "min", &FONT_SIZES.start().to_string());
        dom::attribute(&font_size, "max", &FONT_SIZES.end().to_string());
        let editor = group(parent, "Console");
        let key_map = choice(&editor, "Keys", &KEY_MAPS.map(|(_, words)| words));
        let switches = SWITCHES.iter().map(|(words, _)| switch(&editor, words)).collect();
        let begin = group(parent, "New sessions");
        let hint = "Names of modules with spaces between, as in: re json datetime";
        let preloads = input(&begin, "Import", "text", hint);
        let script_list = dom::element("div", "startup-scripts");
        dom::append(&begin, &script_list);
        let add = dom::text_element("button", "answer-button add-script", "Add a startup script");
        dom::attribute(&add, "type", "button");
        dom::append(&begin, &add);
        let status = dom::element("p", "settings-status");
        dom::attribute(&status, "role", "status");
        dom::append(parent, &status);
        let form = Rc::new(Self {
            store: Rc::downgrade(store),
            theme,
            key_map,
            font_family,
            font_size,
            switches,
            preloads,
            scripts: RefCell::default(),
            script_list,
            status,
            listening: RefCell::default(),
        });
        form.show(&store.current());
        form.listen(parent, &add);
        form
    }

    fn listen(self: &Rc<Self>, parent: &Element, add: &HtmlElement) {
        let this = Rc::downgrade(self);
        let changed = Listening::new(parent, "change", move |_: Event| {
            if let Some(form) = this.upgrade() {
                form.save();
            }
        });
        let this = Rc::downgrade(self);
        let added = Listening::new(add, "click", move |_: MouseEvent| {
            if let Some(form) = this.upgrade() {
                let script =
                    StartupScript { sites: Vec::new(), code: String::new(), enabled: true };
                form.add_script(&script);
                if let Some(fields) = form.scripts.borrow().last() {
                    fields.focus();
                }
            }
        });
        self.listening.replace(vec![changed, added]);
    }

    /// Shows settings, unless they are what the form has already.
    pub(crate) fn show(self: &Rc<Self>, settings: &Settings) {
        if self.read().checked() == *settings && !self.theme.value().is_empty() {
            return;
        }
        select(&self.theme, THEMES.iter().position(|(theme, _)| *theme == settings.theme));
        select(&self.key_map, KEY_MAPS.iter().position(|(keys, _)| *keys == settings.key_map));
        self.font_family.set_value(&settings.font_family);
        self.font_size.set_value(&settings.font_size.to_string());
        let mut shown = settings.clone();
        for (field, (_, setting)) in self.switches.iter().zip(SWITCHES) {
            field.set_checked(*setting(&mut shown));
        }
        self.preloads.set_value(&settings.preload_modules.join(" "));
        self.script_list.set_text_content(None);
        self.scripts.replace(Vec::new());
        for script in &settings.startup_scripts {
            self.add_script(script);
        }
    }

    fn add_script(self: &Rc<Self>, script: &StartupScript) {
        let this = Rc::downgrade(self);
        let number = self.scripts.borrow().len() + 1;
        let fields = ScriptFields::new(&self.script_list, number, script, move |removed| {
            if let Some(form) = this.upgrade() {
                let is_there = |fields: &ScriptFields| !fields.is_in(removed);
                form.scripts.borrow_mut().retain(is_there);
                form.save();
            }
        });
        self.scripts.borrow_mut().push(fields);
    }

    /// What the form says, good or bad.
    fn read(&self) -> Settings {
        let mut settings = Settings {
            font_family: self.font_family.value(),
            font_size: self.font_size.value().parse().unwrap_or_default(),
            preload_modules: words(&self.preloads.value()),
            startup_scripts: self.scripts.borrow().iter().map(ScriptFields::read).collect(),
            ..Settings::default()
        };
        let at = |field: &HtmlSelectElement| usize::try_from(field.selected_index()).unwrap_or(0);
        settings.theme = THEMES.get(at(&self.theme)).map_or(Theme::System, |(theme, _)| *theme);
        settings.key_map =
            KEY_MAPS.get(at(&self.key_map)).map_or(KeyMap::Default, |(keys, _)| *keys);
        for (field, (_, setting)) in self.switches.iter().zip(SWITCHES) {
            *setting(&mut settings) = field.checked();
        }
        settings
    }

    fn save(self: &Rc<Self>) {
        let settings = self.read();
        let complaints = self.complaints(&settings);
        if !complaints.is_empty() {
            self.tell(&complaints.join(" "), true);
            return;
        }
        let Some(store) = self.store.upgrade() else { return };
        let this = Rc::downgrade(self);
        spawn_local(async move {
            let kept = store.save(settings).await;
            if let Some(form) = this.upgrade() {
                form.tell(
                    match kept {
                        Kept::Synced => "Saved.",
                        Kept::HereOnly => {
                            "Saved in this browser only: too long to be synced, or nothing is."
                        }
                        Kept::Nowhere => {
                            "Not saved: the browser keeps nothing here. A private window?"
                        }
                    },
                    kept == Kept::Nowhere,
                );
            }
        });
    }

    fn complaints(&self, settings: &Settings) -> Vec<String> {
        let mut found = Vec::new();
        let mut check = |field: &Element, problem: Option<String>| {
            let is_bad = if problem.is_some() { "true" } else { "false" };
            dom::attribute(field, "aria-invalid", is_bad);
            found.extend(problem);
        };
        let family = &settings.font_family;
        check(
            &self.font_family,
            (!is_font_family(family))
                .then(|| format!("{family:?} is no font: write names with commas between.")),
        );
        let size = (!FONT_SIZES.contains(&settings.font_size)).then(|| {
            format!(
                "The font size is a number from {} to {}.",
                FONT_SIZES.start(),
                FONT_SIZES.end()
            )
        });
        check(&self.font_size, size);
        let module = settings.preload_modules.iter().find(|name| !is_module(name));
        check(&self.preloads, module.map(|name| format!("{name:?} is no module's name.")));
        for (fields, script) in self.scripts.borrow().iter().zip(&settings.startup_scripts) {
            let mut errors = script.sites.iter().filter_map(|site| site_pattern::parse(site).err());
            check(fields.sites(), errors.next().map(|error| format!("{error}.")));
        }
        found
    }

    fn tell(&self, text: &str, is_bad: bool) {
        self.status.set_text_content(Some(text));
        dom::attribute(&self.status, "data-tone", if is_bad { "bad" } else { "good" });
    }
}

/// The words of a text that spaces or commas are between.
pub(crate) fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c.is_whitespace() || c == ',');
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn group(parent: &Element, title: &str) -> HtmlElement {
    let group = dom::element("fieldset", "settings-group");
    dom::append(&group, &dom::text_element("legend", "", title));
    dom::append(parent, &group);
    group
}

fn choice(parent: &Element, words: &str, options: &[&str]) -> HtmlSelectElement {
    let field: HtmlSelectElement = dom::element("select", "").unchecked_into();
    for option in options {
        dom::append(&field, &dom::text_element("option", "", option));
    }
    labelled(parent, words, &field, "");
    field
}

/// A field with its words before it.
pub(crate) fn input(parent: &Element, words: &str, kind: &str, hint: &str) -> HtmlInputElement {
    let field: HtmlInputElement = dom::element("input", "").unchecked_into();
    field.set_type(kind);
    dom::attribute(&field, "spellcheck", "false");
    labelled(parent, words, &field, hint);
    field
}

/// Puts a field behind its words, with a hint below.
pub(crate) fn labelled(parent: &Element, words: &str, field: &HtmlElement, hint: &str) {
    let label = dom::element("label", "setting");
    dom::append(&label, &dom::text_element("span", "setting-words", words));
    dom::append(&label, field);
    if !hint.is_empty() {
        dom::append(&label, &dom::text_element("small", "setting-hint", hint));
    }
    dom::append(parent, &label);
}

/// A box to be ticked, with its words behind it.
pub(crate) fn switch(parent: &Element, words: &str) -> HtmlInputElement {
    let label = dom::element("label", "setting switch");
    let field: HtmlInputElement = dom::element("input", "").unchecked_into();
    field.set_type("checkbox");
    dom::append(&label, &field);
    dom::append(&label, &dom::text_element("span", "", words));
    dom::append(parent, &label);
    field
}

fn select(field: &HtmlSelectElement, at: Option<usize>) {
    field.set_selected_index(at.and_then(|at| i32::try_from(at).ok()).unwrap_or(0));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read() {
        assert_eq!(words(" re, json\nos.path "), ["re", "json", "os.path"]);
        assert!(words(" ,").is_empty());
    }
}
