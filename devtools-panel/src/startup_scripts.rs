//! The fields of a startup script in the settings.

use crate::dom::{self, Listening};
use crate::settings::StartupScript;
use crate::settings_form::{input, labelled, switch, words};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement, MouseEvent};

/// One script's fields; taken away when this is dropped.
pub(crate) struct ScriptFields {
    group: HtmlElement,
    sites: HtmlInputElement,
    code: HtmlTextAreaElement,
    enabled: HtmlInputElement,
    _listening: Listening,
}

impl ScriptFields {
    /// Fields at the end of `parent`; `removed` is given their group.
    pub(crate) fn new(
        parent: &Element,
        number: usize,
        script: &StartupScript,
        removed: impl Fn(&Element) + 'static,
    ) -> Self {
        let group = dom::element("fieldset", "startup-script");
        let legend = dom::text_element("legend", "", &format!("Startup script {number}"));
        dom::append(&group, &legend);
        let hint = "Hosts or match patterns: example.org *://*.example.org/shop/*";
        let sites = input(&group, "Sites", "text", hint);
        sites.set_value(&script.sites.join(" "));
        let code: HtmlTextAreaElement = dom::element("textarea", "").unchecked_into();
        code.set_value(&script.code);
        dom::attribute(&code, "rows", "4");
        dom::attribute(&code, "spellcheck", "false");
        labelled(&group, "Python", &code, "");
        let row = dom::element("div", "script-row");
        let enabled = switch(&row, "Run it in new sessions");
        enabled.set_checked(script.enabled);
        let remove = dom::text_element("button", "answer-button", "Remove");
        dom::attribute(&remove, "type", "button");
        dom::attribute(&remove, "aria-label", &format!("Remove startup script {number}"));
        dom::append(&row, &remove);
        dom::append(&group, &row);
        dom::append(parent, &group);
        let gone = group.clone();
        let listening = Listening::new(&remove, "click", move |_: MouseEvent| removed(&gone));
        Self { group, sites, code, enabled, _listening: listening }
    }

    /// What the fields say.
    pub(crate) fn read(&self) -> StartupScript {
        StartupScript {
            sites: words(&self.sites.value()),
            code: self.code.value(),
            enabled: self.enabled.checked(),
        }
    }

    pub(crate) fn focus(&self) {
        self.sites.focus().unwrap_or_default();
    }

    /// The field with the sites.
    pub(crate) fn sites(&self) -> &Element {
        &self.sites
    }

    /// Whether these are the fields in a group.
    pub(crate) fn is_in(&self, group: &Element) -> bool {
        *self.group.unchecked_ref::<Element>() == *group
    }
}

impl Drop for ScriptFields {
    fn drop(&mut self) {
        self.group.remove();
    }
}
