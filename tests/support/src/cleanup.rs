//! No process that was started here outlives us, also after Ctrl-C.
//!
//! Every process is registered by its id. Ctrl-C ends the registered ones and what they started, and
//! nothing else.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, Once};

static STARTED: Mutex<Vec<u32>> = Mutex::new(Vec::new());
static INTERRUPTS: AtomicUsize = AtomicUsize::new(0);
static FIRST_IS_SOFT: AtomicBool = AtomicBool::new(false);

/// Registers a process, and the handler of Ctrl-C with the first one.
pub(crate) fn register(id: u32) {
    static HANDLER: Once = Once::new();
    HANDLER.call_once(|| {
        // Somebody else's handler stays; then Ctrl-C is theirs to act on.
        let _ = ctrlc::set_handler(on_interrupt);
    });
    started().push(id);
}

/// Ends a registered process with all of its descendants.
pub(crate) fn end(id: u32) {
    let mut started = started();
    if let Some(index) = started.iter().position(|known| *known == id) {
        started.swap_remove(index);
        kill_tree(id);
    }
}

/// Lets the first Ctrl-C only count, so that the caller can interrupt Python first.
pub(crate) fn make_first_interrupt_soft() {
    FIRST_IS_SOFT.store(true, Ordering::SeqCst);
}

/// How often Ctrl-C was pressed.
pub(crate) fn interrupts() -> usize {
    INTERRUPTS.load(Ordering::SeqCst)
}

fn started() -> MutexGuard<'static, Vec<u32>> {
    STARTED.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn on_interrupt() {
    let before = INTERRUPTS.fetch_add(1, Ordering::SeqCst);
    if before == 0 && FIRST_IS_SOFT.load(Ordering::SeqCst) {
        return;
    }
    for id in started().drain(..) {
        kill_tree(id);
    }
    std::process::exit(130);
}

/// Ends a process and what it started, parents first so that nobody starts a replacement.
///
/// The root is our own child and was not waited for yet, so its id is not somebody else's.
fn kill_tree(root: u32) {
    let parents = parents();
    let mut doomed = vec![root];
    let mut next = 0;
    while let Some(parent) = doomed.get(next).copied() {
        doomed.extend(parents.iter().filter(|(_, its)| **its == parent).map(|(id, _)| *id));
        next += 1;
    }
    for id in doomed {
        let id = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw);
        if let Some(id) = id {
            // It may have ended by itself.
            let _ = rustix::process::kill_process(id, rustix::process::Signal::KILL);
        }
    }
}

/// The parent of each process. Empty where there is no `/proc`: then only the root is ended.
fn parents() -> BTreeMap<u32, u32> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let id: u32 = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            Some((id, parent_in(&stat)?))
        })
        .collect()
}

/// The fourth field; the second is a name in parentheses that may contain anything.
fn parent_in(stat: &str) -> Option<u32> {
    let (_, rest) = stat.rsplit_once(") ")?;
    rest.split(' ').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_does_not_confuse() {
        assert_eq!(parent_in("12 (a) b (c)) S 7 12 12 0"), Some(7));
        assert_eq!(parent_in("12 (sh) R 1 12"), Some(1));
        assert_eq!(parent_in(""), None);
    }
}
