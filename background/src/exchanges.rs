//! The exchanges that content scripts have open, and what each may say next; pure.

use crate::authority::Frame;
use crate::hub::PortId;
use morelia_protocol::{
    ContentToExchange, Failure, FailureKind, HttpRequest, MAX_PIECE_BYTES, PIECES_AHEAD, decode,
};
use std::collections::BTreeMap;

/// More than any pool of workers has; each holds a port and perhaps a body.
pub(crate) const MAX_OF_A_FRAME: usize = 128;
/// The browser needs the whole body of a request before it sends any of it.
pub(crate) const MAX_UPLOAD_BYTES: u64 = 512 * 1024 * 1024;

/// Our own content script never does that: cut it off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Violation;

/// What to do about a message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Todo {
    Nothing,
    /// Store the piece and say that it was taken.
    Take,
    /// Make the request.
    Begin {
        frame: Frame,
        request: HttpRequest,
        has_body: bool,
    },
    /// One more piece may be sent.
    Release,
    /// Say so; nothing more will come of this exchange.
    Fail(Failure),
}

#[derive(Debug)]
enum Phase {
    Fresh,
    Body { request: HttpRequest, bytes: u64 },
    Sent { released: u32 },
    Over,
}

#[derive(Debug)]
struct Exchange {
    frame: Frame,
    phase: Phase,
}

/// All open exchanges.
#[derive(Debug, Default)]
pub(crate) struct Exchanges {
    open: BTreeMap<PortId, Exchange>,
}

impl Exchanges {
    /// A port was opened. Gives why it is of no use, if so.
    pub(crate) fn connected(&mut self, port: PortId, frame: Frame) -> Todo {
        let siblings = self.open.values().filter(|open| open.frame.target == frame.target).count();
        let is_full = siblings >= MAX_OF_A_FRAME;
        let phase = if is_full { Phase::Over } else { Phase::Fresh };
        self.open.insert(port, Exchange { frame, phase });
        if !is_full {
            return Todo::Nothing;
        }
        Todo::Fail(Failure::new(
            FailureKind::Denied,
            format!(
                "a page may have {MAX_OF_A_FRAME} requests under way at once; wait for some to end"
            ),
        ))
    }

    /// Whether this is an exchange's port.
    pub(crate) fn has(&self, port: PortId) -> bool {
        self.open.contains_key(&port)
    }

    /// The port is closed.
    pub(crate) fn closed(&mut self, port: PortId) {
        self.open.remove(&port);
    }

    /// A piece was sent to the content script.
    pub(crate) fn delivered(&mut self, port: PortId) {
        if let Some(Exchange { phase: Phase::Sent { released }, .. }) = self.open.get_mut(&port) {
            *released = released.saturating_sub(1);
        }
    }

    /// A text arrived.
    pub(crate) fn text(&mut self, port: PortId, text: &str) -> Result<Todo, Violation> {
        let message: ContentToExchange = decode(text).map_err(|_| Violation)?;
        let Exchange { frame, phase } = self.open.get_mut(&port).ok_or(Violation)?;
        match (message, &mut *phase) {
            (ContentToExchange::Ping, _) | (_, Phase::Over) => Ok(Todo::Nothing),
            (ContentToExchange::Open { request }, Phase::Fresh) => {
                *phase = Phase::Body { request, bytes: 0 };
                Ok(Todo::Nothing)
            }
            (ContentToExchange::Send, Phase::Body { request, bytes }) => {
                let (request, has_body) = (std::mem::take(request), *bytes > 0);
                *phase = Phase::Sent { released: 0 };
                Ok(Todo::Begin { frame: frame.clone(), request, has_body })
            }
            (ContentToExchange::More, Phase::Sent { released }) if *released < PIECES_AHEAD => {
                *released += 1;
                Ok(Todo::Release)
            }
            _ => Err(Violation),
        }
    }

    /// So many bytes arrived.
    pub(crate) fn bytes(&mut self, port: PortId, length: usize) -> Result<Todo, Violation> {
        let Exchange { phase, .. } = self.open.get_mut(&port).ok_or(Violation)?;
        match phase {
            Phase::Over => Ok(Todo::Nothing),
            Phase::Body { bytes, .. } if length <= MAX_PIECE_BYTES => {
                *bytes += length as u64;
                if *bytes <= MAX_UPLOAD_BYTES {
                    return Ok(Todo::Take);
                }
                *phase = Phase::Over;
                Ok(Todo::Fail(Failure::new(
                    FailureKind::Invalid,
                    format!("the body is longer than {MAX_UPLOAD_BYTES} bytes; send it in parts"),
                )))
            }
            _ => Err(Violation),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use morelia_protocol::{FrameTarget, encode};

    fn frame(tab_id: i32) -> Frame {
        Frame { target: FrameTarget { tab_id, frame_id: 0 }, document_id: None }
    }

    fn open() -> String {
        encode(&ContentToExchange::Open { request: HttpRequest::default() }).unwrap()
    }

    fn say(message: ContentToExchange) -> String {
        encode(&message).unwrap()
    }

    fn fresh() -> Exchanges {
        let mut exchanges = Exchanges::default();
        assert_eq!(exchanges.connected(1, frame(1)), Todo::Nothing);
        exchanges
    }

    #[test]
    fn a_request_comes_in_order() {
        let mut exchanges = fresh();
        assert_eq!(exchanges.text(1, &open()), Ok(Todo::Nothing));
        assert_eq!(exchanges.bytes(1, 10), Ok(Todo::Take));
        assert_eq!(exchanges.text(1, &say(ContentToExchange::Ping)), Ok(Todo::Nothing));
        let begun = exchanges.text(1, &say(ContentToExchange::Send));
        assert!(matches!(begun, Ok(Todo::Begin { has_body: true, .. })), "{begun:?}");
        assert_eq!(exchanges.text(1, &say(ContentToExchange::More)), Ok(Todo::Release));
    }

    #[test]
    fn what_is_out_of_order_is_a_violation() {
        let send = say(ContentToExchange::Send);
        assert_eq!(fresh().text(1, &send), Err(Violation));
        assert_eq!(fresh().bytes(1, 1), Err(Violation));
        assert_eq!(fresh().text(2, &open()), Err(Violation));
        assert_eq!(fresh().text(1, "{\"type\":\"attach\"}"), Err(Violation));
        let mut twice = fresh();
        twice.text(1, &open()).unwrap();
        assert_eq!(twice.text(1, &open()), Err(Violation));
        assert_eq!(twice.bytes(1, MAX_PIECE_BYTES + 1), Err(Violation));
        twice.text(1, &send).unwrap();
        assert_eq!(twice.text(1, &send), Err(Violation));
        assert_eq!(twice.bytes(1, 1), Err(Violation));
    }

    #[test]
    fn nobody_releases_more_than_the_window() {
        let mut exchanges = fresh();
        exchanges.text(1, &open()).unwrap();
        exchanges.text(1, &say(ContentToExchange::Send)).unwrap();
        let more = say(ContentToExchange::More);
        for _ in 0..PIECES_AHEAD {
            assert_eq!(exchanges.text(1, &more), Ok(Todo::Release));
        }
        assert_eq!(exchanges.text(1, &more), Err(Violation));
        exchanges.delivered(1);
        assert_eq!(exchanges.text(1, &more), Ok(Todo::Release));
    }

    #[test]
    fn a_body_without_end_is_refused() {
        let mut exchanges = fresh();
        exchanges.text(1, &open()).unwrap();
        let pieces = MAX_UPLOAD_BYTES / MAX_PIECE_BYTES as u64;
        for _ in 0..pieces {
            assert_eq!(exchanges.bytes(1, MAX_PIECE_BYTES), Ok(Todo::Take));
        }
        assert!(matches!(exchanges.bytes(1, 1), Ok(Todo::Fail(_))));
        assert_eq!(exchanges.bytes(1, 1), Ok(Todo::Nothing));
        assert_eq!(exchanges.text(1, &say(ContentToExchange::Send)), Ok(Todo::Nothing));
    }

    #[test]
    fn one_page_cannot_take_all() {
        let mut exchanges = Exchanges::default();
        for port in 0..MAX_OF_A_FRAME as PortId {
            assert_eq!(exchanges.connected(port, frame(1)), Todo::Nothing);
        }
        assert!(matches!(exchanges.connected(1000, frame(1)), Todo::Fail(_)));
        assert_eq!(exchanges.connected(1001, frame(2)), Todo::Nothing);
        exchanges.closed(0);
        exchanges.closed(1000);
        assert_eq!(exchanges.connected(1002, frame(1)), Todo::Nothing);
    }
}
