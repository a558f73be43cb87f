//! Mounts: parts of the tree with a device number and a size limit of their own.

use crate::{Errno, FileSystemUse, Ino, Result, Vfs, inode::Node};

/// The number of a mount, which is what `st_dev` says.
pub(crate) type Device = u64;

/// Everything that is in no other mount.
pub(crate) const MAIN: Device = 1;
/// The person's folder, which outlives the session.
pub(crate) const HOME: Device = 2;
/// Where the home mount is.
pub const HOME_FOLDER: &str = "/home/web_user";

/// An inode has a price too, though not in the bytes of its file.
const BYTES_PER_INODE: u64 = 1024;
/// A file system that is nearly without room still has these.
const FEWEST_INODES: u64 = 1024;

/// What one mount may hold, and holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mount {
    /// `None`: as much as the whole file system has room for.
    pub(crate) capacity: Option<u64>,
    pub(crate) used: u64,
    pub(crate) read_only: bool,
}

impl Vfs {
    /// Sets how many bytes all files together may hold. What is there stays.
    pub fn set_capacity(&mut self, capacity: u64) {
        self.host.capacity = capacity;
    }

    /// Sets how many bytes the person's folder may hold. What is there stays.
    pub fn set_home_capacity(&mut self, capacity: u64) {
        if let Some(mount) = self.mounts.get_mut(&HOME) {
            mount.capacity = Some(capacity);
        }
    }

    /// How full the file system is that a path is on.
    ///
    /// # Errors
    /// Those of path resolution.
    pub fn space<'p>(&self, path: impl Into<crate::At<'p>>) -> Result<FileSystemUse> {
        self.space_of(self.existing(path.into(), true)?)
    }

    /// How full the file system is that an open file is on.
    ///
    /// # Errors
    /// `EBADF`.
    pub fn space_open(&self, fd: crate::Fd) -> Result<FileSystemUse> {
        self.space_of(self.opened(fd)?.ino)
    }

    fn space_of(&self, ino: Ino) -> Result<FileSystemUse> {
        let device = self.inode(ino)?.device;
        let mount = self.mounts.get(&device).ok_or(Errno::EIO)?;
        let all_free = self.host.capacity.saturating_sub(self.used);
        let (capacity, free) = match mount.capacity {
            _ if mount.read_only => (mount.used, 0),
            Some(capacity) => (capacity, capacity.saturating_sub(mount.used).min(all_free)),
            None => (self.host.capacity, all_free),
        };
        let files = self.inodes.len() as u64;
        Ok(FileSystemUse {
            blocks: capacity / FileSystemUse::BLOCK,
            free: free / FileSystemUse::BLOCK,
            files,
            free_files: if mount.read_only { 0 } else { self.most_inodes().saturating_sub(files) },
            read_only: mount.read_only,
        })
    }

    fn most_inodes(&self) -> u64 {
        (self.host.capacity / BYTES_PER_INODE).max(FEWEST_INODES)
    }

    /// Whether an inode is where a mount begins.
    pub(crate) fn is_mount_point(&self, ino: Ino) -> bool {
        let Ok(inode) = self.inode(ino) else { return false };
        match &inode.node {
            Node::Directory { parent, .. } => {
                self.inode(*parent).is_ok_and(|above| above.device != inode.device)
            }
            _ => false,
        }
    }

    /// Fails unless [`Self::adopt`] will do.
    pub(crate) fn check_adoption(&self, ino: Ino, folder: Ino) -> Result<()> {
        let (from, to) = (self.inode(ino)?.device, self.inode(folder)?.device);
        if from == to {
            return Ok(());
        }
        let tree = self.tree(ino)?;
        let mut bytes = 0;
        for ino in tree {
            let inode = self.inode(ino)?;
            let is_directory = matches!(inode.node, Node::Directory { .. });
            if inode.device != from || inode.sealed || (!is_directory && inode.nlink > 1) {
                return Err(Errno::EXDEV);
            }
            bytes += inode.node.charge();
        }
        let mount = self.mounts.get(&to).ok_or(Errno::EIO)?;
        let has_room = mount.capacity.is_none_or(|most| mount.used.saturating_add(bytes) <= most);
        if has_room { Ok(()) } else { Err(Errno::ENOSPC) }
    }

    /// Makes everything below an inode a part of the mount of a folder. Other
    /// systems copy for that, because their mounts are on different disks.
    pub(crate) fn adopt(&mut self, ino: Ino, folder: Ino) -> Result<()> {
        let (from, to) = (self.inode(ino)?.device, self.inode(folder)?.device);
        if from == to {
            return Ok(());
        }
        for ino in self.tree(ino)? {
            let inode = self.inode_mut(ino)?;
            inode.device = to;
            let bytes = inode.node.charge();
            self.release(from, bytes);
            self.reserve(to, bytes)?;
            self.changed(ino);
        }
        Ok(())
    }

    fn tree(&self, top: Ino) -> Result<Vec<Ino>> {
        let mut found = vec![top];
        let mut next = 0;
        while let Some(ino) = found.get(next).copied() {
            if let Node::Directory { entries, .. } = &self.inode(ino)?.node {
                found.extend(entries.values());
            }
            next += 1;
        }
        Ok(found)
    }

    /// Fails when there is no room for one more inode.
    pub(crate) fn room_for_inode(&self) -> Result<()> {
        if self.inodes.len() as u64 >= self.most_inodes() { Err(Errno::ENOSPC) } else { Ok(()) }
    }

    /// Makes room for `more` bytes on a mount, or `ENOSPC`.
    pub(crate) fn reserve(&mut self, device: Device, more: u64) -> Result<()> {
        let used = self.used.checked_add(more).ok_or(Errno::ENOSPC)?;
        let mount = self.mounts.get_mut(&device).ok_or(Errno::EIO)?;
        let on_mount = mount.used.checked_add(more).ok_or(Errno::ENOSPC)?;
        if used > self.host.capacity || mount.capacity.is_some_and(|most| on_mount > most) {
            return Err(Errno::ENOSPC);
        }
        mount.used = on_mount;
        self.used = used;
        Ok(())
    }

    /// Gives room back.
    pub(crate) fn release(&mut self, device: Device, less: u64) {
        self.used = self.used.saturating_sub(less);
        if let Some(mount) = self.mounts.get_mut(&device) {
            mount.used = mount.used.saturating_sub(less);
        }
    }
}
