//! Routes messages between clients and content scripts; pure.
//!
//! Its state is what its ports have told it. After the background was stopped
//! it begins empty, and the ports that are opened again tell it the same.

use crate::authority::{Frame, Role};
use morelia_protocol::{
    AttachFailure, BackgroundToClient, BackgroundToContent, ClientToBackground,
    ContentToBackground, FrameTarget, Hello, Numbered, Request, RequestId, Rung, WireError, decode,
};
use std::collections::{BTreeMap, BTreeSet};

/// A port's number, given by the edge and never used twice.
pub(crate) type PortId = u32;

/// What the hub needs of the world.
pub(crate) trait Transport {
    /// Sends to a client; a port that is closed takes it silently.
    fn to_client(&mut self, client: PortId, message: &BackgroundToClient);
    /// Sends to a content script; a port that is closed takes it silently.
    fn to_content(&mut self, content: PortId, message: &BackgroundToContent);
    /// Closes a port. The hub hears no more of it.
    fn close(&mut self, port: PortId);
    /// Begins to put the content script into a frame. The end is told by
    /// [`Hub::inject_failed`], or by the content script opening its port.
    fn inject(&mut self, target: FrameTarget, force_rung: Option<Rung>);
    /// Begins to tell a client which frames a tab has.
    fn list_frames(&mut self, client: PortId, tab_id: i32);
}

#[derive(Debug, Default)]
struct Client {
    target: Option<FrameTarget>,
    /// What `Attach` said that the client already has.
    session_id: Option<String>,
    since: u64,
    /// The content script's port, once the client was told of the session.
    attached: Option<PortId>,
    /// Events wait until the content script has begun to send the kept ones.
    is_behind: bool,
    delivered: u64,
    acknowledged: u64,
    watches_frames: bool,
}

#[derive(Debug)]
struct Content {
    frame: Frame,
    hello: Option<Hello>,
    acknowledged: u64,
    was_attached: bool,
}

/// The router.
pub(crate) struct Hub<T> {
    transport: T,
    clients: BTreeMap<PortId, Client>,
    contents: BTreeMap<PortId, Content>,
}

impl<T: Transport> Hub<T> {
    /// A hub without ports.
    pub(crate) fn new(transport: T) -> Self {
        Self { transport, clients: BTreeMap::new(), contents: BTreeMap::new() }
    }

    /// The world.
    pub(crate) fn transport(&mut self) -> &mut T {
        &mut self.transport
    }

    /// A port was opened by somebody whose role was made sure of.
    pub(crate) fn connected(&mut self, port: PortId, role: Role) {
        match role {
            Role::Client => {
                self.clients.insert(port, Client::default());
            }
            Role::Content(frame) => {
                // The newest port speaks for the frame.
                if let Some(old) = self.content_of(frame.target) {
                    self.drop_content(old);
                }
                let content = Content { frame, hello: None, acknowledged: 0, was_attached: false };
                self.contents.insert(port, content);
            }
            // The broker's.
            Role::Exchange(_) => {}
        }
    }

    /// Whether a client uses, or has used, the session of this very document.
    pub(crate) fn is_used(&self, frame: &Frame) -> bool {
        self.contents.values().any(|content| content.was_attached && content.frame == *frame)
    }

    /// A port was closed from the other end.
    pub(crate) fn disconnected(&mut self, port: PortId) {
        let client = self.clients.remove(&port);
        if let Some(content) = client.and_then(|client| client.attached) {
            self.audience_changed(content);
        }
        if self.contents.remove(&port).is_some() {
            for client in self.attached_to(port) {
                self.detach(client);
                self.transport.to_client(client, &BackgroundToClient::Detached);
            }
        }
    }

    /// A message arrived.
    ///
    /// # Errors
    /// When it is not a message that the port's role may send.
    pub(crate) fn received(&mut self, port: PortId, text: &str) -> Result<(), WireError> {
        if self.clients.contains_key(&port) {
            self.client_said(port, decode(text)?);
        } else if self.contents.contains_key(&port) {
            self.content_said(port, decode(text)?);
        }
        Ok(())
    }

    /// The content script could not be put into a frame.
    pub(crate) fn inject_failed(&mut self, target: FrameTarget, failure: &AttachFailure) {
        for client in self.clients_at(target) {
            if self.clients.get(&client).is_some_and(|client| client.attached.is_none()) {
                let failure = failure.clone();
                self.transport.to_client(client, &BackgroundToClient::AttachFailed { failure });
            }
        }
    }

    /// Something changed in the frames of a tab.
    pub(crate) fn frames_changed(&mut self, tab_id: i32) {
        let watching = self.clients.iter().filter(|(_, client)| {
            client.watches_frames && client.target.is_some_and(|target| target.tab_id == tab_id)
        });
        for client in watching.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.transport.list_frames(client, tab_id);
        }
    }

    /// A frame shows another document.
    pub(crate) fn navigated(&mut self, target: FrameTarget, document_id: Option<&str>, url: &str) {
        if let Some(content) = self.content_of(target) {
            let documents = self.contents.get(&content).map(|content| &content.frame.document_id);
            // A page from the back-forward cache may have spoken up already.
            if document_id.is_some() && documents.is_some_and(|id| id.as_deref() == document_id) {
                return;
            }
            self.drop_content(content);
        }
        for client in self.clients_at(target) {
            self.detach(client);
            let url = url.to_owned();
            self.transport.to_client(client, &BackgroundToClient::Navigated { url });
        }
    }

    fn client_said(&mut self, port: PortId, message: ClientToBackground) {
        match message {
            ClientToBackground::Attach { target, since, session_id, force_rung } => {
                self.attach(port, target, since, session_id, force_rung);
            }
            ClientToBackground::Request { id, request } => self.request(port, id, request),
            ClientToBackground::Acknowledge { seq } => {
                let Some(client) = self.clients.get_mut(&port) else { return };
                client.acknowledged = client.acknowledged.max(seq);
                if let Some(content) = client.attached {
                    self.pass_acknowledgement(content);
                }
            }
            ClientToBackground::WatchFrames => {
                let Some(client) = self.clients.get_mut(&port) else { return };
                client.watches_frames = true;
                if let Some(target) = client.target {
                    self.transport.list_frames(port, target.tab_id);
                }
            }
            ClientToBackground::Ping => {}
        }
    }

    fn attach(
        &mut self,
        port: PortId,
        target: FrameTarget,
        since: u64,
        session_id: Option<String>,
        force_rung: Option<Rung>,
    ) {
        let before = self.clients.get(&port).and_then(|client| client.attached);
        let watches_frames = self.clients.get(&port).is_some_and(|client| client.watches_frames);
        let client =
            Client { target: Some(target), session_id, since, watches_frames, ..Client::default() };
        self.clients.insert(port, client);
        if let Some(before) = before {
            self.audience_changed(before);
        }
        match self.content_of(target) {
            // Without a `Hello` yet: it comes, and attaches the client.
            Some(content) => self.begin(port, content),
            None => self.transport.inject(target, force_rung),
        }
    }

    /// Tells a client of a session and has it brought up to date.
    fn begin(&mut self, port: PortId, content: PortId) {
        let Some(hello) = self.contents.get(&content).and_then(|found| found.hello.clone()) else {
            return;
        };
        let Some(client) = self.clients.get_mut(&port) else { return };
        let knows_it = client.session_id.as_ref() == Some(&hello.session_id);
        let since = if knows_it { client.since.max(client.delivered) } else { 0 };
        client.session_id = Some(hello.session_id.clone());
        client.since = since;
        client.delivered = since;
        client.acknowledged = since;
        client.is_behind = true;
        client.attached = Some(content);
        if let Some(content) = self.contents.get_mut(&content) {
            content.was_attached = true;
        }
        self.transport.to_client(port, &BackgroundToClient::Attached { session: hello });
        self.audience_changed(content);
        self.transport.to_content(content, &BackgroundToContent::Replay { since });
    }

    fn request(&mut self, port: PortId, id: RequestId, request: Request) {
        // A client that is not attached sends the request again when it is.
        if let Some(content) = self.clients.get(&port).and_then(|client| client.attached) {
            self.transport.to_content(content, &BackgroundToContent::Request { id, request });
        }
    }

    fn content_said(&mut self, port: PortId, message: ContentToBackground) {
        match message {
            ContentToBackground::Hello(hello) => self.hello(port, hello),
            ContentToBackground::StartFailed { reason } => self.start_failed(port, reason),
            ContentToBackground::Event(numbered) => self.event(port, &numbered),
            ContentToBackground::Replaying { since } => {
                for client in self.clients.values_mut() {
                    if client.attached == Some(port) && client.delivered >= since {
                        client.is_behind = false;
                    }
                }
            }
            ContentToBackground::Ping => {}
        }
    }

    fn hello(&mut self, port: PortId, hello: Hello) {
        let Some(content) = self.contents.get_mut(&port) else { return };
        content.hello = Some(hello.clone());
        let target = content.frame.target;
        for client in self.clients_at(target) {
            if self.clients.get(&client).is_some_and(|found| found.attached == Some(port)) {
                let session = hello.clone();
                self.transport.to_client(client, &BackgroundToClient::Attached { session });
            } else {
                self.begin(client, port);
            }
        }
    }

    fn start_failed(&mut self, port: PortId, reason: String) {
        let Some(target) = self.contents.get(&port).map(|content| content.frame.target) else {
            return;
        };
        self.drop_content(port);
        let failure = AttachFailure::StartFailed { reason };
        for client in self.clients_at(target) {
            self.detach(client);
            let failure = failure.clone();
            self.transport.to_client(client, &BackgroundToClient::AttachFailed { failure });
        }
    }

    fn event(&mut self, port: PortId, numbered: &Numbered) {
        for (id, client) in &mut self.clients {
            let wants = client.attached == Some(port) && !client.is_behind;
            if wants && numbered.seq > client.delivered {
                client.delivered = numbered.seq;
                self.transport.to_client(*id, &BackgroundToClient::Event(numbered.clone()));
            }
        }
    }

    /// An event may be forgotten once every client of the session has it.
    fn pass_acknowledgement(&mut self, content: PortId) {
        let all = self.clients.values().filter(|client| client.attached == Some(content));
        let Some(seq) = all.map(|client| client.acknowledged).min() else { return };
        let Some(found) = self.contents.get_mut(&content) else { return };
        if seq > found.acknowledged {
            found.acknowledged = seq;
            self.transport.to_content(content, &BackgroundToContent::Acknowledge { seq });
        }
    }

    fn audience_changed(&mut self, content: PortId) {
        let clients = self.attached_to(content).len();
        self.transport.to_content(content, &BackgroundToContent::Audience { clients });
        // The slowest one may be the one that left.
        self.pass_acknowledgement(content);
    }

    fn detach(&mut self, client: PortId) {
        if let Some(client) = self.clients.get_mut(&client) {
            client.attached = None;
        }
    }

    fn drop_content(&mut self, content: PortId) {
        self.contents.remove(&content);
        for client in self.attached_to(content) {
            self.detach(client);
        }
        self.transport.close(content);
    }

    fn content_of(&self, target: FrameTarget) -> Option<PortId> {
        let mut all = self.contents.iter();
        all.find(|(_, content)| content.frame.target == target).map(|(id, _)| *id)
    }

    fn clients_at(&self, target: FrameTarget) -> BTreeSet<PortId> {
        let all = self.clients.iter();
        all.filter(|(_, client)| client.target == Some(target)).map(|(id, _)| *id).collect()
    }

    fn attached_to(&self, content: PortId) -> BTreeSet<PortId> {
        let all = self.clients.iter();
        all.filter(|(_, client)| client.attached == Some(content)).map(|(id, _)| *id).collect()
    }
}
