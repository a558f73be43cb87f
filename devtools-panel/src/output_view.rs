//! Streamed output in the document, limited so that it stays quick.

use crate::dom;
use crate::sgr::{Color, Style};
use crate::terminal::{Span, Terminal};
use morelia_protocol::StreamName;
use std::collections::VecDeque;
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
}

struct Block {
    element: HtmlElement,
    bytes: usize,
    /// The last span, for more text of the same style.
    last: Option<(Style, HtmlElement)>,
}

impl OutputView {
    /// An empty output at the end of `parent`.
    pub(crate) fn new(parent: &HtmlElement) -> Self {
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
            for span in self.terminal.write(&text, name == StreamName::Stderr) {
                self.add(&span);
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
            let room = match self.blocks.back() {
                Some(block) if block.bytes < BLOCK_BYTES => BLOCK_BYTES - block.bytes,
                _ => {
                    self.open_block();
                    BLOCK_BYTES
                }
            };
            // Blocks end with a line, or else a line would be torn.
            let end = rest
                .get(rest.floor_char_boundary(room)..)
                .and_then(|after| after.find('\n'))
                .map_or(rest.len(), |at| rest.floor_char_boundary(room) + at + 1);
            let (now, later) = rest.split_at(end);
            if let Some(block) = self.blocks.back_mut() {
                block.add(span.style, now);
            }
            self.bytes += now.len();
            rest = later;
        }
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
    fn add(&mut self, style: Style, text: &str) {
        self.bytes += text.len();
        match &self.last {
            Some((last, element)) if *last == style => dom::append_text(element, text),
            _ => {
                let element = span_element(&Span { style, text: text.to_owned() });
                dom::append(&self.element, &element);
                self.last = Some((style, element));
            }
        }
    }
}

fn span_element(span: &Span) -> HtmlElement {
    let style = span.style;
    let element = dom::text_element("span", &class_names(style), &span.text);
    let (foreground, background) = colors(style);
    for (property, color) in [("color", foreground), ("background-color", background)] {
        if let Color::Rgb(red, green, blue) = color {
            let value = format!("rgb({red} {green} {blue})");
            element.style().set_property(property, &value).unwrap_or_default();
        }
    }
    element
}

fn colors(style: Style) -> (Color, Color) {
    if style.inverse {
        (style.background, style.foreground)
    } else {
        (style.foreground, style.background)
    }
}

fn class_names(style: Style) -> String {
    let (foreground, background) = colors(style);
    let mut names = Vec::new();
    let flags = [
        (style.stderr, "stderr"),
        (style.bold, "bold"),
        (style.dim, "dim"),
        (style.italic, "italic"),
        (style.underline, "underline"),
        (style.strike, "strike"),
        (style.inverse && foreground == Color::Default, "inverse-text"),
        (style.inverse && background == Color::Default, "inverse-ground"),
    ];
    names.extend(flags.iter().filter(|(set, _)| *set).map(|(_, name)| (*name).to_owned()));
    if let Color::Named(number) = foreground {
        names.push(format!("fg-{number}"));
    }
    if let Color::Named(number) = background {
        names.push(format!("bg-{number}"));
    }
    names.join(" ")
}
