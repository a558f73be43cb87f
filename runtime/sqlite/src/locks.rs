//! Who may read and write a database: several connections may have it open.
//!
//! The states are those of <https://www.sqlite.org/lockingv3.html>.

use libsqlite3_sys::vfs::LockLevel;
use std::cell::RefCell;
use std::collections::BTreeMap;

thread_local! {
    static HOLDERS: RefCell<BTreeMap<u64, BTreeMap<i32, LockLevel>>> = const { RefCell::new(BTreeMap::new()) };
}

/// One open file's part in the locks of its inode.
#[derive(Debug)]
pub(crate) struct Holder {
    inode: u64,
    /// The open file's descriptor.
    id: i32,
}

impl Holder {
    pub(crate) fn new(inode: u64, id: i32) -> Self {
        Self { inode, id }
    }

    /// Raises the lock. False when others are in the way.
    pub(crate) fn raise(&self, wanted: LockLevel) -> bool {
        HOLDERS.with_borrow_mut(|all| {
            let holders = all.entry(self.inode).or_default();
            let held = holders.get(&self.id).copied().unwrap_or(LockLevel::None);
            if held >= wanted {
                return true;
            }
            let highest =
                holders.iter().filter(|(id, _)| **id != self.id).map(|(_, level)| *level).max();
            let highest = highest.unwrap_or(LockLevel::None);
            let (granted, is_enough) = match wanted {
                LockLevel::None => (held, true),
                LockLevel::Shared if highest < LockLevel::Pending => (wanted, true),
                LockLevel::Reserved | LockLevel::Pending if highest < LockLevel::Reserved => {
                    (wanted, true)
                }
                LockLevel::Exclusive if highest == LockLevel::None => (wanted, true),
                // Readers are still there: let no new ones in.
                LockLevel::Exclusive if highest == LockLevel::Shared => (LockLevel::Pending, false),
                _ => (held, false),
            };
            if granted > LockLevel::None {
                holders.insert(self.id, granted);
            }
            is_enough
        })
    }

    /// Lowers the lock.
    pub(crate) fn lower(&self, wanted: LockLevel) {
        HOLDERS.with_borrow_mut(|all| {
            let Some(holders) = all.get_mut(&self.inode) else { return };
            match holders.get_mut(&self.id) {
                Some(held) if wanted > LockLevel::None => *held = wanted.min(*held),
                _ => {
                    holders.remove(&self.id);
                }
            }
            if holders.is_empty() {
                all.remove(&self.inode);
            }
        });
    }

    /// Whether anyone is about to write.
    pub(crate) fn is_reserved(&self) -> bool {
        HOLDERS.with_borrow(|all| {
            all.get(&self.inode)
                .is_some_and(|holders| holders.values().any(|level| *level >= LockLevel::Reserved))
        })
    }
}
