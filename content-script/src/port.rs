//! The port to the background: opened when it is asked for, and again when it
//! was cut while somebody needs it.

use crate::operations;
use crate::supervisor::Supervisor;
use gloo_timers::callback::{Interval, Timeout};
use morelia_protocol::{BackgroundToContent, CONTENT_PORT, ContentToBackground, decode, encode};
use morelia_webext::{ListeningPort, runtime};
use std::rc::Rc;

const FIRST_RETRY_MS: u32 = 50;
const LAST_RETRY_MS: u32 = 2_000;
/// A service worker is stopped after 30 s without a message.
const PING_MS: u32 = 20_000;
/// How long clients that were cut off with the port are waited for.
const GRACE_MS: u32 = 5_000;

impl Supervisor {
    /// The background wants to hear of this session. Gives false when the
    /// extension that this belongs to is gone.
    pub(crate) fn wanted(self: &Rc<Self>) -> bool {
        if runtime::extension_id().is_err() {
            return false;
        }
        if self.port.borrow().is_some() {
            // The background has no port of ours, so this one is about to
            // report its end; or it just came by itself, which is as good.
            self.wanted_until.set(js_sys::Date::now() + f64::from(GRACE_MS));
            return true;
        }
        self.open()
    }

    /// Opens a new port, whatever becomes of the one before.
    pub(crate) fn open(self: &Rc<Self>) -> bool {
        self.wanted_until.set(0.0);
        let Ok(port) = runtime::connect(CONTENT_PORT) else {
            self.extension_gone();
            return false;
        };
        let (on_message, on_disconnect) = (Rc::downgrade(self), Rc::downgrade(self));
        let port = ListeningPort::new(
            port,
            move |text| {
                if let Some(supervisor) = on_message.upgrade() {
                    supervisor.received(&text);
                }
            },
            move || {
                if let Some(supervisor) = on_disconnect.upgrade() {
                    supervisor.was_cut();
                }
            },
        );
        self.audience.set(0);
        self.port.replace(Some(port));
        self.post(&self.hello());
        true
    }

    /// Sends a message, if there is a port. What matters is sent again on the
    /// next one.
    pub(crate) fn post(&self, message: &ContentToBackground) {
        if let Ok(text) = encode(message) {
            self.post_text(&text);
        }
    }

    /// Sends an encoded message.
    pub(crate) fn post_text(&self, text: &str) {
        if let Some(port) = &*self.port.borrow() {
            // A port that cannot send is about to report its end.
            let _ = port.post(text);
        }
    }

    /// Keeps the background awake exactly while something runs.
    pub(crate) fn review_ping(self: &Rc<Self>) {
        let is_busy = !self.executing.borrow().is_empty();
        if !is_busy {
            self.ping.take();
        } else if self.ping.borrow().is_none() {
            let weak = Rc::downgrade(self);
            let ping = Interval::new(PING_MS, move || {
                if let Some(supervisor) = weak.upgrade() {
                    supervisor.post(&ContentToBackground::Ping);
                }
            });
            self.ping.replace(Some(ping));
        }
    }

    fn received(self: &Rc<Self>, text: &str) {
        // The background is the same version as we are: what it sends decodes.
        let Ok(message) = decode::<BackgroundToContent>(text) else { return };
        self.failures.set(0);
        match message {
            BackgroundToContent::Request { id, request } => operations::handle(self, id, request),
            BackgroundToContent::Replay { since } => {
                // Whether something runs may have changed since the last one.
                self.post(&self.hello());
                self.post(&ContentToBackground::Replaying { since });
                let kept = self.log.borrow().after(since);
                for text in kept {
                    self.post_text(&text);
                }
            }
            BackgroundToContent::Acknowledge { seq } => self.acknowledged(seq),
            BackgroundToContent::Audience { clients } => {
                self.audience.set(clients);
                self.heard_until.set(0.0);
                self.review_room();
            }
        }
    }

    fn was_cut(self: &Rc<Self>) {
        let now = js_sys::Date::now();
        let had_audience = self.audience.replace(0) > 0;
        if had_audience {
            self.heard_until.set(now + f64::from(GRACE_MS));
        }
        let is_wanted = now < self.wanted_until.get();
        let is_needed = !self.executing.borrow().is_empty()
            || (had_audience && self.log.borrow().unheard_bytes() > 0);
        // Not from within its own callback.
        let weak = Rc::downgrade(self);
        let delay = if is_wanted || is_needed { self.next_delay() } else { 0 };
        let timeout = Timeout::new(delay, move || {
            let Some(supervisor) = weak.upgrade() else { return };
            if is_wanted || is_needed || js_sys::Date::now() < supervisor.wanted_until.get() {
                supervisor.open();
            } else {
                supervisor.port.take();
            }
            supervisor.review_room_later();
        });
        self.retry.replace(Some(timeout));
    }

    fn next_delay(&self) -> u32 {
        let failures = self.failures.get();
        self.failures.set(failures.saturating_add(1));
        FIRST_RETRY_MS.saturating_mul(1 << failures.min(6)).min(LAST_RETRY_MS)
    }

    /// When no client came back in time, Python need not wait for one.
    fn review_room_later(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let timeout = Timeout::new(GRACE_MS, move || {
            if let Some(supervisor) = weak.upgrade() {
                supervisor.review_room();
            }
        });
        self.retry.replace(Some(timeout));
    }

    /// The extension was reloaded or removed: nobody can hear this session any
    /// more, and what it runs should end.
    fn extension_gone(&self) {
        self.port.take();
        self.ping.take();
        self.stop_interpreter();
    }
}
