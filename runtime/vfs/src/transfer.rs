//! Bytes: reading, writing, seeking, resizing.

use crate::{
    At, Errno, Fd, Ino, OpenFlags, Result, Vfs, Whence,
    inode::{Device, Node},
};

impl Vfs {
    /// Reads at the descriptor's position and moves it. 0 is the end.
    ///
    /// # Errors
    /// `EBADF`, `EISDIR`, `EAGAIN` or `EDEADLK` for an empty pipe, and `EIO`
    /// for a host device (see [`crate::HostDevice`]).
    pub fn read(&mut self, fd: Fd, target: &mut [u8]) -> Result<usize> {
        let offset = self.opened(fd)?.offset;
        let count = self.read_from(fd, target, offset)?;
        self.opened_mut(fd)?.offset = offset + count as u64;
        Ok(count)
    }

    /// Reads at `offset` and leaves the position alone.
    ///
    /// # Errors
    /// As [`Self::read`], and `ESPIPE` for a pipe.
    pub fn read_at(&mut self, fd: Fd, target: &mut [u8], offset: u64) -> Result<usize> {
        self.seekable(fd)?;
        self.read_from(fd, target, offset)
    }

    /// Writes at the descriptor's position (its end with `O_APPEND`) and moves it.
    ///
    /// # Errors
    /// `EBADF`, `ENOSPC`, `EPIPE`, `EAGAIN` or `EDEADLK` for a full pipe, and
    /// `EIO` for a host device (see [`crate::HostDevice`]).
    pub fn write(&mut self, fd: Fd, source: &[u8]) -> Result<usize> {
        let opened = self.opened(fd)?;
        let offset = if opened.flags.has(OpenFlags::APPEND) {
            self.inode(opened.ino)?.node.len()
        } else {
            opened.offset
        };
        let count = self.write_to(fd, source, offset)?;
        self.opened_mut(fd)?.offset = offset + count as u64;
        Ok(count)
    }

    /// Writes at `offset` and leaves the position alone.
    ///
    /// # Errors
    /// As [`Self::write`], and `ESPIPE` for a pipe.
    pub fn write_at(&mut self, fd: Fd, source: &[u8], offset: u64) -> Result<usize> {
        self.seekable(fd)?;
        self.write_to(fd, source, offset)
    }

    /// Moves the descriptor's position. Gives the new one.
    ///
    /// # Errors
    /// `ESPIPE` for a pipe or stream, `EINVAL` for a position before the start.
    pub fn seek(&mut self, fd: Fd, offset: i64, whence: Whence) -> Result<u64> {
        self.seekable(fd)?;
        let opened = self.opened(fd)?;
        let base = match whence {
            Whence::Start => 0,
            Whence::Current => opened.offset,
            Whence::End => self.inode(opened.ino)?.node.len(),
        };
        let offset = base.checked_add_signed(offset).ok_or(Errno::EINVAL)?;
        if i64::try_from(offset).is_err() {
            return Err(Errno::EOVERFLOW);
        }
        self.opened_mut(fd)?.offset = offset;
        Ok(offset)
    }

    /// Cuts a file off, or fills it up with zeros.
    ///
    /// # Errors
    /// `EISDIR`, `EINVAL`, `EACCES`, `ENOSPC`, `EROFS`, and those of path resolution.
    pub fn truncate<'p>(&mut self, path: impl Into<At<'p>>, size: u64) -> Result<()> {
        let ino = self.existing(path.into(), true)?;
        if !self.inode(ino)?.allows(2) {
            return Err(Errno::EACCES);
        }
        self.resize(ino, size)
    }

    /// [`Self::truncate`] of an open file.
    ///
    /// # Errors
    /// `EBADF`, `EINVAL`, `ENOSPC`.
    pub fn truncate_open(&mut self, fd: Fd, size: u64) -> Result<()> {
        let opened = self.opened(fd)?;
        if !opened.flags.writes() {
            return Err(Errno::EINVAL);
        }
        self.resize(opened.ino, size)
    }

    /// Bytes from the position to the end, where that is known.
    ///
    /// # Errors
    /// `EBADF`.
    pub fn remaining(&self, fd: Fd) -> Result<u64> {
        let opened = self.opened(fd)?;
        Ok(match &self.inode(opened.ino)?.node {
            Node::Fifo(pipe) => pipe.len() as u64,
            node => node.len().saturating_sub(opened.offset),
        })
    }

    /// Reads a whole file by its path.
    ///
    /// # Errors
    /// `EISDIR`, `EINVAL` for what is no regular file, and those of path resolution.
    pub fn read_file<'p>(&self, path: impl Into<At<'p>>) -> Result<Vec<u8>> {
        let inode = self.inode(self.existing(path.into(), true)?)?;
        match &inode.node {
            Node::Regular(_) | Node::Packed(_) if !inode.allows(4) => Err(Errno::EACCES),
            Node::Regular(bytes) => Ok(bytes.clone()),
            Node::Packed(packed) => {
                self.room_to_unpack(packed.len())?;
                packed.unpack()
            }
            Node::Directory { .. } => Err(Errno::EISDIR),
            _ => Err(Errno::EINVAL),
        }
    }

    /// Writes a whole file by its path, replacing what was there.
    ///
    /// # Errors
    /// Those of `open` and `write`.
    pub fn write_file<'p>(&mut self, path: impl Into<At<'p>>, bytes: &[u8]) -> Result<()> {
        let flags = OpenFlags(OpenFlags::WRONLY | OpenFlags::CREAT | OpenFlags::TRUNC);
        let fd = self.open(path, flags, 0o666)?;
        let result = self.write(fd, bytes);
        self.close(fd)?;
        result.map(drop)
    }

    pub(crate) fn resize_regular(&mut self, ino: Ino, size: u64) -> Result<()> {
        match self.inode(ino)?.node {
            Node::Regular(_) => self.resize(ino, size),
            _ => Ok(()),
        }
    }

    fn read_from(&mut self, fd: Fd, target: &mut [u8], offset: u64) -> Result<usize> {
        let opened = self.opened(fd)?;
        let (ino, flags) = (opened.ino, opened.flags);
        if !flags.reads() {
            return Err(Errno::EBADF);
        }
        match &mut self.inode_mut(ino)?.node {
            node @ (Node::Regular(_) | Node::Packed(_)) => {
                let bytes = match node {
                    Node::Regular(bytes) => bytes.as_slice(),
                    Node::Packed(packed) => packed.content(),
                    _ => &[],
                };
                let rest = usize::try_from(offset).ok().and_then(|from| bytes.get(from..));
                let rest = rest.unwrap_or_default();
                let count = rest.len().min(target.len());
                if let (Some(slot), Some(part)) = (target.get_mut(..count), rest.get(..count)) {
                    slot.copy_from_slice(part);
                }
                Ok(count)
            }
            Node::Directory { .. } => Err(Errno::EISDIR),
            Node::Fifo(pipe) => pipe.read(target, flags.has(OpenFlags::NONBLOCK)),
            Node::Device(Device::Null) => Ok(0),
            Node::Device(Device::Zero | Device::Full) => {
                target.fill(0);
                Ok(target.len())
            }
            Node::Device(Device::Host(_)) | Node::Symlink(_) => Err(Errno::EIO),
        }
    }

    fn write_to(&mut self, fd: Fd, source: &[u8], offset: u64) -> Result<usize> {
        let opened = self.opened(fd)?;
        let (ino, flags) = (opened.ino, opened.flags);
        if !flags.writes() {
            return Err(Errno::EBADF);
        }
        match &mut self.inode_mut(ino)?.node {
            Node::Regular(_) => self.write_regular(ino, source, offset),
            Node::Directory { .. } => Err(Errno::EISDIR),
            Node::Packed(_) => Err(Errno::EROFS),
            Node::Fifo(pipe) => pipe.write(source, flags.has(OpenFlags::NONBLOCK)),
            Node::Device(Device::Full) => Err(Errno::ENOSPC),
            Node::Device(Device::Null | Device::Zero) => Ok(source.len()),
            Node::Device(Device::Host(_)) | Node::Symlink(_) => Err(Errno::EIO),
        }
    }

    fn write_regular(&mut self, ino: Ino, source: &[u8], offset: u64) -> Result<usize> {
        if source.is_empty() {
            return Ok(0);
        }
        let end = offset.checked_add(source.len() as u64).ok_or(Errno::EFBIG)?;
        if end > self.inode(ino)?.node.len() {
            self.resize(ino, end)?;
        }
        let now = self.now();
        self.changed(ino);
        let inode = self.inode_mut(ino)?;
        inode.mtime = now;
        inode.ctime = now;
        let Node::Regular(bytes) = &mut inode.node else {
            return Err(Errno::EINVAL);
        };
        let from = usize::try_from(offset).map_err(|_| Errno::EFBIG)?;
        let slot = bytes.get_mut(from..from + source.len()).ok_or(Errno::EIO)?;
        slot.copy_from_slice(source);
        Ok(source.len())
    }

    fn resize(&mut self, ino: Ino, size: u64) -> Result<()> {
        let inode = self.changeable(ino)?;
        let device = inode.device;
        let before = match &inode.node {
            Node::Regular(bytes) => bytes.len() as u64,
            Node::Directory { .. } => return Err(Errno::EISDIR),
            _ => return Err(Errno::EINVAL),
        };
        let length = usize::try_from(size).map_err(|_| Errno::EFBIG)?;
        match size.checked_sub(before) {
            Some(more) => self.reserve(device, more)?,
            None => self.release(device, before - size),
        }
        let now = self.now();
        self.changed(ino);
        let inode = self.inode_mut(ino)?;
        inode.mtime = now;
        inode.ctime = now;
        if let Node::Regular(bytes) = &mut inode.node {
            if bytes.try_reserve(length.saturating_sub(bytes.len())).is_err() {
                self.release(device, size.saturating_sub(before));
                return Err(Errno::ENOSPC);
            }
            bytes.resize(length, 0);
            if length < bytes.capacity() / 4 {
                bytes.shrink_to_fit();
            }
        }
        Ok(())
    }

    fn seekable(&self, fd: Fd) -> Result<()> {
        match &self.inode(self.opened(fd)?.ino)?.node {
            Node::Fifo(_) | Node::Device(Device::Host(_)) => Err(Errno::ESPIPE),
            _ => Ok(()),
        }
    }
}
