//! A path and the folder that it begins in.

use crate::Fd;

/// A path, relative to the working folder or to an open one, as `openat` and
/// its like take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At<'a> {
    /// The descriptor of the folder; `None`: the working folder.
    pub folder: Option<Fd>,
    /// The path. An absolute one needs no folder.
    pub path: &'a [u8],
}

impl<'a> From<&'a [u8]> for At<'a> {
    fn from(path: &'a [u8]) -> Self {
        Self { folder: None, path }
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for At<'a> {
    fn from(path: &'a [u8; N]) -> Self {
        Self { folder: None, path }
    }
}

impl<'a> From<&'a Vec<u8>> for At<'a> {
    fn from(path: &'a Vec<u8>) -> Self {
        Self { folder: None, path }
    }
}
