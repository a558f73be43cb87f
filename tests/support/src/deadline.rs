//! Waiting for something, but not for ever.

use crate::BrowserError;
use std::time::{Duration, Instant};

/// A moment after which nobody waits any longer.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    at: Instant,
    limit: Duration,
}

impl Deadline {
    /// A deadline that lies `limit` ahead.
    #[must_use]
    pub fn after(limit: Duration) -> Self {
        Self { at: Instant::now() + limit, limit }
    }

    /// Whether it has passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        Instant::now() >= self.at
    }

    /// What is left.
    #[must_use]
    pub fn left(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// The error for missing it.
    #[must_use]
    pub fn missed(&self, what: &str) -> BrowserError {
        BrowserError::TimedOut { what: what.to_owned(), limit: self.limit }
    }
}

/// Asks again and again until there is an answer.
///
/// # Errors
/// What `ask` gave, or [`BrowserError::TimedOut`].
///
/// ```
/// use morelia_browser::poll;
/// let mut countdown = 3;
/// let found = poll("the countdown", std::time::Duration::from_secs(5), || {
///     countdown -= 1;
///     Ok((countdown == 0).then_some("done"))
/// })?;
/// assert_eq!(found, "done");
/// # Ok::<(), morelia_browser::BrowserError>(())
/// ```
pub fn poll<T>(
    what: &str,
    limit: Duration,
    mut ask: impl FnMut() -> Result<Option<T>, BrowserError>,
) -> Result<T, BrowserError> {
    let deadline = Deadline::after(limit);
    let mut pause = Duration::from_millis(5);
    loop {
        if let Some(answer) = ask()? {
            return Ok(answer);
        }
        if deadline.passed() {
            return Err(deadline.missed(what));
        }
        std::thread::sleep(pause.min(deadline.left()));
        pause = (pause * 2).min(Duration::from_millis(100));
    }
}
