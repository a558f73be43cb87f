//! Which node is highlighted in the page: the one that the person looks at.
//!
//! At most one request is under way; what was wanted meanwhile and is not any
//! more is never sent. The page forgets a highlight after five seconds, so that
//! a panel that goes away leaves nothing, and it is renewed before.

use crate::tree_link;
use gloo_timers::callback::Interval;
use morelia_protocol::ElementRequest;
use std::cell::{Cell, RefCell};
use wasm_bindgen_futures::spawn_local;

const RENEW_MS: u32 = 2500;

thread_local! {
    static WANTED: Cell<Option<u64>> = const { Cell::new(None) };
    static SENT: Cell<Option<u64>> = const { Cell::new(None) };
    static UNDER_WAY: Cell<bool> = const { Cell::new(false) };
    static RENEWAL: RefCell<Option<Interval>> = const { RefCell::new(None) };
}

/// Highlights a node of the tree, or none.
pub(crate) fn want(id: Option<u64>) {
    WANTED.set(id);
    let renewal = id.map(|_| Interval::new(RENEW_MS, renew));
    drop(RENEWAL.replace(renewal));
    send();
}

/// A node is highlighted already, by another way.
pub(crate) fn again(id: u64) {
    if WANTED.get() == Some(id) {
        SENT.set(Some(id));
    } else {
        SENT.set(Some(id));
        send();
    }
}

fn renew() {
    SENT.set(None);
    send();
}

fn send() {
    if WANTED.get() == SENT.get() || UNDER_WAY.replace(true) {
        return;
    }
    let id = WANTED.get();
    spawn_local(async move {
        // What cannot be highlighted is not worth a word.
        let _ = tree_link::ask_elements(ElementRequest::Highlight { id }).await;
        SENT.set(id);
        UNDER_WAY.set(false);
        send();
    });
}
