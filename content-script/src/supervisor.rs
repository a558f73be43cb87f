//! One document's session: its state, and how events leave it.

use crate::exchange::{Exchange, Line};
use crate::home::Home;
use crate::host::HostObject;
use crate::log::EventLog;
use crate::output::OutputBuffer;
use crate::seen::SeenRequests;
use crate::shim::{Instance, Shim};
use crate::waiting::{Gate, Input};
use gloo_timers::callback::{Interval, Timeout};
use morelia_protocol::{
    ContentToBackground, Event, Hello, Reply, Request, RequestId, Rung, StreamName,
};
use morelia_webext::ListeningPort;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;

/// Output waits this long for more.
const FLUSH_MS: u32 = 16;

/// Python waits when clients are this far behind, until they are less so.
const PAUSE_BYTES: usize = 8 * 1024 * 1024;
const RESUME_BYTES: usize = 4 * 1024 * 1024;

/// Where the interpreter stands.
pub(crate) enum Phase {
    /// It is being started. Requests wait.
    Starting,
    /// It takes requests.
    Ready(Instance),
    /// It could not be started.
    Failed,
}

/// The session of this document.
pub(crate) struct Supervisor {
    pub(crate) shim: Shim,
    session_id: String,
    pub(crate) phase: RefCell<Phase>,
    /// What the current interpreter calls; goes with it.
    pub(crate) host: RefCell<Option<HostObject>>,
    /// Counts interpreters, so that a late word of an earlier one is known.
    pub(crate) generation: Cell<u32>,
    pub(crate) queued: RefCell<Vec<(RequestId, Request)>>,
    /// Executions under way, each with the timer that interrupts it when its
    /// time is over.
    pub(crate) executing: RefCell<BTreeMap<RequestId, Option<Timeout>>>,
    pub(crate) seen: RefCell<SeenRequests>,
    pub(crate) log: RefCell<EventLog>,
    output: RefCell<OutputBuffer>,
    flush: RefCell<Option<Timeout>>,
    /// Opens when clients have caught up.
    pub(crate) room: Gate,
    pub(crate) input: Input,
    /// The current interpreter's requests.
    exchanges: RefCell<Vec<Weak<Line>>>,
    pub(crate) port: RefCell<Option<ListeningPort>>,
    pub(crate) ping: RefCell<Option<Interval>>,
    pub(crate) retry: RefCell<Option<Timeout>>,
    /// The keeping of the person's files.
    pub(crate) home: Home,
    pub(crate) failures: Cell<u32>,
    pub(crate) audience: Cell<usize>,
    /// Clients that were cut off with the port may come back until then.
    pub(crate) heard_until: Cell<f64>,
    /// The background asked for a port while one seemed to be open.
    pub(crate) wanted_until: Cell<f64>,
}

impl Supervisor {
    pub(crate) fn new(shim: Shim) -> Rc<Self> {
        Rc::new(Self {
            shim,
            session_id: random_id(),
            phase: RefCell::new(Phase::Failed),
            host: RefCell::default(),
            generation: Cell::default(),
            queued: RefCell::default(),
            executing: RefCell::default(),
            seen: RefCell::default(),
            log: RefCell::default(),
            output: RefCell::default(),
            flush: RefCell::default(),
            room: Gate::default(),
            input: Input::default(),
            exchanges: RefCell::default(),
            port: RefCell::default(),
            ping: RefCell::default(),
            retry: RefCell::default(),
            home: Home::default(),
            failures: Cell::default(),
            audience: Cell::default(),
            heard_until: Cell::default(),
            wanted_until: Cell::default(),
        })
    }

    /// Takes output. Python should wait for the promise, if there is one.
    pub(crate) fn write(self: &Rc<Self>, name: StreamName, text: &str) -> JsValue {
        let is_much = self.output.borrow_mut().push(name, text);
        if is_much {
            self.flush();
        } else if self.flush.borrow().is_none() {
            let weak = Rc::downgrade(self);
            let timeout = Timeout::new(FLUSH_MS, move || {
                if let Some(supervisor) = weak.upgrade() {
                    supervisor.flush();
                }
            });
            self.flush.replace(Some(timeout));
        }
        if self.log.borrow().unheard_bytes() > PAUSE_BYTES && self.is_heard() {
            return self.room.wait().into();
        }
        JsValue::UNDEFINED
    }

    /// Sends the output that has come together.
    pub(crate) fn flush(&self) {
        if let Some(timeout) = self.flush.take() {
            // After it has fired this does nothing.
            timeout.cancel();
        }
        let events = self.output.borrow_mut().take();
        for event in events {
            self.push(event);
        }
    }

    /// Begins an HTTP exchange for the interpreter.
    pub(crate) fn exchange(&self, request: &str) -> Exchange {
        let (exchange, line) = Exchange::open(request);
        let mut exchanges = self.exchanges.borrow_mut();
        exchanges.retain(|line| line.strong_count() > 0);
        exchanges.push(line);
        exchange
    }

    /// Ends the requests of an interpreter that goes away.
    pub(crate) fn end_exchanges(&self) {
        for line in self.exchanges.take().iter().filter_map(Weak::upgrade) {
            line.close("the interpreter that made the request is gone");
        }
    }

    /// Tells clients of an event, after the output that came before it.
    pub(crate) fn emit(&self, event: Event) {
        self.flush();
        self.push(event);
    }

    /// Answers a request.
    pub(crate) fn answer(&self, id: RequestId, reply: Reply) {
        self.seen.borrow_mut().answered(&id);
        self.emit(Event::Replied { id, reply });
    }

    /// Answers a request that could not be carried out.
    pub(crate) fn refuse(&self, id: RequestId, message: impl Into<String>) {
        self.answer(id, Reply::Failed { message: message.into() });
    }

    /// Clients have the events up to this number.
    pub(crate) fn acknowledged(&self, seq: u64) {
        self.log.borrow_mut().acknowledge(seq);
        self.review_room();
    }

    /// Lets Python go on if clients have caught up, or nobody listens.
    pub(crate) fn review_room(&self) {
        if self.room.is_idle() {
            return;
        }
        if self.log.borrow().unheard_bytes() < RESUME_BYTES || !self.is_heard() {
            self.room.open();
        }
    }

    /// Unique among the sessions of one browser.
    pub(crate) fn session_id(&self) -> &str {
        &self.session_id
    }

    /// What this session says of itself.
    pub(crate) fn hello(&self) -> ContentToBackground {
        let is_ready = matches!(*self.phase.borrow(), Phase::Ready(_));
        let rung = self.rung();
        ContentToBackground::Hello(Hello {
            session_id: self.session_id.clone(),
            url: self.place("location", "href"),
            title: self.place("document", "title"),
            rung: rung.filter(|_| is_ready),
            newest_seq: self.log.borrow().newest(),
            busy: !self.executing.borrow().is_empty(),
        })
    }

    /// The rung of the ladder.
    pub(crate) fn rung(&self) -> Option<Rung> {
        serde_json::from_value(self.shim.rung().into()).ok()
    }

    /// A text property of a global object of the document, empty when there is none.
    pub(crate) fn place(&self, object: &str, property: &str) -> String {
        let found = self.shim.place(object, property).ok();
        found.and_then(|value| value.as_string()).unwrap_or_default()
    }

    /// Whether a client listens, or is about to again.
    pub(crate) fn is_heard(&self) -> bool {
        self.audience.get() > 0 || js_sys::Date::now() < self.heard_until.get()
    }

    fn push(&self, event: Event) {
        let text = self.log.borrow_mut().push(event);
        self.post_text(&text);
        if !self.is_heard() {
            self.log.borrow_mut().drop_excess();
        }
    }
}

/// Unique among the documents of one browser; not a secret.
fn random_id() -> String {
    let part = || (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    format!("{:08x}{:08x}{:08x}", part(), part(), part())
}
