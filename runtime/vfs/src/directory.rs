//! Names: making, removing, moving and listing them.

use crate::{At, Errno, FileKind, Ino, Result, Vfs, inode::Node, system::ROOT};
use std::collections::BTreeMap;

/// One name in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// The name, without its folder.
    pub name: Vec<u8>,
    /// The inode that it names.
    pub ino: Ino,
    /// What kind of file that is.
    pub kind: FileKind,
}

impl Vfs {
    /// Makes a directory.
    ///
    /// # Errors
    /// `EEXIST`, `ENOENT`, `ENOTDIR`, `EACCES`, `EROFS` and those of path resolution.
    pub fn mkdir<'p>(&mut self, path: impl Into<At<'p>>, mode: u32) -> Result<()> {
        let walked = self.walk_to_name(path.into())?;
        if walked.ino.is_some() {
            return Err(Errno::EEXIST);
        }
        self.writable_folder(walked.parent)?;
        let node = Node::Directory { entries: BTreeMap::new(), parent: walked.parent };
        let ino = self.insert_below(walked.parent, node, mode & 0o1777 & !self.umask)?;
        self.add_entry(walked.parent, walked.name, ino)?;
        self.inode_mut(ino)?.nlink = 2;
        self.inode_mut(walked.parent)?.nlink += 1;
        Ok(())
    }

    /// Makes a symbolic link at `path` that says `target`.
    ///
    /// # Errors
    /// As [`Self::mkdir`], and `ENOSPC`.
    pub fn symlink<'p>(&mut self, target: &[u8], path: impl Into<At<'p>>) -> Result<()> {
        if target.is_empty() {
            return Err(Errno::ENOENT);
        }
        let walked = self.walk_to_name(path.into())?;
        if walked.ino.is_some() {
            return Err(Errno::EEXIST);
        }
        if walked.wants_directory {
            return Err(Errno::ENOENT);
        }
        self.writable_folder(walked.parent)?;
        let ino = self.insert_below(walked.parent, Node::Symlink(target.to_vec()), 0o777)?;
        self.add_entry(walked.parent, walked.name, ino)
    }

    /// What a symbolic link says.
    ///
    /// # Errors
    /// `EINVAL` when it is no symbolic link.
    pub fn readlink<'p>(&self, path: impl Into<At<'p>>) -> Result<Vec<u8>> {
        match &self.inode(self.existing(path.into(), false)?)?.node {
            Node::Symlink(target) => Ok(target.clone()),
            _ => Err(Errno::EINVAL),
        }
    }

    /// Gives a file one more name.
    ///
    /// # Errors
    /// `EPERM` for a directory, `EEXIST`, and those of path resolution.
    pub fn link<'p, 'q>(
        &mut self,
        from: impl Into<At<'p>>,
        to: impl Into<At<'q>>,
        follow: bool,
    ) -> Result<()> {
        let ino = self.existing(from.into(), follow)?;
        let walked = self.walk_to_name(to.into())?;
        if walked.ino.is_some() {
            return Err(Errno::EEXIST);
        }
        if walked.wants_directory {
            return Err(Errno::ENOENT);
        }
        self.same_mount(ino, walked.parent)?;
        self.writable_folder(walked.parent)?;
        if self.is_directory(ino) {
            return Err(Errno::EPERM);
        }
        self.changeable(ino)?;
        self.add_entry(walked.parent, walked.name, ino)
    }

    /// Removes a name; the file goes with its last name and last descriptor.
    ///
    /// # Errors
    /// `EISDIR` for a directory, `ENOENT`, `EACCES`, `EROFS`.
    pub fn unlink<'p>(&mut self, path: impl Into<At<'p>>) -> Result<()> {
        let walked = self.walk_to_name(path.into())?;
        let ino = walked.ino.ok_or(Errno::ENOENT)?;
        if self.is_directory(ino) {
            return Err(Errno::EISDIR);
        }
        if walked.wants_directory {
            return Err(Errno::ENOTDIR);
        }
        self.writable_folder(walked.parent)?;
        self.remove_entry(walked.parent, &walked.name)
    }

    /// Removes an empty directory.
    ///
    /// # Errors
    /// `ENOTEMPTY`, `ENOTDIR`, `EBUSY` for the root, `EINVAL` for `.`.
    pub fn rmdir<'p>(&mut self, path: impl Into<At<'p>>) -> Result<()> {
        let path = path.into();
        let walked = self.walk_to_name(path)?;
        let ino = walked.ino.ok_or(Errno::ENOENT)?;
        let Node::Directory { entries, .. } = &self.inode(ino)?.node else {
            return Err(Errno::ENOTDIR);
        };
        if ino == ROOT || self.is_mount_point(ino) {
            return Err(Errno::EBUSY);
        }
        if walked.name.is_empty() {
            return Err(if path.path.ends_with(b"..") { Errno::ENOTEMPTY } else { Errno::EINVAL });
        }
        if !entries.is_empty() {
            return Err(Errno::ENOTEMPTY);
        }
        self.writable_folder(walked.parent)?;
        self.changeable(ino)?;
        self.remove_entry(walked.parent, &walked.name)
    }

    /// Moves a name, over an existing one if there is any.
    ///
    /// # Errors
    /// `EISDIR`, `ENOTDIR` or `ENOTEMPTY` when what is there cannot be
    /// replaced, `EINVAL` for a move into itself, `EBUSY` for a mount, `ENOSPC`
    /// when it moves to a mount without room for it, `EXDEV` when it moves to
    /// another mount and has names on this one, and those of path resolution.
    pub fn rename<'p, 'q>(&mut self, from: impl Into<At<'p>>, to: impl Into<At<'q>>) -> Result<()> {
        let source = self.walk_to_name(from.into())?;
        let target = self.walk_to_name(to.into())?;
        if source.name.is_empty() || target.name.is_empty() {
            return Err(Errno::EBUSY);
        }
        let ino = source.ino.ok_or(Errno::ENOENT)?;
        let mounts = [Some(ino), target.ino];
        if mounts.into_iter().flatten().any(|ino| self.is_mount_point(ino)) {
            return Err(Errno::EBUSY);
        }
        let directory = self.is_directory(ino);
        if (source.wants_directory || target.wants_directory) && !directory {
            return Err(Errno::ENOTDIR);
        }
        if target.ino == Some(ino) {
            return Ok(());
        }
        if directory && self.is_inside(target.parent, ino)? {
            return Err(Errno::EINVAL);
        }
        self.writable_folder(source.parent)?;
        self.writable_folder(target.parent)?;
        self.changeable(ino)?;
        self.check_adoption(ino, target.parent)?;
        if let Some(replaced) = target.ino {
            match &self.inode(replaced)?.node {
                Node::Directory { .. } if !directory => return Err(Errno::EISDIR),
                Node::Directory { entries, .. } if !entries.is_empty() => {
                    return Err(Errno::ENOTEMPTY);
                }
                Node::Directory { .. } => {}
                _ if directory => return Err(Errno::ENOTDIR),
                _ => {}
            }
            self.remove_entry(target.parent, &target.name)?;
        }
        self.adopt(ino, target.parent)?;
        self.detach(source.parent, &source.name)?;
        self.attach(target.parent, target.name, ino)?;
        if directory {
            self.inode_mut(source.parent)?.nlink -= 1;
            self.inode_mut(target.parent)?.nlink += 1;
            if let Node::Directory { parent, .. } = &mut self.inode_mut(ino)?.node {
                *parent = target.parent;
            }
        }
        let now = self.now();
        self.inode_mut(ino)?.ctime = now;
        Ok(())
    }

    /// The names in a directory, sorted, without `.` and `..`.
    ///
    /// # Errors
    /// `ENOTDIR`, `EACCES`, and those of path resolution.
    pub fn read_directory<'p>(&self, path: impl Into<At<'p>>) -> Result<Vec<DirectoryEntry>> {
        self.list(self.existing(path.into(), true)?)
    }

    pub(crate) fn list(&self, ino: Ino) -> Result<Vec<DirectoryEntry>> {
        let inode = self.inode(ino)?;
        let Node::Directory { entries, .. } = &inode.node else {
            return Err(Errno::ENOTDIR);
        };
        if !inode.allows(4) {
            return Err(Errno::EACCES);
        }
        entries
            .iter()
            .map(|(name, ino)| {
                let kind = self.inode(*ino)?.node.kind();
                Ok(DirectoryEntry { name: name.clone(), ino: *ino, kind })
            })
            .collect()
    }

    /// Fails unless names may be added to and removed from the folder.
    pub(crate) fn writable_folder(&mut self, ino: Ino) -> Result<()> {
        let inode = self.changeable(ino)?;
        // A removed working folder still exists, but nothing goes into it.
        if inode.nlink == 0 {
            return Err(Errno::ENOENT);
        }
        if inode.allows(3) { Ok(()) } else { Err(Errno::EACCES) }
    }

    pub(crate) fn add_entry(&mut self, parent: Ino, name: Vec<u8>, ino: Ino) -> Result<()> {
        self.attach(parent, name, ino)?;
        let now = self.now();
        let inode = self.inode_mut(ino)?;
        inode.nlink += 1;
        inode.ctime = now;
        Ok(())
    }

    pub(crate) fn remove_entry(&mut self, parent: Ino, name: &[u8]) -> Result<()> {
        let ino = self.detach(parent, name)?;
        let now = self.now();
        let directory = self.is_directory(ino);
        let inode = self.inode_mut(ino)?;
        inode.ctime = now;
        inode.nlink = if directory { 0 } else { inode.nlink.saturating_sub(1) };
        if directory {
            self.inode_mut(parent)?.nlink -= 1;
        }
        if ino != self.cwd {
            self.collect(ino);
        }
        Ok(())
    }

    fn attach(&mut self, parent: Ino, name: Vec<u8>, ino: Ino) -> Result<()> {
        let now = self.now();
        self.changed(parent);
        let folder = self.inode_mut(parent)?;
        folder.mtime = now;
        folder.ctime = now;
        match &mut folder.node {
            Node::Directory { entries, .. } => entries.insert(name, ino),
            _ => return Err(Errno::ENOTDIR),
        };
        Ok(())
    }

    fn detach(&mut self, parent: Ino, name: &[u8]) -> Result<Ino> {
        let now = self.now();
        self.changed(parent);
        let folder = self.inode_mut(parent)?;
        folder.mtime = now;
        folder.ctime = now;
        match &mut folder.node {
            Node::Directory { entries, .. } => entries.remove(name).ok_or(Errno::ENOENT),
            _ => Err(Errno::ENOTDIR),
        }
    }

    fn same_mount(&self, ino: Ino, folder: Ino) -> Result<()> {
        if self.inode(ino)?.device == self.inode(folder)?.device {
            Ok(())
        } else {
            Err(Errno::EXDEV)
        }
    }

    fn is_inside(&self, mut folder: Ino, outer: Ino) -> Result<bool> {
        loop {
            if folder == outer {
                return Ok(true);
            }
            if folder == ROOT {
                return Ok(false);
            }
            match &self.inode(folder)?.node {
                Node::Directory { parent, .. } => folder = *parent,
                _ => return Err(Errno::ENOTDIR),
            }
        }
    }
}
