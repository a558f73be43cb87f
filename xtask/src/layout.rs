//! Where things are: the clone, the target folder outside it, the tools.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folders that xtask reads from and writes to.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// The clone.
    pub(crate) root: PathBuf,
    /// Everything that is built; never inside the clone.
    pub(crate) target: PathBuf,
    /// Programs that xtask installs for itself (geckodriver).
    pub(crate) tools: PathBuf,
}

/// How the extension is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Fast to build.
    Dev,
    /// What is shipped.
    Release,
    /// As the release, and it counts what is executed (see `training.rs`).
    Counting,
}

impl Profile {
    /// The name in paths.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
            Self::Counting => "counting",
        }
    }
}

/// A browser family that the extension is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Browser {
    /// Chromium and what is made from it.
    Chromium,
    /// Firefox.
    Firefox,
}

impl Browser {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// The name in paths and messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }
}

impl Layout {
    /// Python packages for tests.
    pub(crate) fn wheels(&self) -> PathBuf {
        self.tools.join("wheels")
    }

    /// Reads the environment that `./x` sets up; works without it as well.
    pub(crate) fn from_environment() -> Result<Self> {
        let root = match env::var_os("MORELIA_ROOT") {
            Some(root) => PathBuf::from(root),
            None => Path::new(env!("CARGO_MANIFEST_DIR")).join(".."),
        };
        let root =
            root.canonicalize().with_context(|| format!("no clone at {}", root.display()))?;
        let cache =
            cache_folder().context("neither XDG_CACHE_HOME nor HOME is set")?.join("morelia");
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(target) => env::current_dir()?.join(target),
            None => cache.join("target"),
        };
        Ok(Self { root, target, tools: cache.join("tools") })
    }

    /// The unpacked extension for both browsers: `chromium` and `firefox` are inside.
    pub(crate) fn extensions(&self, profile: Profile) -> PathBuf {
        match profile {
            Profile::Dev => self.target.join("extension"),
            Profile::Release => self.target.join("extension-release"),
            Profile::Counting => self.target.join("extension-counting"),
        }
    }

    /// The packages for the stores.
    pub(crate) fn packages(&self) -> PathBuf {
        self.target.join("dist")
    }
}

fn cache_folder() -> Option<PathBuf> {
    match env::var_os("XDG_CACHE_HOME") {
        Some(cache) if !cache.is_empty() => Some(PathBuf::from(cache)),
        _ => Some(PathBuf::from(env::var_os("HOME")?).join(".cache")),
    }
}
