//! Collects output, so that many small writes become few messages; pure.

use morelia_protocol::{Event, StreamName};
use std::collections::VecDeque;

/// When this much has come together it is sent at once.
pub(crate) const FLUSH_BYTES: usize = 64 * 1024;

/// The longest text of one message. Escaping makes it six times as long at
/// worst, which is within the limit of a message.
const PIECE_BYTES: usize = 1024 * 1024;

/// Output that was not sent yet.
#[derive(Debug, Default)]
pub(crate) struct OutputBuffer {
    runs: VecDeque<(StreamName, String)>,
    bytes: usize,
}

impl OutputBuffer {
    /// Adds text; gives whether it should be sent at once.
    pub(crate) fn push(&mut self, name: StreamName, text: &str) -> bool {
        self.bytes = self.bytes.saturating_add(text.len());
        match self.runs.back_mut() {
            Some((last, run)) if *last == name => run.push_str(text),
            _ => self.runs.push_back((name, text.to_owned())),
        }
        self.bytes >= FLUSH_BYTES
    }

    /// Takes everything, in order.
    pub(crate) fn take(&mut self) -> Vec<Event> {
        self.bytes = 0;
        let mut events = Vec::new();
        for (name, text) in self.runs.drain(..) {
            let mut rest = text.as_str();
            while !rest.is_empty() {
                let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE_BYTES));
                events.push(Event::Stream { name, text: piece.to_owned() });
                rest = after;
            }
        }
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use StreamName::{Stderr, Stdout};

    fn stream(name: StreamName, text: &str) -> Event {
        Event::Stream { name, text: text.to_owned() }
    }

    #[test]
    fn neighbours_of_one_stream_are_joined_and_order_is_kept() {
        let mut buffer = OutputBuffer::default();
        for (name, text) in [(Stdout, "a"), (Stdout, "b"), (Stderr, "c"), (Stdout, "d")] {
            assert!(!buffer.push(name, text));
        }
        assert_eq!(buffer.take(), [stream(Stdout, "ab"), stream(Stderr, "c"), stream(Stdout, "d")]);
        assert!(buffer.take().is_empty());
    }

    #[test]
    fn much_is_sent_at_once() {
        let mut buffer = OutputBuffer::default();
        assert!(buffer.push(Stdout, &"x".repeat(FLUSH_BYTES)));
        buffer.take();
        assert!(!buffer.push(Stdout, "x"));
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let mut buffer = OutputBuffer::default();
        let text = "x€".repeat(PIECE_BYTES / 2);
        buffer.push(Stdout, &text);
        let mut joined = String::new();
        for event in buffer.take() {
            let Event::Stream { text, .. } = event else { panic!() };
            assert!(text.len() <= PIECE_BYTES);
            joined.push_str(&text);
        }
        assert_eq!(joined, text);
    }
}
