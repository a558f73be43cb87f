//! Colours pieces of text without touching the document: the CSS Custom
//! Highlight API, which changes no node and so costs no layout.

use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Node, StaticRange, StaticRangeInit};

/// How long a line that was jumped to stands out.
const FLASH_MS: u32 = 1600;

#[wasm_bindgen]
extern "C" {
    /// A set of ranges.
    pub(crate) type Highlight;

    #[wasm_bindgen(constructor)]
    fn new() -> Highlight;

    #[wasm_bindgen(method)]
    fn add(this: &Highlight, range: &StaticRange);

    #[wasm_bindgen(js_namespace = ["CSS", "highlights"], js_name = set)]
    fn set_highlight(name: &str, highlight: &Highlight);

    #[wasm_bindgen(js_namespace = ["CSS", "highlights"], js_name = delete)]
    fn delete_highlight(name: &str) -> bool;
}

thread_local! {
    static FLASH_END: RefCell<Option<Timeout>> = const { RefCell::new(None) };
}

/// A piece of text between two places in text nodes.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) start: (Node, u32),
    pub(crate) end: (Node, u32),
}

impl Piece {
    fn range(&self) -> Option<StaticRange> {
        let (start, end) = (&self.start, &self.end);
        let init = StaticRangeInit::new(&end.0, end.1, &start.0, start.1);
        StaticRange::new(&init).ok()
    }
}

/// Colours the pieces as `::highlight(name)` says, and nothing else any more.
pub(crate) fn show<'a>(name: &str, pieces: impl Iterator<Item = &'a Piece>) {
    let highlight = Highlight::new();
    pieces.filter_map(Piece::range).for_each(|range| highlight.add(&range));
    set_highlight(name, &highlight);
}

/// Takes the colours away.
pub(crate) fn hide(name: &str) {
    delete_highlight(name);
}

/// Lets a line of an element's text, counted from 1, stand out for a moment.
pub(crate) fn flash_line(element: &Element, line: u32) {
    let nodes = text_nodes(element);
    let mut at = 1;
    let (mut start, mut end) = (None, None);
    for node in nodes {
        let text = node.node_value().unwrap_or_default();
        let mut column = 0;
        for character in text.chars() {
            if at == line {
                start.get_or_insert((node.clone(), column));
                end = Some((node.clone(), column + character.len_utf16() as u32));
            }
            if character == '\n' {
                at += 1;
            }
            column += character.len_utf16() as u32;
        }
    }
    let (Some(start), Some(end)) = (start, end) else { return };
    show("flash", std::iter::once(&Piece { start, end }));
    let over = Timeout::new(FLASH_MS, || hide("flash"));
    // The timer of the flash before is cancelled by being dropped.
    FLASH_END.set(Some(over));
}

/// All text nodes of an element, in the order of the document.
pub(crate) fn text_nodes(element: &Element) -> Vec<Node> {
    const SHOW_TEXT: u32 = 4;
    let document = element.owner_document();
    let walker =
        document.and_then(|it| it.create_tree_walker_with_what_to_show(element, SHOW_TEXT).ok());
    let Some(walker) = walker else { return Vec::new() };
    std::iter::from_fn(|| walker.next_node().ok().flatten()).collect()
}
