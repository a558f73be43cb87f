//! The mode argument of `FileIO` and `open`.

use morelia_vfs::OpenFlags;

/// What a mode like `r+b` means.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Mode {
    pub(crate) read: bool,
    pub(crate) write: bool,
    pub(crate) create: bool,
    pub(crate) append: bool,
    pub(crate) plus: bool,
    pub(crate) text: bool,
    pub(crate) binary: bool,
}

impl Mode {
    /// `None` for an unknown or a repeated character.
    pub(crate) fn parse(mode: &str) -> Option<Self> {
        let mut parsed = Self::default();
        for character in mode.chars() {
            let seen = match character {
                'r' => &mut parsed.read,
                'w' => &mut parsed.write,
                'x' => &mut parsed.create,
                'a' => &mut parsed.append,
                '+' => &mut parsed.plus,
                't' => &mut parsed.text,
                'b' => &mut parsed.binary,
                _ => return None,
            };
            if std::mem::replace(seen, true) {
                return None;
            }
        }
        Some(parsed)
    }

    /// How many of read, write, create and append are asked for.
    pub(crate) fn purposes(self) -> usize {
        [self.read, self.write, self.create, self.append]
            .into_iter()
            .filter(|purpose| *purpose)
            .count()
    }

    pub(crate) fn readable(self) -> bool {
        self.read || self.plus
    }

    pub(crate) fn writable(self) -> bool {
        !self.read || self.plus
    }

    pub(crate) fn open_flags(self) -> OpenFlags {
        let access = match (self.readable(), self.writable()) {
            (true, true) => OpenFlags::RDWR,
            (false, _) => OpenFlags::WRONLY,
            (true, false) => OpenFlags::RDONLY,
        };
        let purpose = if self.create {
            OpenFlags::CREAT | OpenFlags::EXCL
        } else if self.write {
            OpenFlags::CREAT | OpenFlags::TRUNC
        } else if self.append {
            OpenFlags::CREAT | OpenFlags::APPEND
        } else {
            0
        };
        OpenFlags(access | purpose | OpenFlags::CLOEXEC)
    }

    /// What `FileIO.mode` says.
    pub(crate) fn name(self) -> &'static str {
        match (self.create, self.append, self.readable(), self.writable()) {
            (true, _, true, _) => "xb+",
            (true, _, false, _) => "xb",
            (_, true, true, _) => "ab+",
            (_, true, false, _) => "ab",
            (_, _, true, true) => "rb+",
            (_, _, true, false) => "rb",
            (_, _, false, _) => "wb",
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Mode, OpenFlags};

    #[test]
    fn reads_modes() {
        for (text, name, flags) in [
            ("r", "rb", OpenFlags::RDONLY),
            ("r+b", "rb+", OpenFlags::RDWR),
            ("w", "wb", OpenFlags::WRONLY | OpenFlags::CREAT | OpenFlags::TRUNC),
            ("w+", "rb+", OpenFlags::RDWR | OpenFlags::CREAT | OpenFlags::TRUNC),
            ("xb", "xb", OpenFlags::WRONLY | OpenFlags::CREAT | OpenFlags::EXCL),
            ("a+", "ab+", OpenFlags::RDWR | OpenFlags::CREAT | OpenFlags::APPEND),
        ] {
            let mode = Mode::parse(text).unwrap();
            assert_eq!((mode.name(), mode.open_flags().0), (name, flags | OpenFlags::CLOEXEC));
        }
        assert_eq!(Mode::parse("rr"), None);
        assert_eq!(Mode::parse("U"), None);
        assert_eq!(Mode::parse("rw").unwrap().purposes(), 2);
    }
}
