//! The person's folder, which outlives the session: what to keep of it, and
//! putting back what was kept.
//!
//! Every change of an inode there gets a number. [`Vfs::home_changes`] walks
//! the folder and compares the numbers with those of what was saved last; a
//! walk costs little beside a save, and no way of changing a file (a rename
//! above it, a second name, a truncation) can be forgotten that way.

use crate::{Errno, Fd, Ino, Result, Vfs, inode::Node, mount::HOME};
use std::collections::BTreeMap;

/// A path relative to the person's folder, with the inode and version.
type Known = BTreeMap<Vec<u8>, (Ino, u64)>;

/// What is known of the saved state.
#[derive(Debug, Default)]
pub(crate) struct HomeState {
    pub(crate) ino: Ino,
    /// The number of the newest change.
    changes: u64,
    /// The newest change when the person's folder was last looked through.
    looked_at: u64,
    saved: Known,
    /// What will be saved when the last [`HomeChanges`] are stored.
    pending: Option<(u64, Known)>,
}

/// Something in the person's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeEntry {
    /// Relative to the person's folder.
    pub path: Vec<u8>,
    /// What it is.
    pub kind: HomeKind,
    /// The permission bits.
    pub permissions: u32,
    /// The time of the last change, in nanoseconds since 1970.
    pub mtime: i64,
}

/// What a [`HomeEntry`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HomeKind {
    /// A regular file with its bytes.
    File(Vec<u8>),
    /// A directory.
    Folder,
    /// A symbolic link with what it says.
    Link(Vec<u8>),
}

/// What has to be stored for the saved state to be the present one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HomeChanges {
    /// For [`Vfs::home_saved`].
    pub number: u64,
    /// What is new or changed, folders before what is in them.
    pub put: Vec<HomeEntry>,
    /// Paths that are gone.
    pub removed: Vec<Vec<u8>>,
}

impl HomeChanges {
    /// Whether there is nothing to store.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.put.is_empty() && self.removed.is_empty()
    }
}

/// Which files [`Vfs::home_changes`] takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Include {
    /// Only files that nobody is writing, and those that `fsync` was called
    /// for: code is running, and half a file must not be kept.
    Finished,
    /// All files as they are: no code is running.
    Everything,
}

impl Vfs {
    /// The number of the newest change in the person's folder.
    #[must_use]
    pub fn home_version(&self) -> u64 {
        self.home.changes
    }

    /// What changed in the person's folder since it was saved.
    ///
    /// # Errors
    /// None in practice: the folder is always there.
    pub fn home_changes(&mut self, include: Include) -> Result<HomeChanges> {
        let number = self.home.changes;
        if self.home.looked_at == number && self.home.pending.is_none() {
            return Ok(HomeChanges { number, ..HomeChanges::default() });
        }
        let mut changes = HomeChanges { number, ..HomeChanges::default() };
        let mut now = Known::new();
        let mut is_complete = true;
        let mut pending = vec![(Vec::new(), self.home.ino)];
        while let Some((path, ino)) = pending.pop() {
            let inode = self.inode(ino)?;
            let kind = match &inode.node {
                Node::Directory { entries, .. } => {
                    for (name, ino) in entries.iter().rev() {
                        let below = match path.as_slice() {
                            [] => name.clone(),
                            path => [path, b"/", name].concat(),
                        };
                        pending.push((below, *ino));
                    }
                    HomeKind::Folder
                }
                Node::Symlink(target) => HomeKind::Link(target.clone()),
                Node::Regular(_) => HomeKind::File(Vec::new()),
                Node::Packed(_) | Node::Device(_) | Node::Fifo(_) => continue,
            };
            if path.is_empty() || inode.device != HOME {
                continue;
            }
            let before = self.home.saved.get(&path).copied();
            let is_being_written = inode.writers > 0 && inode.synced != inode.version;
            if include == Include::Finished && is_being_written {
                is_complete = false;
                // The last whole state stays what is saved.
                if let Some(before) = before {
                    now.insert(path, before);
                }
                continue;
            }
            if before != Some((ino, inode.version)) {
                let kind = match (kind, &inode.node) {
                    (HomeKind::File(_), Node::Regular(bytes)) => HomeKind::File(bytes.clone()),
                    (kind, _) => kind,
                };
                let (permissions, mtime) = (inode.permissions, inode.mtime);
                changes.put.push(HomeEntry { path: path.clone(), kind, permissions, mtime });
            }
            now.insert(path, (ino, inode.version));
        }
        let gone = self.home.saved.keys().filter(|path| !now.contains_key(*path));
        changes.removed = gone.cloned().collect();
        if is_complete {
            self.home.looked_at = number;
        }
        self.home.pending = if changes.is_empty() { None } else { Some((number, now)) };
        Ok(changes)
    }

    /// The changes of this number were stored.
    pub fn home_saved(&mut self, number: u64) {
        if let Some((_, known)) = self.home.pending.take_if(|(of, _)| *of == number) {
            self.home.saved = known;
        }
    }

    /// The changes of this number could not be stored: they are changes still.
    pub fn home_not_saved(&mut self, number: u64) {
        if self.home.pending.take_if(|(of, _)| *of == number).is_some() {
            self.home.looked_at = 0;
        }
    }

    /// Puts back what was kept. What is there already stays, and counts as
    /// changed.
    ///
    /// # Errors
    /// `ENOSPC` and the like, for the first entry that cannot be put back;
    /// those before it are there.
    pub fn restore_home(&mut self, mut entries: Vec<HomeEntry>) -> Result<()> {
        entries.sort_by(|one, other| one.path.cmp(&other.path));
        let mut times = Vec::new();
        for entry in entries {
            let Some(ino) = self.restore_entry(&entry)? else { continue };
            times.push((ino, entry.permissions, entry.mtime));
            let version = self.inode(ino)?.version;
            self.home.saved.insert(entry.path, (ino, version));
        }
        // What is put into a folder changes the folder's time and version.
        for (ino, permissions, mtime) in times.into_iter().rev() {
            let inode = self.inode_mut(ino)?;
            inode.permissions = permissions & 0o7777;
            inode.mtime = mtime;
        }
        let saved = std::mem::take(&mut self.home.saved);
        self.home.saved = saved
            .into_iter()
            .filter_map(|(path, (ino, _))| Some((path, (ino, self.inode(ino).ok()?.version))))
            .collect();
        Ok(())
    }

    /// `fsync`: the file is worth keeping as it is now. Gives whether it is in
    /// the person's folder.
    ///
    /// # Errors
    /// `EBADF`.
    pub fn sync_to_home(&mut self, fd: Fd) -> Result<bool> {
        let ino = self.opened(fd)?.ino;
        let inode = self.inode_mut(ino)?;
        inode.synced = inode.version;
        Ok(inode.device == HOME)
    }

    /// Notes that an inode is not what it was.
    pub(crate) fn changed(&mut self, ino: Ino) {
        if let Some(inode) = self.inodes.get_mut(&ino)
            && inode.device == HOME
        {
            self.home.changes += 1;
            inode.version = self.home.changes;
        }
    }

    fn restore_entry(&mut self, entry: &HomeEntry) -> Result<Option<Ino>> {
        let is_plain =
            entry.path.split(|byte| *byte == b'/').all(|part| !matches!(part, b"" | b"." | b".."));
        if !is_plain {
            return Err(Errno::EINVAL);
        }
        let home = crate::HOME_FOLDER.as_bytes();
        if let Some(end) = entry.path.iter().rposition(|byte| *byte == b'/') {
            let above = entry.path.get(..end).unwrap_or_default();
            self.create_folders(&[home, b"/", above].concat())?;
        }
        let path = [home, b"/", &entry.path].concat();
        let walked = self.walk((&path).into(), false)?;
        if let Some(ino) = walked.ino {
            let is_same_folder = entry.kind == HomeKind::Folder && self.is_directory(ino);
            return Ok(is_same_folder.then_some(ino));
        }
        let node = match &entry.kind {
            HomeKind::File(bytes) => Node::Regular(bytes.clone()),
            HomeKind::Link(target) => Node::Symlink(target.clone()),
            HomeKind::Folder => {
                self.mkdir(&path, 0o777)?;
                return self.existing((&path).into(), false).map(Some);
            }
        };
        let ino = self.insert_below(walked.parent, node, entry.permissions)?;
        self.add_entry(walked.parent, walked.name, ino)?;
        Ok(Some(ino))
    }
}
