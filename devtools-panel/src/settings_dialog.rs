//! Where the settings form is shown: over the console, or on the extension's
//! settings page.

use crate::choice_dialog;
use crate::dom::{self, Listening};
use crate::settings::Settings;
use crate::settings_form::SettingsForm;
use crate::settings_store::SettingsStore;
use crate::theme;
use std::cell::OnceCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlDialogElement, HtmlElement, MouseEvent};

/// The settings over the console; taken away when this is dropped.
pub(crate) struct SettingsDialog {
    dialog: HtmlDialogElement,
    _form: Rc<SettingsForm>,
    _listening: [Listening; 2],
}

impl SettingsDialog {
    /// Opens the dialog.
    pub(crate) fn open(store: &Rc<SettingsStore>, closed: impl Fn() + 'static) -> Self {
        let dialog: HtmlDialogElement = dom::element("dialog", "settings-dialog").unchecked_into();
        dom::attribute(&dialog, "aria-labelledby", "settings-title");
        let bar = dom::element("div", "settings-bar");
        let title = dom::text_element("h2", "", "Settings");
        title.set_id("settings-title");
        dom::append(&bar, &title);
        let close = dom::text_element("button", "answer-button", "Close");
        dom::attribute(&close, "type", "button");
        dom::attribute(&close, "title", "Close (Esc)");
        dom::append(&bar, &close);
        let content = dom::element("div", "settings-content");
        let form = SettingsForm::new(&content, store);
        dom::append(&dialog, &bar);
        dom::append(&dialog, &content);
        let shut = dialog.clone();
        let listening = [
            Listening::new(&close, "click", move |_: MouseEvent| shut.close()),
            Listening::new(&dialog, "close", move |_: Event| closed()),
        ];
        choice_dialog::show(&dialog);
        Self { dialog, _form: form, _listening: listening }
    }
}

impl Drop for SettingsDialog {
    fn drop(&mut self) {
        self.dialog.remove();
    }
}

/// The extension's settings page.
pub(crate) struct SettingsPage {
    store: Rc<SettingsStore>,
    form: OnceCell<Rc<SettingsForm>>,
}

impl SettingsPage {
    /// Fills the page.
    pub(crate) fn open(page: &HtmlElement) -> Rc<Self> {
        let page = page.clone();
        Rc::new_cyclic(|this: &std::rc::Weak<Self>| {
            let this = this.clone();
            let store = SettingsStore::open(move |settings: &Settings| {
                theme::choose(settings.theme);
                theme::set_font(&settings.font_family, settings.font_size);
                let Some(page_of) = this.upgrade() else { return };
                let store = &page_of.store;
                let form = page_of.form.get_or_init(|| SettingsForm::new(&page, store));
                form.show(settings);
            });
            Self { store, form: OnceCell::new() }
        })
    }
}
