//! What the browser says of our own requests beyond what `fetch` tells: the
//! head of a redirect, `Set-Cookie`, the cause of a failure.
//!
//! Each request's address ends in a fragment of its own. Servers never see it,
//! and events and rules do, so requests of the same address stay apart.

use futures_channel::oneshot;
use gloo_timers::callback::Timeout;
use morelia_webext::ApiError;
use morelia_webext::web_request::{OwnRequests, RequestEvent, ResponseHead};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Events come by another way than responses, a little earlier or later.
const HEAD_LIMIT_MS: u32 = 10_000;
const ERROR_LIMIT_MS: u32 = 2_000;

#[derive(Default)]
struct Seen {
    head: Option<ResponseHead>,
    error: Option<String>,
    wake: Option<oneshot::Sender<()>>,
}

#[derive(Default)]
struct Watched {
    by_mark: BTreeMap<String, Seen>,
    /// There only while a request is under way: a listener would wake the
    /// background for requests of others.
    listeners: Option<OwnRequests>,
}

thread_local! {
    static WATCHED: RefCell<Watched> = RefCell::default();
}

/// Watches one request until it is dropped.
pub(crate) struct Observation {
    mark: String,
}

impl Observation {
    /// Of the request whose address ends in `#` and the mark.
    ///
    /// # Errors
    /// When the browser does not tell of requests.
    pub(crate) fn begin(mark: String) -> Result<Self, ApiError> {
        WATCHED.with_borrow_mut(|watched| {
            if watched.listeners.is_none() {
                watched.listeners = Some(OwnRequests::watch(happened)?);
            }
            watched.by_mark.insert(mark.clone(), Seen::default());
            Ok(Self { mark })
        })
    }

    /// The head of the response, once it was seen.
    pub(crate) async fn head(&self) -> Option<ResponseHead> {
        self.wait(HEAD_LIMIT_MS, |seen| seen.head.take()).await
    }

    /// Why there is no response, in the browser's words.
    pub(crate) async fn error(&self) -> Option<String> {
        self.wait(ERROR_LIMIT_MS, |seen| seen.error.take()).await
    }

    async fn wait<T>(&self, limit: u32, take: impl Fn(&mut Seen) -> Option<T>) -> Option<T> {
        let deadline = js_sys::Date::now() + f64::from(limit);
        let mark = self.mark.clone();
        let _timer = Timeout::new(limit, move || wake(&mark));
        loop {
            let (sender, woken) = oneshot::channel();
            let found = WATCHED.with_borrow_mut(|watched| {
                let seen = watched.by_mark.get_mut(&self.mark)?;
                let found = take(seen);
                seen.wake = Some(sender);
                found
            });
            if found.is_some() || js_sys::Date::now() >= deadline {
                return found;
            }
            if woken.await.is_err() {
                return None;
            }
        }
    }
}

impl Drop for Observation {
    fn drop(&mut self) {
        let ended = WATCHED.with_borrow_mut(|watched| {
            watched.by_mark.remove(&self.mark);
            if watched.by_mark.is_empty() { watched.listeners.take() } else { None }
        });
        drop(ended);
    }
}

fn happened(url: String, event: RequestEvent) {
    let Some((_, mark)) = url.rsplit_once('#') else { return };
    WATCHED.with_borrow_mut(|watched| {
        let Some(seen) = watched.by_mark.get_mut(mark) else { return };
        match event {
            // What the server said comes before what the browser made of it,
            // and a preliminary answer is none.
            RequestEvent::Headers(head) if head.status >= 200 => seen.head = Some(head),
            RequestEvent::Headers(_) => {}
            RequestEvent::Redirected { mut head, location } => {
                head.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("location"));
                let location = location.split('#').next().unwrap_or_default().to_owned();
                head.headers.push(("Location".to_owned(), location));
                seen.head.get_or_insert(head);
            }
            RequestEvent::Failed(words) => seen.error = Some(words),
        }
    });
    wake(mark);
}

fn wake(mark: &str) {
    let sender = WATCHED.with_borrow_mut(|watched| watched.by_mark.get_mut(mark)?.wake.take());
    if let Some(sender) = sender {
        // Whoever waited may be gone.
        let _ = sender.send(());
    }
}
