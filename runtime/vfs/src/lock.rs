//! Locks on whole files, as `flock` takes them.

use crate::{Errno, Ino, Result, descriptor::OpenId};
use std::collections::BTreeMap;

/// What a lock lets others do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Others may have a shared one too.
    Shared,
    /// Nobody else has one.
    Exclusive,
}

/// Who holds which lock.
#[derive(Debug, Default)]
pub(crate) struct Locks(BTreeMap<Ino, BTreeMap<OpenId, Lock>>);

impl Locks {
    /// Takes a lock, in the place of the one that the same holder has.
    pub(crate) fn take(&mut self, ino: Ino, holder: OpenId, lock: Lock) -> Result<()> {
        let holders = self.0.entry(ino).or_default();
        let is_free = holders.iter().all(|(other, theirs)| {
            *other == holder || (lock == Lock::Shared && *theirs == Lock::Shared)
        });
        if !is_free {
            return Err(Errno::EAGAIN);
        }
        holders.insert(holder, lock);
        Ok(())
    }

    /// Gives a lock back, if there is one.
    pub(crate) fn release(&mut self, ino: Ino, holder: OpenId) {
        if let Some(holders) = self.0.get_mut(&ino) {
            holders.remove(&holder);
            if holders.is_empty() {
                self.0.remove(&ino);
            }
        }
    }
}
