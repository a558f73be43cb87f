//! The port of a client: opens it, opens it again when the browser stopped the
//! background, and hands requests and answers through.

use crate::conversation::{Actions, ClientError, Conversation};
use futures_channel::oneshot;
use gloo_timers::callback::{Interval, Timeout};
use morelia_protocol::{
    AttachFailure, BackgroundToClient, CLIENT_PORT, ClientToBackground, FrameTarget, Reply,
    Request, RequestId, Rung, decode, encode,
};
use morelia_webext::{ListeningPort, runtime};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

/// A service worker is stopped after 30 s without a message.
const PING_MS: u32 = 20_000;
const FIRST_RETRY_MS: u32 = 50;
const LAST_RETRY_MS: u32 = 2_000;
const ATTACH_AGAIN_MS: u32 = 200;

/// Where to connect to, and how.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    target: FrameTarget,
    force_rung: Option<Rung>,
}

impl Options {
    /// The session of a frame.
    #[must_use]
    pub fn new(target: FrameTarget) -> Self {
        Self { target, force_rung: None }
    }

    /// Makes the host ladder begin at a rung, for tests.
    #[must_use]
    pub fn with_rung(mut self, rung: Option<Rung>) -> Self {
        self.force_rung = rung;
        self
    }
}

/// A connection to the session of one frame. It injects Python into the frame
/// when it is not there, follows the frame through navigations (each gives a
/// new session), and survives the background being stopped.
///
/// Clones share the connection; it ends with `close` or with the last clone.
#[derive(Clone)]
pub struct Client(Rc<Shared>);

struct Shared {
    conversation: RefCell<Conversation>,
    on_message: Box<dyn Fn(BackgroundToClient)>,
    waiting: RefCell<HashMap<RequestId, oneshot::Sender<Result<Reply, ClientError>>>>,
    port: RefCell<Option<ListeningPort>>,
    failures: Cell<u32>,
    /// Why nothing can come any more.
    ended: RefCell<Option<ClientError>>,
    retry: RefCell<Option<Timeout>>,
    ping: RefCell<Option<Interval>>,
}

impl Client {
    /// Connects. `on_message` is told of everything new: attached sessions,
    /// failures, navigations, and each event once (the replies to this client's
    /// own requests as well).
    #[must_use]
    pub fn connect(options: Options, on_message: Box<dyn Fn(BackgroundToClient)>) -> Self {
        let shared = Rc::new(Shared {
            conversation: RefCell::new(Conversation::new(options.target, options.force_rung)),
            on_message,
            waiting: RefCell::default(),
            port: RefCell::default(),
            failures: Cell::new(0),
            ended: RefCell::default(),
            retry: RefCell::default(),
            ping: RefCell::default(),
        });
        let weak = Rc::downgrade(&shared);
        let ping = Interval::new(PING_MS, move || {
            if let Some(shared) = weak.upgrade() {
                shared.send(&ClientToBackground::Ping);
            }
        });
        shared.ping.replace(Some(ping));
        open_later(&shared, 0);
        Self(shared)
    }

    /// Carries out an operation. It waits for the session to be there, and is
    /// sent again when the background was stopped before it answered; it is
    /// never carried out twice.
    ///
    /// # Errors
    /// [`ClientError`] when no answer can come any more. A request that the
    /// session could not carry out is an answer: [`Reply::Failed`].
    pub fn request(
        &self,
        request: Request,
    ) -> impl Future<Output = Result<Reply, ClientError>> + 'static {
        let (_, answer) = self.request_with_id(request);
        answer
    }

    /// As [`Client::request`], and gives the request's id, by which its
    /// `Started` and `Replied` events are known.
    pub fn request_with_id(
        &self,
        request: Request,
    ) -> (RequestId, impl Future<Output = Result<Reply, ClientError>> + 'static) {
        let id = new_id();
        let (sender, receiver) = oneshot::channel();
        if !self.0.has_ended() {
            self.0.waiting.borrow_mut().insert(id.clone(), sender);
            let message = self.0.conversation.borrow_mut().request(id.clone(), request);
            if let Some(message) = message {
                self.0.send(&message);
            }
        }
        let ended = self.0.ended.borrow().clone().unwrap_or(ClientError::Closed);
        (id, async move { receiver.await.unwrap_or(Err(ended)) })
    }

    /// Turns to another frame of the tab. Requests that wait end with
    /// [`ClientError::Retargeted`].
    pub fn retarget(&self, target: FrameTarget) {
        let mut actions = self.0.conversation.borrow_mut().retarget(target);
        for message in std::mem::take(&mut actions.send) {
            self.0.send(&message);
        }
        self.0.settle(actions);
    }

    /// The frame that this client is for.
    #[must_use]
    pub fn target(&self) -> FrameTarget {
        self.0.conversation.borrow().target()
    }

    /// Has [`BackgroundToClient::Frames`] sent, now and after each change.
    pub fn watch_frames(&self) {
        let message = self.0.conversation.borrow_mut().watch_frames();
        if let Some(message) = message {
            self.0.send(&message);
        }
    }

    /// Ends the connection. Requests that wait end with [`ClientError::Closed`].
    pub fn close(&self) {
        self.0.ended.replace(Some(ClientError::Closed));
        self.0.ping.take();
        self.0.retry.take();
        self.0.port.take();
        let actions = self.0.conversation.borrow_mut().give_up(&ClientError::Closed);
        self.0.settle(actions);
    }
}

impl Shared {
    fn has_ended(&self) -> bool {
        self.ended.borrow().is_some()
    }

    fn send(&self, message: &ClientToBackground) {
        let Ok(text) = encode(message) else {
            self.too_long(message);
            return;
        };
        // A port that cannot send is about to report its end; what matters is
        // sent again after that.
        if let Some(port) = &*self.port.borrow() {
            let _ = port.post(&text);
        }
    }

    /// A request that no port can carry is answered here.
    fn too_long(&self, message: &ClientToBackground) {
        let ClientToBackground::Request { id, .. } = message else { return };
        self.conversation.borrow_mut().forget(id);
        let waiting = self.waiting.borrow_mut().remove(id);
        if let Some(waiting) = waiting {
            let message = "the request is too long; send it in parts".to_owned();
            // Nobody waits for it any more: fine.
            let _ = waiting.send(Ok(Reply::Failed { message }));
        }
    }

    fn settle(&self, actions: Actions) {
        for (id, result) in actions.settled {
            let waiting = self.waiting.borrow_mut().remove(&id);
            if let Some(waiting) = waiting {
                // Nobody waits for it any more: fine.
                let _ = waiting.send(result);
            }
        }
    }

    fn extension_gone(&self, reason: String) {
        let error = ClientError::ExtensionGone(reason);
        self.ended.replace(Some(error.clone()));
        let failure = AttachFailure::StartFailed { reason: error.to_string() };
        let actions = self.conversation.borrow_mut().give_up(&error);
        self.settle(actions);
        (self.on_message)(BackgroundToClient::AttachFailed { failure });
    }
}

fn open_later(shared: &Rc<Shared>, delay_ms: u32) {
    let weak = Rc::downgrade(shared);
    let timeout = Timeout::new(delay_ms, move || {
        if let Some(shared) = weak.upgrade().filter(|shared| !shared.has_ended()) {
            open(&shared);
        }
    });
    shared.retry.replace(Some(timeout));
}

fn open(shared: &Rc<Shared>) {
    let port = match runtime::connect(CLIENT_PORT) {
        Ok(port) => port,
        Err(error) => return shared.extension_gone(error.to_string()),
    };
    let (on_message, on_disconnect) = (Rc::downgrade(shared), Rc::downgrade(shared));
    let port = ListeningPort::new(
        port,
        move |text| received(&on_message, &text),
        move || was_cut(&on_disconnect),
    );
    shared.port.replace(Some(port));
    let attach = shared.conversation.borrow_mut().attach();
    shared.send(&attach);
    if shared.conversation.borrow().watches_frames() {
        shared.send(&ClientToBackground::WatchFrames);
    }
}

fn was_cut(shared: &Weak<Shared>) {
    let Some(shared) = shared.upgrade().filter(|shared| !shared.has_ended()) else { return };
    shared.conversation.borrow_mut().cut();
    let failures = shared.failures.get();
    shared.failures.set(failures.saturating_add(1));
    // Also lets this callback return before the port that owns it is replaced.
    let delay = FIRST_RETRY_MS.saturating_mul(1 << failures.min(6)).min(LAST_RETRY_MS);
    open_later(&shared, delay);
}

fn received(shared: &Weak<Shared>, text: &str) {
    let Some(shared) = shared.upgrade().filter(|shared| !shared.has_ended()) else { return };
    // The background is the same version as we are: what it sends decodes.
    let Ok(message) = decode::<BackgroundToClient>(text) else { return };
    shared.failures.set(0);
    let mut actions = shared.conversation.borrow_mut().receive(&message);
    for message in std::mem::take(&mut actions.send) {
        shared.send(&message);
    }
    if actions.attach_later {
        attach_later(&shared);
    }
    let is_news = actions.is_news;
    shared.settle(actions);
    if is_news {
        (shared.on_message)(message);
    }
}

fn attach_later(shared: &Rc<Shared>) {
    let weak = Rc::downgrade(shared);
    let timeout = Timeout::new(ATTACH_AGAIN_MS, move || {
        let Some(shared) = weak.upgrade().filter(|shared| !shared.has_ended()) else { return };
        if shared.conversation.borrow().is_apart() {
            let attach = shared.conversation.borrow_mut().attach();
            shared.send(&attach);
        }
    });
    shared.retry.replace(Some(timeout));
}

/// 128 random bits: unique among all clients.
fn new_id() -> RequestId {
    let mut id = String::with_capacity(32);
    while id.len() < 32 {
        let part = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
        id.push_str(&format!("{part:08x}"));
    }
    id
}
