//! Streamed output in the document, limited so that it stays quick.

use crate::dom;
use crate::sgr::Style;
use crate::span_view::span_element;
use crate::terminal::{Span, Terminal};
use morelia_protocol::StreamName;
use std::collections::VecDeque;
use std::rc::Rc;
use web_sys::HtmlElement;

/// A block of finished lines is closed at this size. The browser lays out only
/// the blocks in sight (`content-visibility`), so they want to be small.
const BLOCK_BYTES: usize = 16 * 1024;

/// The newest bytes of one output that are kept.
pub(crate) const OUTPUT_BYTES: usize = 4 * 1024 * 1024;

/// The output of one cell between two other things that it showed.
pub(crate) struct OutputView {
    element: HtmlElement,
    note: Option<HtmlElement>,
    blocks: VecDeque<Block>,
    /// The unfinished last line.
    line: HtmlElement,
    terminal: Terminal,
    pending: VecDeque<(StreamName, String)>,
    pending_bytes: usize,
    bytes: usize,
    dropped: u64,
    /// The last line, where equal lines that follow are counted instead of shown.
    repeats: Option<Repeated>,
}

struct Block {
    element: HtmlElement,
    bytes: usize,
    /// The last span, for more text of the same looks.
    last: Option<(Style, Option<Rc<str>>, HtmlElement)>,
}

/// A line that was shown once, and how often it came.
#[derive(Default)]
struct Repeated {
    line: Vec<Span>,
    element: Option<HtmlElement>,
    count: u32,
}

impl OutputView {
    /// An empty output at the end of `parent`. With `groups`, a line that comes
    /// again and again is shown once, with a number.
    pub(crate) fn new(parent: &HtmlElement, groups: bool) -> Self {
        let element = dom::element("div", "entry output");
        let line = dom::element("div", "line");
        dom::append(&element, &line);
        dom::append(parent, &element);
        Self {
            element,
            note: None,
            blocks: VecDeque::new(),
            line,
            terminal: Terminal::default(),
            pending: VecDeque::new(),
            pending_bytes: 0,
            bytes: 0,
            dropped: 0,
            repeats: groups.then(Repeated::default),
        }
    }

    /// Takes text; it is shown at the next [`OutputView::flush`].
    pub(crate) fn write(&mut self, name: StreamName, text: String) {
        self.pending_bytes += text.len();
        match self.pending.back_mut() {
            Some((last, before)) if *last == name => before.push_str(&text),
            _ => self.pending.push_back((name, text)),
        }
    }

    /// The bytes that are held.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes + self.pending_bytes
    }

    /// Shows what was written since the last time.
    pub(crate) fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        self.skip_hopeless();
        self.pending_bytes = 0;
        for (name, text) in std::mem::take(&mut self.pending) {
            let spans = self.terminal.write(&text, name == StreamName::Stderr);
            if self.repeats.is_some() {
                self.add_lines(&spans);
            } else {
                spans.iter().for_each(|span| self.add(span));
            }
        }
        self.line.set_text_content(None);
        for span in self.terminal.line() {
            dom::append(&self.line, &span_element(span));
        }
        self.trim();
    }

    /// Drops pending text that would be trimmed at once.
    fn skip_hopeless(&mut self) {
        let mut excess = self.pending_bytes.saturating_sub(OUTPUT_BYTES);
        while excess > 0 {
            let Some((_, text)) = self.pending.front_mut() else { break };
            let rest = text.get(text.ceil_char_boundary(excess)..).unwrap_or_default();
            let skipped = text.len() - rest.len();
            *text = rest.to_owned();
            if text.is_empty() {
                self.pending.pop_front();
            }
            self.dropped += skipped as u64;
            excess = excess.saturating_sub(skipped);
        }
    }

    fn add(&mut self, span: &Span) {
        let mut rest = span.text.as_str();
        while !rest.is_empty() {
            let room = self.room();
            // Blocks end with a line, or else a line would be torn; one that is
            // longer than a block is torn all the same.
            let after = rest.floor_char_boundary(room);
            let end = rest
                .get(after..rest.floor_char_boundary(after + BLOCK_BYTES))
                .and_then(|after| after.find('\n'))
                .map_or(rest.floor_char_boundary(after + BLOCK_BYTES), |at| after + at + 1);
            let (now, later) = rest.split_at(end);
            if let Some(block) = self.blocks.back_mut() {
                block.add(&Span { text: now.to_owned(), ..span.clone() });
            }
            self.bytes += now.len();
            rest = later;
        }
    }

    /// The bytes that still fit into the last block, which is opened if needed.
    fn room(&mut self) -> usize {
        match self.blocks.back() {
            Some(block) if block.bytes < BLOCK_BYTES => BLOCK_BYTES - block.bytes,
            _ => {
                self.open_block();
                BLOCK_BYTES
            }
        }
    }

    /// Adds finished lines, each in an element of its own.
    fn add_lines(&mut self, spans: &[Span]) {
        let mut line = Vec::new();
        for span in spans {
            for piece in span.text.split_inclusive('\n') {
                line.push(Span { text: piece.to_owned(), ..span.clone() });
                if piece.ends_with('\n') {
                    self.add_line(std::mem::take(&mut line));
                }
            }
        }
        if !line.is_empty() {
            self.add_line(line);
        }
    }

    fn add_line(&mut self, line: Vec<Span>) {
        let blank = line.iter().all(|span| span.text.trim().is_empty());
        if let Some(Repeated { line: last, element: Some(element), count }) = &mut self.repeats
            && *last == line
            && !blank
        {
            *count += 1;
            dom::attribute(element, "data-count", &count.to_string());
            return;
        }
        self.room();
        let element = dom::element("span", "whole-line");
        let mut bytes = 0;
        for span in &line {
            dom::append(&element, &span_element(span));
            bytes += span.text.len();
        }
        if let Some(block) = self.blocks.back_mut() {
            dom::append(&block.element, &element);
            block.bytes += bytes;
        }
        self.bytes += bytes;
        self.repeats = Some(Repeated { line, element: Some(element), count: 1 });
    }

    fn open_block(&mut self) {
        let element = dom::element("pre", "block");
        self.line.before_with_node_1(&element).unwrap_or_default();
        self.blocks.push_back(Block { element, bytes: 0, last: None });
    }

    fn trim(&mut self) {
        while self.bytes > OUTPUT_BYTES && self.blocks.len() > 1 {
            let Some(block) = self.blocks.pop_front() else { break };
            block.element.remove();
            self.bytes -= block.bytes;
            self.dropped += block.bytes as u64;
        }
        if self.dropped > 0 {
            let note = self.note.get_or_insert_with(|| {
                let note = dom::element("div", "note");
                self.element.prepend_with_node_1(&note).unwrap_or_default();
                note
            });
            let megabytes = self.dropped as f64 / 1e6;
            let text = format!("{megabytes:.1} MB of earlier output are no longer shown.");
            note.set_text_content(Some(&text));
        }
    }
}

impl Block {
    fn add(&mut self, span: &Span) {
        self.bytes += span.text.len();
        match &self.last {
            Some((style, link, element)) if *style == span.style && *link == span.link => {
                dom::append_text(element, &span.text);
            }
            _ => {
                let element = span_element(span);
                dom::append(&self.element, &element);
                self.last = Some((span.style, span.link.clone(), element));
            }
        }
    }
}
