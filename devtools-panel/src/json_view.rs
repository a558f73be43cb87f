//! JSON as a tree that opens where it is wanted. What is inside is made when it
//! is first opened.

use crate::control_pictures::pictured;
use crate::dom::{self, Listening};
use js_sys::{Array, JSON, Object, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlElement};

/// More items of one list or object are not shown at once.
const MOST_ITEMS: u32 = 500;

/// So many items are open from the beginning.
const OPEN_ITEMS: u32 = 20;

/// The listeners of all parts that were made so far.
type Kept = Rc<RefCell<Vec<Listening>>>;

/// Shows JSON; text that is none is shown as it is.
pub(crate) fn json(parent: &HtmlElement, text: &str) -> Vec<Listening> {
    let Ok(value) = JSON::parse(text) else {
        dom::append(parent, &dom::text_element("pre", "value", &pictured(text)));
        return Vec::new();
    };
    let tree = dom::element("div", "json keeps-focus");
    dom::append(parent, &tree);
    let kept = Kept::default();
    append_value(&tree, None, &value, true, &kept);
    // The closure is what keeps the listeners of the parts.
    let owner = Listening::new(&tree, "toggle", move |_: Event| {
        let _ = &kept;
    });
    vec![owner]
}

fn append_value(parent: &HtmlElement, key: Option<&str>, value: &JsValue, open: bool, kept: &Kept) {
    let (open_sign, close_sign) = if Array::is_array(value) { ("[", "]") } else { ("{", "}") };
    if !value.is_object() {
        let line = dom::element("div", "item");
        append_key(&line, key);
        let (class, text) = scalar(value);
        dom::append(&line, &dom::text_element("span", class, &pictured(&text)));
        dom::append(parent, &line);
        return;
    }
    let items = Object::entries(value.unchecked_ref());
    let count = items.length();
    let details = dom::element("details", "item");
    let summary = dom::element("summary", "");
    append_key(&summary, key);
    let words = match (count, open_sign) {
        (1, _) => format!("{open_sign}1 item{close_sign}"),
        _ => format!("{open_sign}{count} items{close_sign}"),
    };
    dom::append(&summary, &dom::text_element("span", "count", &words));
    dom::append(&details, &summary);
    dom::append(parent, &details);
    let is_list = open_sign == "[";
    let (inner, weakly) = (details.clone(), Rc::downgrade(kept));
    let mut is_filled = false;
    let mut fill = move || {
        if let (false, Some(kept)) = (is_filled, weakly.upgrade()) {
            is_filled = true;
            append_items(&inner, &items, is_list, &kept);
        }
    };
    if open && count <= OPEN_ITEMS {
        fill();
        dom::attribute(&details, "open", "");
    } else {
        let listening = Listening::new(&details, "toggle", move |_: Event| fill());
        kept.borrow_mut().push(listening);
    }
}

fn append_items(parent: &HtmlElement, items: &Array, is_list: bool, kept: &Kept) {
    let list = dom::element("div", "items");
    for item in items.slice(0, MOST_ITEMS).iter() {
        let part = |index| Reflect::get_u32(&item, index).unwrap_or_default();
        let key = part(0).as_string().unwrap_or_default();
        let key = if is_list { None } else { Some(key.as_str()) };
        append_value(&list, key, &part(1), false, kept);
    }
    if items.length() > MOST_ITEMS {
        let text = format!("… {} more items", items.length() - MOST_ITEMS);
        dom::append(&list, &dom::text_element("div", "note", &text));
    }
    dom::append(parent, &list);
}

fn append_key(parent: &HtmlElement, key: Option<&str>) {
    if let Some(key) = key {
        dom::append(parent, &dom::text_element("span", "key", &pictured(key)));
        dom::append_text(parent, ": ");
    }
}

fn scalar(value: &JsValue) -> (&'static str, String) {
    let text = JSON::stringify(value).map(String::from).unwrap_or_default();
    let class = if value.is_string() {
        "tok-string"
    } else if value.as_f64().is_some() {
        "tok-number"
    } else {
        "tok-keyword"
    };
    (class, text)
}
