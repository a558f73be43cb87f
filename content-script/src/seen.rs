//! Remembers requests, so that one that is sent again is not done again; pure.

use morelia_protocol::RequestId;
use std::collections::{HashSet, VecDeque};

/// A client sends again what it has no answer to, never what is this old.
const KEPT: usize = 10_000;

/// The ids of the newest requests.
#[derive(Debug, Default)]
pub(crate) struct SeenRequests {
    order: VecDeque<RequestId>,
    known: HashSet<RequestId>,
    unanswered: HashSet<RequestId>,
}

/// What to do with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Carry it out.
    New,
    /// It is being carried out.
    UnderWay,
    /// It was answered.
    Answered,
}

impl SeenRequests {
    /// Notes a request.
    pub(crate) fn note(&mut self, id: &RequestId) -> Verdict {
        if self.unanswered.contains(id) {
            return Verdict::UnderWay;
        }
        if !self.known.insert(id.clone()) {
            return Verdict::Answered;
        }
        self.order.push_back(id.clone());
        self.unanswered.insert(id.clone());
        if self.order.len() > KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        Verdict::New
    }

    /// A request was answered.
    pub(crate) fn answered(&mut self, id: &RequestId) {
        self.unanswered.remove(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_new_once() {
        let mut seen = SeenRequests::default();
        let id = "r".to_owned();
        assert_eq!(seen.note(&id), Verdict::New);
        assert_eq!(seen.note(&id), Verdict::UnderWay);
        seen.answered(&id);
        assert_eq!(seen.note(&id), Verdict::Answered);
    }

    #[test]
    fn very_old_ones_are_forgotten() {
        let mut seen = SeenRequests::default();
        for number in 0..=KEPT {
            let id = number.to_string();
            seen.note(&id);
            seen.answered(&id);
        }
        assert_eq!(seen.order.len(), KEPT);
        assert_eq!(seen.note(&"0".to_owned()), Verdict::New);
    }
}
