//! Messages between a page and a test that has no other way to talk to it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// Named queues, one set for each direction.
#[derive(Debug, Default)]
pub(super) struct Mailboxes {
    from_page: Mutex<Queues>,
    arrived: Condvar,
    to_page: Mutex<Queues>,
    posted: Notify,
}

type Queues = HashMap<String, VecDeque<String>>;

impl Mailboxes {
    /// The page has something for the test.
    pub(super) fn deliver(&self, name: &str, text: String) {
        lock(&self.from_page).entry(name.to_owned()).or_default().push_back(text);
        self.arrived.notify_all();
    }

    /// The test waits for the page.
    pub(super) fn receive(&self, name: &str, limit: Duration) -> Option<String> {
        let queues = lock(&self.from_page);
        let empty = |queues: &mut Queues| queues.get(name).is_none_or(VecDeque::is_empty);
        let waited = self.arrived.wait_timeout_while(queues, limit, empty);
        let (mut queues, _) = waited.unwrap_or_else(PoisonError::into_inner);
        queues.get_mut(name)?.pop_front()
    }

    /// The test has something for the page.
    pub(super) fn send(&self, name: &str, text: String) {
        lock(&self.to_page).entry(name.to_owned()).or_default().push_back(text);
        self.posted.notify_waiters();
    }

    /// The page waits for the test.
    pub(super) async fn fetch(&self, name: &str, limit: Duration) -> Option<String> {
        let waiting = async {
            loop {
                let posted = self.posted.notified();
                if let Some(text) = lock(&self.to_page).get_mut(name).and_then(VecDeque::pop_front)
                {
                    return text;
                }
                // A message may have come between the look and the wait; look again soon.
                let _ = tokio::time::timeout(Duration::from_millis(50), posted).await;
            }
        };
        tokio::time::timeout(limit, waiting).await.ok()
    }
}

fn lock(queues: &Mutex<Queues>) -> MutexGuard<'_, Queues> {
    queues.lock().unwrap_or_else(PoisonError::into_inner)
}
