//! Back-pressure: a response goes on as the content script takes it.

use futures_channel::oneshot;
use std::cell::{Cell, RefCell};

/// How many pieces the content script has room for.
#[derive(Default)]
pub(crate) struct Credit {
    pieces: Cell<u32>,
    is_closed: Cell<bool>,
    wake: RefCell<Option<oneshot::Sender<()>>>,
}

impl Credit {
    /// There is room for one more.
    pub(crate) fn add(&self) {
        self.pieces.set(self.pieces.get().saturating_add(1));
        self.wake.take();
    }

    /// The exchange is over.
    pub(crate) fn close(&self) {
        self.is_closed.set(true);
        self.wake.take();
    }

    /// Waits for room; false when the exchange is over.
    pub(crate) async fn take(&self) -> bool {
        loop {
            if self.is_closed.get() {
                return false;
            }
            if let Some(left) = self.pieces.get().checked_sub(1) {
                self.pieces.set(left);
                return true;
            }
            let (sender, woken) = oneshot::channel::<()>();
            self.wake.replace(Some(sender));
            // Dropping the sender is the signal.
            let _ = woken.await;
        }
    }
}
