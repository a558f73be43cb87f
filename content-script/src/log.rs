//! The session's events, kept until they were acknowledged; pure.

use morelia_protocol::{
    ContentToBackground, Event, Numbered, Reply, RequestId, StreamName, encode,
};
use std::collections::VecDeque;

/// Acknowledged events that are kept all the same, for a client that was not
/// connected when another one acknowledged them.
const TAIL_BYTES: usize = 1024 * 1024;

/// What may wait while nobody listens.
const UNHEARD_BYTES: usize = 16 * 1024 * 1024;

#[derive(Debug)]
struct Entry {
    seq: u64,
    /// The encoded message.
    text: String,
    /// May be dropped when too much waits.
    is_output: bool,
    /// The request that this answers.
    answers: Option<RequestId>,
}

/// All events that may have to be sent again.
#[derive(Debug, Default)]
pub(crate) struct EventLog {
    entries: VecDeque<Entry>,
    newest: u64,
    acknowledged: u64,
    /// Bytes of the entries that were acknowledged, and of those that were not.
    heard_bytes: usize,
    unheard_bytes: usize,
    /// Bytes of output that were dropped unheard, and the last one's number.
    dropped_bytes: usize,
    dropped_at: u64,
}

impl EventLog {
    /// The newest event's number.
    pub(crate) fn newest(&self) -> u64 {
        self.newest
    }

    /// Bytes of events that wait for their acknowledgement.
    pub(crate) fn unheard_bytes(&self) -> usize {
        self.unheard_bytes
    }

    /// Numbers an event and keeps it; gives the encoded message to send.
    pub(crate) fn push(&mut self, event: Event) -> String {
        self.newest = self.newest.saturating_add(1);
        let seq = self.newest;
        let is_output =
            matches!(event, Event::Stream { .. } | Event::Displayed { .. } | Event::Action { .. });
        let answers = match &event {
            Event::Replied { id, .. } => Some(id.clone()),
            _ => None,
        };
        let text = encode_or_explain(seq, event);
        self.unheard_bytes = self.unheard_bytes.saturating_add(text.len());
        self.entries.push_back(Entry { seq, text: text.clone(), is_output, answers });
        text
    }

    /// Whether the answer to a request can still be replayed.
    pub(crate) fn has_answer(&self, id: &RequestId) -> bool {
        self.entries.iter().any(|entry| entry.answers.as_ref() == Some(id))
    }

    /// Every client has the events up to this number.
    pub(crate) fn acknowledge(&mut self, seq: u64) {
        if seq <= self.acknowledged {
            return;
        }
        let newly = self.entries.iter().filter(|e| e.seq > self.acknowledged && e.seq <= seq);
        let bytes: usize = newly.map(|entry| entry.text.len()).sum();
        self.acknowledged = seq;
        self.unheard_bytes = self.unheard_bytes.saturating_sub(bytes);
        self.heard_bytes = self.heard_bytes.saturating_add(bytes);
        if self.dropped_at <= seq {
            self.dropped_bytes = 0;
        }
        while self.heard_bytes > TAIL_BYTES {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.heard_bytes = self.heard_bytes.saturating_sub(oldest.text.len());
        }
    }

    /// Nobody listens: drops the oldest output when too much waits. A note
    /// takes its place.
    pub(crate) fn drop_excess(&mut self) {
        while self.unheard_bytes > UNHEARD_BYTES {
            let acknowledged = self.acknowledged;
            let oldest = self.entries.iter().position(|e| e.is_output && e.seq > acknowledged);
            let Some(entry) = oldest.and_then(|at| self.entries.remove(at)) else { return };
            self.unheard_bytes = self.unheard_bytes.saturating_sub(entry.text.len());
            self.dropped_bytes = self.dropped_bytes.saturating_add(entry.text.len());
            self.dropped_at = entry.seq;
        }
    }

    /// The messages of all kept events after a number, oldest first.
    pub(crate) fn after(&self, since: u64) -> Vec<String> {
        let mut texts = Vec::new();
        let mut note = self.note(since);
        for entry in self.entries.iter().filter(|entry| entry.seq > since) {
            if entry.seq > self.dropped_at {
                texts.extend(note.take());
            }
            texts.push(entry.text.clone());
        }
        texts.extend(note);
        texts
    }

    fn note(&self, since: u64) -> Option<String> {
        if self.dropped_bytes == 0 || self.dropped_at <= since {
            return None;
        }
        let text = format!(
            "[{:.1} MB of older output were dropped: nobody was listening]\n",
            self.dropped_bytes as f64 / 1e6
        );
        let event = Event::Stream { name: StreamName::Stderr, text };
        Some(encode_or_explain(self.dropped_at, event))
    }
}

/// An event that no message can carry is replaced by one that says so.
fn encode_or_explain(seq: u64, event: Event) -> String {
    let replacement = match &event {
        Event::Replied { id, .. } => Event::Replied {
            id: id.clone(),
            reply: Reply::Failed {
                message: "the answer is too large to be sent; ask for less at once".to_owned(),
            },
        },
        _ => Event::Stream {
            name: StreamName::Stderr,
            text: "[something that is too large to be sent was left out]\n".to_owned(),
        },
    };
    let message = |event| ContentToBackground::Event(Numbered { seq, event });
    encode(&message(event)).or_else(|_| encode(&message(replacement))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use morelia_protocol::decode;

    fn output(size: usize) -> Event {
        Event::Stream { name: StreamName::Stdout, text: "x".repeat(size) }
    }

    fn replied(id: &str) -> Event {
        Event::Replied { id: id.to_owned(), reply: Reply::Done }
    }

    fn numbers(log: &EventLog, since: u64) -> Vec<u64> {
        let number = |text: String| match decode(&text).unwrap() {
            ContentToBackground::Event(numbered) => numbered.seq,
            other => panic!("{other:?}"),
        };
        log.after(since).into_iter().map(number).collect()
    }

    #[test]
    fn events_are_numbered_from_one_and_kept() {
        let mut log = EventLog::default();
        for size in 0..3 {
            log.push(output(size));
        }
        assert_eq!(numbers(&log, 0), [1, 2, 3]);
        assert_eq!(numbers(&log, 2), [3]);
        assert_eq!(log.newest(), 3);
    }

    #[test]
    fn acknowledged_events_go_once_they_are_many() {
        let mut log = EventLog::default();
        for _ in 0..30 {
            log.push(output(100_000));
        }
        log.acknowledge(30);
        assert_eq!(log.unheard_bytes(), 0);
        let kept = numbers(&log, 0);
        assert!(kept.len() >= 8 && kept.len() <= 11, "{kept:?}");
        assert_eq!(kept.last(), Some(&30));
    }

    #[test]
    fn an_acknowledgement_is_counted_once() {
        let mut log = EventLog::default();
        log.push(output(10));
        log.push(output(10));
        log.acknowledge(1);
        let left = log.unheard_bytes();
        log.acknowledge(1);
        log.acknowledge(0);
        assert_eq!(log.unheard_bytes(), left);
        assert!(left > 0);
    }

    #[test]
    fn unheard_output_is_dropped_with_a_note_and_answers_are_kept() {
        let mut log = EventLog::default();
        log.push(output(9_000_000));
        log.push(replied("r"));
        log.push(output(9_000_000));
        log.push(output(5));
        log.drop_excess();
        // The note has the number of what was dropped.
        assert_eq!(numbers(&log, 0), [1, 2, 3, 4]);
        let first = log.after(0).remove(0);
        assert!(first.contains("9.0 MB of older output were dropped"), "{first}");
        assert!(log.has_answer(&"r".to_owned()));
        assert!(log.unheard_bytes() < UNHEARD_BYTES);
        log.acknowledge(4);
        assert!(!log.after(0).iter().any(|text| text.contains("were dropped")));
    }

    #[test]
    fn what_is_too_large_is_replaced() {
        let mut log = EventLog::default();
        let reply = Reply::Failed { message: "x".repeat(40_000_000) };
        let text = log.push(Event::Replied { id: "r".to_owned(), reply });
        assert!(text.len() < 1000 && text.contains("too large"), "{}", text.len());
    }
}
