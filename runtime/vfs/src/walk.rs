//! From a path to an inode.

use crate::{
    At, Errno, Ino, Result, Vfs,
    inode::{Inode, Node},
    system::ROOT,
};
use std::collections::VecDeque;

const LONGEST_NAME: usize = 255;
const LONGEST_PATH: usize = 4095;
const MOST_LINKS: u32 = 40;

/// Where a path leads. The folder is there; what it names may not be.
#[derive(Debug)]
pub(crate) struct Walked {
    pub(crate) parent: Ino,
    /// Empty for a path that ends in `.` or `..` or is the root.
    pub(crate) name: Vec<u8>,
    pub(crate) ino: Option<Ino>,
    /// The path ended in a slash, so it has to be a directory.
    pub(crate) wants_directory: bool,
}

/// What is done with the last name of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// A symbolic link is followed.
    Follow,
    /// It is not, unless a slash says that it has to lead to a directory.
    Keep,
    /// It is what an operation on names is about: taken as it is, even when it
    /// is a symbolic link or no directory and ends in a slash.
    Name,
}

impl Vfs {
    /// Follows symbolic links on the way, and at the end if `follow`.
    pub(crate) fn walk(&self, path: At<'_>, follow: bool) -> Result<Walked> {
        self.walk_to(path, if follow { Last::Follow } else { Last::Keep })
    }

    /// To the folder of a name that is to be made, removed or moved.
    pub(crate) fn walk_to_name(&self, path: At<'_>) -> Result<Walked> {
        self.walk_to(path, Last::Name)
    }

    fn walk_to(&self, At { folder, path }: At<'_>, end: Last) -> Result<Walked> {
        if path.is_empty() {
            return Err(Errno::ENOENT);
        }
        if path.len() > LONGEST_PATH {
            return Err(Errno::ENAMETOOLONG);
        }
        if path.contains(&0) {
            return Err(Errno::EINVAL);
        }
        let wants_directory = path.ends_with(b"/");
        let mut here = match folder {
            _ if path.starts_with(b"/") => ROOT,
            Some(folder) => self.opened(folder)?.ino,
            None => self.cwd,
        };
        let mut ahead = components(path);
        let mut links = 0;
        while let Some(name) = ahead.pop_front() {
            let (entries, parent) = self.searchable(here)?;
            if name == b"." {
                continue;
            }
            if name == b".." {
                here = parent;
                continue;
            }
            if name.len() > LONGEST_NAME {
                return Err(Errno::ENAMETOOLONG);
            }
            let last = ahead.is_empty();
            let Some(ino) = entries.get(&name).copied() else {
                if last {
                    return Ok(Walked { parent: here, name, ino: None, wants_directory });
                }
                return Err(Errno::ENOENT);
            };
            if let Node::Symlink(target) = &self.inode(ino)?.node
                && (!last || end == Last::Follow || (end == Last::Keep && wants_directory))
            {
                links += 1;
                if links > MOST_LINKS {
                    return Err(Errno::ELOOP);
                }
                if target.starts_with(b"/") {
                    here = ROOT;
                }
                let mut through = components(target);
                through.append(&mut ahead);
                ahead = through;
                continue;
            }
            if last {
                if wants_directory && end != Last::Name && !self.is_directory(ino) {
                    return Err(Errno::ENOTDIR);
                }
                return Ok(Walked { parent: here, name, ino: Some(ino), wants_directory });
            }
            here = ino;
        }
        let (_, parent) = self.searchable(here)?;
        Ok(Walked { parent, name: Vec::new(), ino: Some(here), wants_directory: true })
    }

    /// The inode that a path leads to.
    pub(crate) fn existing(&self, path: At<'_>, follow: bool) -> Result<Ino> {
        self.walk(path, follow)?.ino.ok_or(Errno::ENOENT)
    }

    /// The absolute path of the working folder.
    ///
    /// # Errors
    /// `ENOENT` when it was removed.
    pub fn cwd(&self) -> Result<Vec<u8>> {
        let mut names = Vec::new();
        let mut here = self.cwd;
        while here != ROOT {
            let parent = self.folder(self.inode(here)?)?.1;
            let entries = self.folder(self.inode(parent)?)?.0;
            let name = entries.iter().find(|(_, ino)| **ino == here).ok_or(Errno::ENOENT)?.0;
            names.push(name.as_slice());
            here = parent;
        }
        names.reverse();
        Ok([b"/", names.join(&b'/').as_slice()].concat())
    }

    /// Changes the working folder.
    ///
    /// # Errors
    /// `ENOENT`, `ENOTDIR`, `EACCES` and those of path resolution.
    pub fn chdir<'p>(&mut self, path: impl Into<At<'p>>) -> Result<()> {
        let ino = self.existing(path.into(), true)?;
        self.searchable(ino)?;
        self.cwd = ino;
        Ok(())
    }

    fn searchable(&self, ino: Ino) -> Result<(&std::collections::BTreeMap<Vec<u8>, Ino>, Ino)> {
        let inode = self.inode(ino)?;
        let folder = self.folder(inode)?;
        if inode.allows(1) { Ok(folder) } else { Err(Errno::EACCES) }
    }

    fn folder<'a>(
        &self,
        inode: &'a Inode,
    ) -> Result<(&'a std::collections::BTreeMap<Vec<u8>, Ino>, Ino)> {
        match &inode.node {
            Node::Directory { entries, parent } => Ok((entries, *parent)),
            _ => Err(Errno::ENOTDIR),
        }
    }
}

fn components(path: &[u8]) -> VecDeque<Vec<u8>> {
    path.split(|byte| *byte == b'/').filter(|name| !name.is_empty()).map(<[u8]>::to_vec).collect()
}
