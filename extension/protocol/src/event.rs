//! What a session tells its clients, unasked.

use crate::{Action, ErrorReport, MimeBundle, Reply, RequestId};
use serde::{Deserialize, Serialize};

/// An event with its place in the session's order, counted from 1.
///
/// The session keeps an event until a client acknowledged it, so that nothing
/// is lost when the background is stopped and started again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Numbered {
    /// The event's number.
    pub seq: u64,
    /// What happened.
    pub event: Event,
}

/// Where output goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamName {
    /// `sys.stdout`
    Stdout,
    /// `sys.stderr`
    Stderr,
}

/// What happened in a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A request was carried out.
    Replied {
        /// The request's id.
        id: RequestId,
        /// The answer.
        reply: Reply,
    },
    /// An execution began.
    Started {
        /// The id of the `Execute` request.
        id: RequestId,
        /// The code, for clients that did not send it.
        code: String,
    },
    /// Output.
    Stream {
        /// Which stream.
        name: StreamName,
        /// The text.
        text: String,
    },
    /// Something to show, from `display()`.
    Displayed {
        /// Its representations.
        bundle: MimeBundle,
    },
    /// Something for the panel that ran the cell to do.
    Action {
        /// What.
        action: Action,
    },
    /// Python waits for a line of input; answer with `ReplyInput`.
    InputRequested {
        /// What to ask.
        prompt: String,
        /// Do not show what is typed.
        password: bool,
    },
    /// A callback raised, and nobody waits for its result.
    ErrorRaised {
        /// What it raised.
        error: ErrorReport,
    },
    /// The interpreter crashed; a new one takes its place, without its
    /// variables. Executions that were running are answered with `Failed`.
    SessionDied {
        /// What is known of the cause.
        reason: String,
    },
}
