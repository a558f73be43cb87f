//! Builds and finds elements. Text enters the document as text nodes only:
//! nothing here parses HTML.

use crate::PanelError;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::prelude::*;
use web_sys::{Element, EventTarget, HtmlElement, Node, Text};

#[wasm_bindgen]
extern "C" {
    // The binding of web-sys gives a `Result`; a constant name cannot fail.
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create_element(tag: &str) -> HtmlElement;

    #[wasm_bindgen(js_namespace = document, js_name = createTextNode)]
    fn create_text_node(text: &str) -> Text;

    #[wasm_bindgen(js_namespace = document, js_name = getElementById)]
    fn element_by_id(id: &str) -> Option<HtmlElement>;

    #[wasm_bindgen(extends = Node)]
    type Parent;

    // `append` takes a node that is an ancestor badly; ours are new.
    #[wasm_bindgen(method, js_name = append)]
    fn append_node(this: &Parent, child: &Node);

    #[wasm_bindgen(method, js_name = setAttribute)]
    fn set_attribute(this: &Parent, name: &str, value: &str);
}

/// An element of the panel's page.
///
/// # Errors
/// [`PanelError::MissingElement`] when `panel.html` has no such element.
pub(crate) fn by_id<T: JsCast>(id: &'static str) -> Result<T, PanelError> {
    element_by_id(id)
        .and_then(|element| element.dyn_into().ok())
        .ok_or(PanelError::MissingElement(id))
}

/// The document's root element.
pub(crate) fn root() -> Option<HtmlElement> {
    let root = web_sys::window()?.document()?.document_element()?;
    root.dyn_into().ok()
}

/// A new element with a class.
pub(crate) fn element(tag: &'static str, class: &str) -> HtmlElement {
    let element = create_element(tag);
    if !class.is_empty() {
        element.set_class_name(class);
    }
    element
}

/// A new element with a class and text.
pub(crate) fn text_element(tag: &'static str, class: &str, text: &str) -> HtmlElement {
    let element = element(tag, class);
    element.set_text_content(Some(text));
    element
}

/// Appends an element or text node.
pub(crate) fn append(parent: &Element, child: &Node) {
    parent.unchecked_ref::<Parent>().append_node(child);
}

/// Appends text.
pub(crate) fn append_text(parent: &Element, text: &str) {
    append(parent, &create_text_node(text));
}

/// Sets an attribute with a constant, valid name.
pub(crate) fn attribute(element: &Element, name: &'static str, value: &str) {
    element.unchecked_ref::<Parent>().set_attribute(name, value);
}

/// Text for screen readers only.
pub(crate) fn spoken(text: &str) -> HtmlElement {
    text_element("span", "spoken", text)
}

/// Whether the person has selected text in the page.
pub(crate) fn has_selection() -> bool {
    web_sys::window()
        .and_then(|window| window.get_selection().ok().flatten())
        .is_some_and(|selection| !selection.is_collapsed())
}

/// An event listener that is removed when this is dropped.
pub(crate) struct Listening {
    target: EventTarget,
    event: &'static str,
    closure: JsValue,
    _keep: Box<dyn std::any::Any>,
}

impl Listening {
    /// Listens to an event, which `E` must be the class of.
    pub(crate) fn new<E>(
        target: &EventTarget,
        event: &'static str,
        listener: impl FnMut(E) + 'static,
    ) -> Self
    where
        E: FromWasmAbi + 'static,
    {
        let closure = Closure::<dyn FnMut(E)>::new(listener);
        let function = closure.as_ref().clone();
        if target.add_event_listener_with_callback(event, function.unchecked_ref()).is_err() {
            // Only a detached browsing context refuses, and nothing happens there.
            web_sys::console::warn_1(&JsValue::from_str("an event listener was refused"));
        }
        Self { target: target.clone(), event, closure: function, _keep: Box::new(closure) }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let function = self.closure.unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.event, function);
    }
}
