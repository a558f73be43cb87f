//! Finds text in the transcript, also where nothing is laid out.

use crate::highlight::{self, Piece, text_nodes};
use crate::transcript::SharedSection;
use js_sys::{JsString, RegExp};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Node};

/// More matches than these are not looked for.
pub(crate) const MOST_MATCHES: usize = 10_000;

/// Elements in which text runs on from and to the text around them.
const INLINE: [&str; 8] = ["SPAN", "A", "BUTTON", "CODE", "B", "I", "LABEL", "EM"];

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Element)]
    type Texted;

    // As a JavaScript string: most sections are only looked into.
    #[wasm_bindgen(method, getter, js_name = textContent)]
    fn text(this: &Texted) -> JsString;

    type Found;
    #[wasm_bindgen(method, getter)]
    fn index(this: &Found) -> u32;
    #[wasm_bindgen(method, indexing_getter)]
    fn get(this: &Found, index: u32) -> JsString;
}

/// What is searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) text: String,
    pub(crate) match_case: bool,
    pub(crate) is_regex: bool,
}

impl Wanted {
    /// The expression to look for; an error says what is wrong with it.
    fn expression(&self) -> Result<RegExp, String> {
        let source = if self.is_regex { self.text.clone() } else { escaped(&self.text) };
        let flags = if self.match_case { "gu" } else { "giu" };
        // `new RegExp` throws for a bad pattern, which the binding does not catch.
        compile(&source, flags).map_err(|error| {
            let message = js_sys::Error::from(error).message();
            String::from(message)
        })
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Reflect, js_name = construct, catch)]
    fn construct(class: &JsValue, arguments: &js_sys::Array) -> Result<RegExp, JsValue>;

    #[wasm_bindgen(js_name = RegExp, thread_local_v2)]
    static REG_EXP: JsValue;
}

fn compile(source: &str, flags: &str) -> Result<RegExp, JsValue> {
    let arguments = js_sys::Array::of2(&JsValue::from_str(source), &JsValue::from_str(flags));
    REG_EXP.with(|class| construct(class, &arguments))
}

/// The text as a pattern that finds just it.
fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if "^$\\.*+?()[]{}|/".contains(character) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

/// Gives all matches in the sections that are shown.
///
/// # Errors
/// What is wrong with a regular expression.
pub(crate) fn search(sections: &[SharedSection], wanted: &Wanted) -> Result<Vec<Piece>, String> {
    let mut matches = Vec::new();
    if wanted.text.is_empty() {
        return Ok(matches);
    }
    let expression = wanted.expression()?;
    for section in sections {
        let element: Element = section.borrow().element().clone().into();
        if element.class_list().contains("sieved") {
            continue;
        }
        expression.set_last_index(0);
        if has_match(&expression, &element.unchecked_ref::<Texted>().text()) {
            search_element(&element, &expression, &mut matches);
        }
        if matches.len() >= MOST_MATCHES {
            matches.truncate(MOST_MATCHES);
            break;
        }
    }
    Ok(matches)
}

/// Takes all colours of a search away.
pub(crate) fn hide_matches() {
    highlight::hide("found");
    highlight::hide("found-here");
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = RegExp)]
    type Expression;
    #[wasm_bindgen(method)]
    fn test(this: &Expression, text: &JsString) -> bool;
    #[wasm_bindgen(method)]
    fn exec(this: &Expression, text: &JsString) -> Option<Found>;
}

fn has_match(expression: &RegExp, text: &JsString) -> bool {
    expression.unchecked_ref::<Expression>().test(text)
}

/// Text that runs on, and where its nodes begin in it (in UTF-16 units).
#[derive(Default)]
struct Run {
    block: Option<Element>,
    text: Vec<JsString>,
    nodes: Vec<(u32, Node)>,
    length: u32,
}

fn search_element(element: &Element, expression: &RegExp, matches: &mut Vec<Piece>) {
    let mut run = Run::default();
    for node in text_nodes(element) {
        let Some(parent) = node.parent_element() else { continue };
        if parent.closest(".spoken, .cell-bar, .stub").is_ok_and(|found| found.is_some()) {
            continue;
        }
        let block = block_of(parent);
        if !run.block.as_ref().is_some_and(|last| last.is_same_node(Some(&block))) {
            finish(std::mem::take(&mut run), expression, matches);
            run.block = Some(block);
        }
        let text = JsString::from(node.node_value().unwrap_or_default());
        run.nodes.push((run.length, node));
        run.length += text.length();
        run.text.push(text);
        if matches.len() >= MOST_MATCHES {
            return;
        }
    }
    finish(run, expression, matches);
}

/// The element around text whose text does not run on beyond it.
fn block_of(element: Element) -> Element {
    let mut block = element;
    while INLINE.contains(&block.tag_name().as_str()) {
        let Some(parent) = block.parent_element() else { break };
        block = parent;
    }
    block
}

fn finish(run: Run, expression: &RegExp, matches: &mut Vec<Piece>) {
    let text = run.text.iter().fold(JsString::from(""), |text, piece| text.concat(piece));
    expression.set_last_index(0);
    while let Some(found) = expression.unchecked_ref::<Expression>().exec(&text) {
        let (start, length) = (found.index(), found.get(0).length());
        if length == 0 {
            // `x*` matches nothing everywhere.
            expression.set_last_index(expression.last_index() + 1);
            continue;
        }
        let (from, to) =
            (node_at(&run.nodes, start, false), node_at(&run.nodes, start + length, true));
        if let (Some(start), Some(end)) = (from, to) {
            matches.push(Piece { start, end });
        }
        if matches.len() >= MOST_MATCHES {
            return;
        }
    }
}

/// The node that a place is in; at a border, the one before it is an end's.
fn node_at(nodes: &[(u32, Node)], place: u32, is_end: bool) -> Option<(Node, u32)> {
    let after =
        nodes.partition_point(|(begin, _)| if is_end { *begin < place } else { *begin <= place });
    let (begin, node) = nodes.get(after.checked_sub(1)?)?;
    Some((node.clone(), place - begin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_plain_text() {
        assert_eq!(escaped("a.b*(c)"), "a\\.b\\*\\(c\\)");
        assert_eq!(escaped("naïve 🐍"), "naïve 🐍");
    }
}
