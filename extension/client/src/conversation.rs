//! What a client knows of its session, and what to send next; pure.

use morelia_protocol::{
    AttachFailure, BackgroundToClient, ClientToBackground, Event, FrameTarget, Hello, Numbered,
    Reply, Request, RequestId, Rung,
};
use std::collections::BTreeMap;

/// Why a request got no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The frame shows another document now, so the session is gone.
    #[error("the page navigated to {url} while Python was running")]
    Navigated {
        /// The new document's address, empty when it is not known.
        url: String,
    },
    /// No session can be had.
    #[error("{0}")]
    Attach(AttachFailure),
    /// The client was closed first.
    #[error("the console was closed")]
    Closed,
    /// The person chose another frame meanwhile.
    #[error("the console went to another frame")]
    Retargeted,
    /// The extension was reloaded or removed.
    #[error(
        "the extension was updated or removed while this panel was open; reload the panel: \
         close it, or the developer tools that it is in, and open it again ({0})"
    )]
    ExtensionGone(String),
}

/// What is to be done after a message.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Actions {
    /// Send these.
    pub(crate) send: Vec<ClientToBackground>,
    /// These requests have come to an end.
    pub(crate) settled: Vec<(RequestId, Result<Reply, ClientError>)>,
    /// The message is news for the owner.
    pub(crate) is_news: bool,
    /// Attach again, after a moment.
    pub(crate) attach_later: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// There is no port.
    Cut,
    /// `Attach` was sent.
    Attaching,
    /// Requests may be sent.
    Attached,
    /// The last attempt failed, or the session went away.
    Apart,
}

/// One client's side of the conversation.
#[derive(Debug)]
pub(crate) struct Conversation {
    target: FrameTarget,
    force_rung: Option<Rung>,
    phase: Phase,
    session_id: Option<String>,
    /// The newest event seen, for each session of this frame: a page that comes
    /// back from the back-forward cache is an earlier session again.
    seen: BTreeMap<String, u64>,
    /// A navigation was told, so that the requests of the session before have
    /// ended, and those that wait now are for the next one.
    is_between: bool,
    watches_frames: bool,
    /// Requests without an answer, oldest first.
    unanswered: Vec<(RequestId, Request)>,
}

impl Conversation {
    pub(crate) fn new(target: FrameTarget, force_rung: Option<Rung>) -> Self {
        Self {
            target,
            force_rung,
            phase: Phase::Cut,
            session_id: None,
            seen: BTreeMap::new(),
            is_between: false,
            watches_frames: false,
            unanswered: Vec::new(),
        }
    }

    /// The port was cut.
    pub(crate) fn cut(&mut self) {
        self.phase = Phase::Cut;
    }

    /// Whether the session went away and nobody asked for another.
    /// Turns to another frame. Requests that wait are given up; what they began
    /// goes on in the frame that is left.
    pub(crate) fn retarget(&mut self, target: FrameTarget) -> Actions {
        let mut actions = self.give_up(&ClientError::Retargeted);
        self.target = target;
        self.session_id = None;
        self.is_between = false;
        if self.phase != Phase::Cut {
            actions.send.push(self.attach());
        }
        actions
    }

    pub(crate) fn target(&self) -> FrameTarget {
        self.target
    }

    /// Asks to be told of the tab's frames. A port that is opened again asks anew.
    pub(crate) fn watch_frames(&mut self) -> Option<ClientToBackground> {
        self.watches_frames = true;
        (self.phase != Phase::Cut).then_some(ClientToBackground::WatchFrames)
    }

    pub(crate) fn watches_frames(&self) -> bool {
        self.watches_frames
    }

    pub(crate) fn is_apart(&self) -> bool {
        self.phase == Phase::Apart
    }

    /// Asks for a session: on a new port, or again on the same one.
    pub(crate) fn attach(&mut self) -> ClientToBackground {
        self.phase = Phase::Attaching;
        ClientToBackground::Attach {
            target: self.target,
            since: self.newest_seen(),
            session_id: self.session_id.clone(),
            force_rung: self.force_rung,
        }
    }

    /// Takes a request in; gives what to send now. A request that cannot be
    /// sent yet goes out once the session is there.
    pub(crate) fn request(
        &mut self,
        id: RequestId,
        request: Request,
    ) -> Option<ClientToBackground> {
        self.unanswered.push((id.clone(), request.clone()));
        match self.phase {
            Phase::Attached => Some(ClientToBackground::Request { id, request }),
            Phase::Apart => Some(self.attach()),
            Phase::Cut | Phase::Attaching => None,
        }
    }

    /// A request needs no answer any more. Gives whether it waited for one.
    pub(crate) fn forget(&mut self, id: &RequestId) -> bool {
        let before = self.unanswered.len();
        self.unanswered.retain(|(waiting, _)| waiting != id);
        self.unanswered.len() < before
    }

    /// Ends all unanswered requests.
    pub(crate) fn give_up(&mut self, error: &ClientError) -> Actions {
        let settled = self.unanswered.drain(..).map(|(id, _)| (id, Err(error.clone()))).collect();
        Actions { settled, ..Actions::default() }
    }

    /// Takes a message in.
    pub(crate) fn receive(&mut self, message: &BackgroundToClient) -> Actions {
        let mut actions = match message {
            BackgroundToClient::Attached { session } => self.attached(session),
            BackgroundToClient::AttachFailed { failure } => {
                self.phase = Phase::Apart;
                self.give_up(&ClientError::Attach(failure.clone()))
            }
            BackgroundToClient::Event(numbered) => return self.event(numbered),
            BackgroundToClient::Navigated { url } => {
                let mut actions = self.give_up(&ClientError::Navigated { url: url.clone() });
                self.is_between = true;
                actions.send.push(self.attach());
                actions
            }
            BackgroundToClient::Frames { .. } => Actions::default(),
            BackgroundToClient::Detached => {
                self.phase = Phase::Apart;
                Actions { attach_later: true, ..Actions::default() }
            }
        };
        actions.is_news = true;
        actions
    }

    fn attached(&mut self, session: &Hello) -> Actions {
        let is_other = self.session_id.as_ref().is_some_and(|id| *id != session.session_id);
        let is_expected = std::mem::take(&mut self.is_between);
        let mut actions = if is_other && !is_expected {
            self.give_up(&ClientError::Navigated { url: session.url.clone() })
        } else {
            Actions::default()
        };
        self.session_id = Some(session.session_id.clone());
        self.phase = Phase::Attached;
        // Also where it seemed attached already: the content script may have
        // changed its port, and what was on its way to the old one is lost.
        // It knows the ids of what it has, so nothing is done twice.
        actions.send = self
            .unanswered
            .iter()
            .map(|(id, request)| ClientToBackground::Request {
                id: id.clone(),
                request: request.clone(),
            })
            .collect();
        actions
    }

    fn event(&mut self, numbered: &Numbered) -> Actions {
        let mut actions = Actions::default();
        let newest = self.newest_seen();
        actions.send.push(ClientToBackground::Acknowledge { seq: numbered.seq.max(newest) });
        if numbered.seq <= newest {
            return actions;
        }
        if let Some(session_id) = &self.session_id {
            self.seen.insert(session_id.clone(), numbered.seq);
        }
        if let Event::Replied { id, reply } = &numbered.event
            && self.forget(id)
        {
            actions.settled.push((id.clone(), Ok(reply.clone())));
        }
        actions.is_news = true;
        actions
    }

    fn newest_seen(&self) -> u64 {
        self.session_id.as_ref().and_then(|id| self.seen.get(id)).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests;
