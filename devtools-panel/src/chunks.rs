//! The log's children: sections in chunks, so that the browser lays out and
//! paints only the chunks in sight (`content-visibility`).
//!
//! Fifty sections a chunk: ten thousand sections are two hundred boxes to look
//! at in a frame, where one box a section would be ten thousand.

use crate::dom;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

const CHUNK_SECTIONS: u32 = 50;

/// The log and what was dropped from its beginning.
pub(crate) struct Chunks {
    log: HtmlElement,
    note: Option<HtmlElement>,
    dropped_sections: u64,
    dropped_bytes: u64,
}

impl Chunks {
    /// Sections go into `log`.
    pub(crate) fn new(log: HtmlElement) -> Self {
        Self { log, note: None, dropped_sections: 0, dropped_bytes: 0 }
    }

    /// Adds a section at the end.
    pub(crate) fn append(&self, section: &HtmlElement) {
        let last = self.log.last_element_child().filter(is_chunk);
        let chunk = last.filter(|chunk| chunk.child_element_count() < CHUNK_SECTIONS);
        let chunk = chunk.unwrap_or_else(|| {
            let chunk: Element = dom::element("div", "chunk").into();
            dom::append(&self.log, &chunk);
            chunk
        });
        dom::append(&chunk, section);
    }

    /// Takes a section away, and a chunk that is empty then.
    pub(crate) fn remove(&self, section: &HtmlElement) {
        let chunk = section.parent_element();
        section.remove();
        if let Some(chunk) = chunk.filter(|chunk| chunk.child_element_count() == 0) {
            chunk.remove();
        }
    }

    /// Takes a section away because there are too many, and says so.
    pub(crate) fn drop_oldest(&mut self, section: &HtmlElement, bytes: usize) {
        self.remove(section);
        self.dropped_sections += 1;
        self.dropped_bytes += bytes as u64;
        let note = self.note.get_or_insert_with(|| {
            let note = dom::element("div", "entry note dropped");
            self.log.prepend_with_node_1(&note).unwrap_or_default();
            note
        });
        let megabytes = self.dropped_bytes as f64 / 1e6;
        let text = format!(
            "{} earlier cells ({megabytes:.1} MB) are no longer shown.",
            self.dropped_sections
        );
        note.set_text_content(Some(&text));
    }

    /// Takes away what is no section: the greeting and the note.
    pub(crate) fn clear_notes(&mut self) {
        while let Some(child) = self.log.first_element_child() {
            if is_chunk(&child) {
                break;
            }
            child.remove();
        }
        self.note = None;
        (self.dropped_sections, self.dropped_bytes) = (0, 0);
    }
}

fn is_chunk(element: &Element) -> bool {
    element.class_name() == "chunk"
}

/// The section that an event came from.
pub(crate) fn section_of(element: &Element) -> Option<HtmlElement> {
    let found = element.closest("section.cell, section.loose").ok().flatten();
    found.and_then(|section| section.dyn_into().ok())
}
