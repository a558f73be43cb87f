//! What is known about a file: `stat`, permissions, times, space.

use crate::{Access, At, Errno, Fd, Ino, Result, Stat, Vfs};

/// How full the file system is, in blocks of [`FileSystemUse::BLOCK`] bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileSystemUse {
    /// Blocks in all.
    pub blocks: u64,
    /// Blocks not used.
    pub free: u64,
    /// Inodes used.
    pub files: u64,
    /// Inodes not used.
    pub free_files: u64,
    /// Nothing in it can be changed.
    pub read_only: bool,
}

impl FileSystemUse {
    /// Bytes in a block.
    pub const BLOCK: u64 = 4096;
}

impl Vfs {
    /// What `stat` or, without `follow`, `lstat` tells about a path.
    ///
    /// # Errors
    /// `ENOENT` and those of path resolution.
    pub fn stat<'p>(&self, path: impl Into<At<'p>>, follow: bool) -> Result<Stat> {
        let ino = self.existing(path.into(), follow)?;
        Ok(self.inode(ino)?.stat(ino))
    }

    /// What `fstat` tells about a descriptor.
    ///
    /// # Errors
    /// `EBADF`.
    pub fn fstat(&self, fd: Fd) -> Result<Stat> {
        let ino = self.opened(fd)?.ino;
        Ok(self.inode(ino)?.stat(ino))
    }

    /// Whether a path may be used as asked.
    ///
    /// # Errors
    /// `EACCES`, `EROFS`, and those of path resolution.
    pub fn access<'p>(&self, path: impl Into<At<'p>>, access: Access, follow: bool) -> Result<()> {
        let inode = self.inode(self.existing(path.into(), follow)?)?;
        if inode.sealed && access.0 & Access::WRITE.0 != 0 {
            return Err(Errno::EROFS);
        }
        if inode.allows(access.0 & 7) { Ok(()) } else { Err(Errno::EACCES) }
    }

    /// Sets permission bits.
    ///
    /// # Errors
    /// `EOPNOTSUPP` for a symbolic link itself, and those of path resolution.
    pub fn chmod<'p>(&mut self, path: impl Into<At<'p>>, mode: u32, follow: bool) -> Result<()> {
        let ino = self.existing(path.into(), follow)?;
        self.set_permissions(ino, mode)
    }

    /// Sets permission bits of an open file.
    ///
    /// # Errors
    /// `EBADF`.
    pub fn fchmod(&mut self, fd: Fd, mode: u32) -> Result<()> {
        let ino = self.opened(fd)?.ino;
        self.set_permissions(ino, mode)
    }

    /// Sets the times of last access and change, in nanoseconds since 1970.
    ///
    /// # Errors
    /// `EROFS` and those of path resolution.
    pub fn set_times<'p>(
        &mut self,
        path: impl Into<At<'p>>,
        atime: i64,
        mtime: i64,
        follow: bool,
    ) -> Result<()> {
        let ino = self.existing(path.into(), follow)?;
        self.set_inode_times(ino, atime, mtime)
    }

    /// [`Self::set_times`] of an open file.
    ///
    /// # Errors
    /// `EBADF`, `EROFS`.
    pub fn set_fd_times(&mut self, fd: Fd, atime: i64, mtime: i64) -> Result<()> {
        let ino = self.opened(fd)?.ino;
        self.set_inode_times(ino, atime, mtime)
    }

    /// Sets the permission bits that new files do not get. Gives those before.
    pub fn set_umask(&mut self, mask: u32) -> u32 {
        std::mem::replace(&mut self.umask, mask & 0o777)
    }

    /// Nanoseconds since 1970, as the file system's clock has it.
    #[must_use]
    pub fn clock(&self) -> i64 {
        self.now()
    }

    fn set_permissions(&mut self, ino: Ino, mode: u32) -> Result<()> {
        let now = self.now();
        let inode = self.changeable(ino)?;
        if matches!(inode.node, crate::inode::Node::Symlink(_)) {
            return Err(Errno::EOPNOTSUPP);
        }
        inode.permissions = mode & 0o7777;
        inode.ctime = now;
        self.changed(ino);
        Ok(())
    }

    fn set_inode_times(&mut self, ino: Ino, atime: i64, mtime: i64) -> Result<()> {
        let now = self.now();
        let inode = self.changeable(ino)?;
        inode.atime = atime;
        inode.mtime = mtime;
        inode.ctime = now;
        self.changed(ino);
        Ok(())
    }
}
