//! The descriptor table: opening, closing and duplicating.

use crate::{
    At, Errno, Fd, HostDevice, Ino, Lock, OpenFlags, Result, Vfs,
    directory::DirectoryEntry,
    inode::{Device, Node},
    lock::Locks,
    mount::MAIN,
    pipe::Pipe,
};
use std::collections::{BTreeMap, BTreeSet};

/// As many descriptors as a process usually gets.
const MOST_DESCRIPTORS: Fd = 1024;

pub(crate) type OpenId = u64;

/// An open file description: what descriptors made by `dup` share.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) ino: Ino,
    pub(crate) flags: OpenFlags,
    pub(crate) offset: u64,
    descriptors: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Descriptors {
    table: BTreeMap<Fd, OpenId>,
    opened: BTreeMap<OpenId, Opened>,
    next: OpenId,
    /// Descriptors that a child would get, if there were any children.
    inheritable: BTreeSet<Fd>,
    locks: Locks,
}

impl Descriptors {
    fn lowest_free(&self, from: Fd) -> Result<Fd> {
        (from..MOST_DESCRIPTORS).find(|fd| !self.table.contains_key(fd)).ok_or(Errno::EMFILE)
    }
}

impl Vfs {
    /// Opens a file. `mode` is for a new one.
    ///
    /// # Errors
    /// As `open(2)`.
    pub fn open<'p>(&mut self, path: impl Into<At<'p>>, flags: OpenFlags, mode: u32) -> Result<Fd> {
        let path = path.into();
        if flags.has(OpenFlags::TMPFILE) {
            return self.open_unnamed(path, flags, mode);
        }
        if flags.has(OpenFlags::CREAT | OpenFlags::DIRECTORY) {
            return Err(Errno::EINVAL);
        }
        let exclusive = flags.has(OpenFlags::CREAT | OpenFlags::EXCL);
        let walked = self.walk(path, !exclusive && !flags.has(OpenFlags::NOFOLLOW))?;
        let ino = match walked.ino {
            Some(_) if exclusive => return Err(Errno::EEXIST),
            Some(ino) => {
                self.check_open(ino, flags)?;
                self.unpack(ino)?;
                if flags.has(OpenFlags::TRUNC) {
                    self.resize_regular(ino, 0)?;
                }
                ino
            }
            None if !flags.has(OpenFlags::CREAT) => return Err(Errno::ENOENT),
            None if walked.wants_directory => return Err(Errno::EISDIR),
            None => {
                self.descriptors.lowest_free(0)?;
                self.writable_folder(walked.parent)?;
                let node = Node::Regular(Vec::new());
                let ino = self.insert_below(walked.parent, node, mode & !self.umask)?;
                self.add_entry(walked.parent, walked.name, ino)?;
                ino
            }
        };
        self.describe(ino, flags)
    }

    /// A file that has no name and goes with its last descriptor.
    fn open_unnamed(&mut self, path: At<'_>, flags: OpenFlags, mode: u32) -> Result<Fd> {
        let folder = self.existing(path, true)?;
        if !self.is_directory(folder) {
            return Err(Errno::ENOTDIR);
        }
        if !flags.writes() {
            return Err(Errno::EINVAL);
        }
        self.writable_folder(folder)?;
        let node = Node::Regular(Vec::new());
        let ino = self.insert_below(folder, node, mode & !self.umask)?;
        self.describe(ino, flags)
    }

    /// Makes a pipe. Gives the end to read from and the end to write to.
    ///
    /// # Errors
    /// `EMFILE`.
    pub fn pipe(&mut self, flags: i32) -> Result<(Fd, Fd)> {
        let ino = self.insert(MAIN, Node::Fifo(Pipe::new()), 0o600)?;
        let nonblocking = flags & OpenFlags::NONBLOCK;
        let reader = self.describe(ino, OpenFlags(OpenFlags::RDONLY | nonblocking))?;
        match self.describe(ino, OpenFlags(OpenFlags::WRONLY | nonblocking)) {
            Ok(writer) => Ok((reader, writer)),
            Err(error) => {
                self.close(reader)?;
                Err(error)
            }
        }
    }

    /// Closes a descriptor.
    ///
    /// # Errors
    /// `EBADF`.
    pub fn close(&mut self, fd: Fd) -> Result<()> {
        let id = self.descriptors.table.remove(&fd).ok_or(Errno::EBADF)?;
        self.descriptors.inheritable.remove(&fd);
        let opened = self.descriptors.opened.get_mut(&id).ok_or(Errno::EBADF)?;
        opened.descriptors -= 1;
        if opened.descriptors == 0
            && let Some(opened) = self.descriptors.opened.remove(&id)
        {
            self.descriptors.locks.release(opened.ino, id);
            let inode = self.inode_mut(opened.ino)?;
            inode.opened -= 1;
            if opened.flags.writes() {
                inode.writers -= 1;
            }
            if let Node::Fifo(pipe) = &mut inode.node {
                if opened.flags.writes() {
                    pipe.writers -= 1;
                } else {
                    pipe.readers -= 1;
                }
            }
            self.pack(opened.ino)?;
            self.collect(opened.ino);
        }
        Ok(())
    }

    /// Makes the lowest free descriptor, at least `from`, stand for the same.
    ///
    /// # Errors
    /// `EBADF`, `EMFILE`.
    pub fn duplicate(&mut self, fd: Fd, from: Fd) -> Result<Fd> {
        let id = self.open_id(fd)?;
        let copy = self.descriptors.lowest_free(from)?;
        self.share(copy, id)
    }

    /// Makes descriptor `copy` stand for the same as `fd`.
    ///
    /// # Errors
    /// `EBADF`.
    pub fn duplicate_to(&mut self, fd: Fd, copy: Fd) -> Result<Fd> {
        let id = self.open_id(fd)?;
        if !(0..MOST_DESCRIPTORS).contains(&copy) {
            return Err(Errno::EBADF);
        }
        if fd == copy {
            return Ok(copy);
        }
        if self.descriptors.table.contains_key(&copy) {
            self.close(copy)?;
        }
        self.share(copy, id)
    }

    /// Locks a file, or gives the lock back, for all descriptors that came
    /// from the same `open`.
    ///
    /// # Errors
    /// `EBADF`; `EAGAIN` while another one holds it.
    pub fn lock(&mut self, fd: Fd, lock: Option<Lock>) -> Result<()> {
        let id = self.open_id(fd)?;
        let ino = self.opened(fd)?.ino;
        match lock {
            Some(lock) => self.descriptors.locks.take(ino, id, lock),
            None => {
                self.descriptors.locks.release(ino, id);
                Ok(())
            }
        }
    }

    /// Whether a child process would get a descriptor.
    ///
    /// # Errors
    /// `EBADF`.
    pub fn is_inheritable(&self, fd: Fd) -> Result<bool> {
        self.open_id(fd)?;
        Ok(self.descriptors.inheritable.contains(&fd))
    }

    /// Says whether a child process would get a descriptor.
    ///
    /// # Errors
    /// `EBADF`.
    pub fn set_inheritable(&mut self, fd: Fd, inheritable: bool) -> Result<()> {
        self.open_id(fd)?;
        if inheritable {
            self.descriptors.inheritable.insert(fd);
        } else {
            self.descriptors.inheritable.remove(&fd);
        }
        Ok(())
    }

    /// The flags that a descriptor was opened with.
    ///
    /// # Errors
    /// `EBADF`.
    pub fn open_flags(&self, fd: Fd) -> Result<OpenFlags> {
        self.opened(fd).map(|opened| opened.flags)
    }

    /// Says whether reads and writes fail with `EAGAIN` instead of waiting.
    ///
    /// # Errors
    /// `EBADF`.
    pub fn set_nonblocking(&mut self, fd: Fd, nonblocking: bool) -> Result<()> {
        let opened = self.opened_mut(fd)?;
        opened.flags.0 &= !OpenFlags::NONBLOCK;
        if nonblocking {
            opened.flags.0 |= OpenFlags::NONBLOCK;
        }
        Ok(())
    }

    /// Says whether every write goes to the end.
    ///
    /// # Errors
    /// `EBADF`.
    pub fn set_append(&mut self, fd: Fd, append: bool) -> Result<()> {
        let opened = self.opened_mut(fd)?;
        opened.flags.0 &= !OpenFlags::APPEND;
        if append {
            opened.flags.0 |= OpenFlags::APPEND;
        }
        Ok(())
    }

    /// The device of the host that a descriptor stands for, if it does.
    ///
    /// # Errors
    /// `EBADF`.
    pub fn host_device(&self, fd: Fd) -> Result<Option<HostDevice>> {
        match &self.inode(self.opened(fd)?.ino)?.node {
            Node::Device(Device::Host(stream)) => Ok(Some(*stream)),
            _ => Ok(None),
        }
    }

    /// Whether a read and whether a write would go on without waiting.
    ///
    /// # Errors
    /// `EBADF`.
    pub fn ready(&self, fd: Fd) -> Result<(bool, bool)> {
        let opened = self.opened(fd)?;
        let (readable, writable) = match &self.inode(opened.ino)?.node {
            Node::Fifo(pipe) => (pipe.is_readable(), pipe.is_writable()),
            _ => (true, true),
        };
        Ok((readable && opened.flags.reads(), writable && opened.flags.writes()))
    }

    /// The names in an open directory.
    ///
    /// # Errors
    /// `EBADF`, `ENOTDIR`.
    pub fn read_open_directory(&self, fd: Fd) -> Result<Vec<DirectoryEntry>> {
        self.list(self.opened(fd)?.ino)
    }

    /// Makes an open directory the working folder.
    ///
    /// # Errors
    /// `EBADF`, `ENOTDIR`.
    pub fn fchdir(&mut self, fd: Fd) -> Result<()> {
        let ino = self.opened(fd)?.ino;
        if !self.is_directory(ino) {
            return Err(Errno::ENOTDIR);
        }
        self.cwd = ino;
        Ok(())
    }

    pub(crate) fn opened(&self, fd: Fd) -> Result<&Opened> {
        self.descriptors.opened.get(&self.open_id(fd)?).ok_or(Errno::EBADF)
    }

    pub(crate) fn opened_mut(&mut self, fd: Fd) -> Result<&mut Opened> {
        let id = self.open_id(fd)?;
        self.descriptors.opened.get_mut(&id).ok_or(Errno::EBADF)
    }

    fn check_open(&self, ino: Ino, flags: OpenFlags) -> Result<()> {
        let inode = self.inode(ino)?;
        match &inode.node {
            Node::Symlink(_) => return Err(Errno::ELOOP),
            Node::Directory { .. }
                if flags.writes() || flags.has(OpenFlags::CREAT) || flags.has(OpenFlags::TRUNC) =>
            {
                return Err(Errno::EISDIR);
            }
            Node::Directory { .. } => {}
            _ if flags.has(OpenFlags::DIRECTORY) => return Err(Errno::ENOTDIR),
            _ => {}
        }
        let writes = flags.writes() || flags.has(OpenFlags::TRUNC);
        if inode.sealed && writes {
            return Err(Errno::EROFS);
        }
        let bits = u32::from(flags.reads()) * 4 + u32::from(writes) * 2;
        if inode.allows(bits) { Ok(()) } else { Err(Errno::EACCES) }
    }

    fn describe(&mut self, ino: Ino, flags: OpenFlags) -> Result<Fd> {
        let fd = match self.descriptors.lowest_free(0) {
            Ok(fd) => fd,
            Err(error) => {
                self.collect(ino);
                return Err(error);
            }
        };
        let inode = self.inode_mut(ino)?;
        inode.opened += 1;
        if flags.writes() {
            inode.writers += 1;
        }
        let id = self.descriptors.next;
        self.descriptors.next += 1;
        self.descriptors.opened.insert(id, Opened { ino, flags, offset: 0, descriptors: 0 });
        self.share(fd, id)
    }

    fn share(&mut self, fd: Fd, id: OpenId) -> Result<Fd> {
        self.descriptors.opened.get_mut(&id).ok_or(Errno::EBADF)?.descriptors += 1;
        self.descriptors.table.insert(fd, id);
        Ok(fd)
    }

    fn open_id(&self, fd: Fd) -> Result<OpenId> {
        self.descriptors.table.get(&fd).copied().ok_or(Errno::EBADF)
    }
}
