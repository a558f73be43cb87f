//! Where the browsers and their drivers are on this machine.

use crate::BrowserError;
use std::path::{Path, PathBuf};

/// A browser that the extension supports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowserKind {
    /// Chromium, driven by chromedriver.
    Chromium,
    /// Firefox, driven by geckodriver.
    Firefox,
}

impl BrowserKind {
    /// Both, for tests that must hold in each.
    pub const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// The name, also of the folder that the build puts the extension in.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }

    /// The name by which WebDriver knows it.
    pub(crate) fn webdriver_name(self) -> &'static str {
        match self {
            Self::Chromium => "chrome",
            Self::Firefox => "firefox",
        }
    }
}

impl std::fmt::Display for BrowserKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
        })
    }
}

impl std::str::FromStr for BrowserKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(())
    }
}

const REMEDY: &str = "run ./x doctor, which says how to get it";

/// The browser itself.
pub(crate) fn browser_program(kind: BrowserKind) -> Result<PathBuf, BrowserError> {
    match kind {
        BrowserKind::Chromium => find("Chromium", &["chromium", "chromium-browser"]),
        BrowserKind::Firefox => find("Firefox", &["firefox-esr", "firefox"]),
    }
}

/// The program that speaks WebDriver for a browser.
pub(crate) fn driver_program(kind: BrowserKind) -> Result<PathBuf, BrowserError> {
    match kind {
        BrowserKind::Chromium => find("chromedriver", &["chromedriver"]),
        BrowserKind::Firefox => find("geckodriver", &["geckodriver"]),
    }
}

/// The X server that needs no screen.
pub(crate) fn x_server_program() -> Result<PathBuf, BrowserError> {
    find("Xvfb", &["Xvfb"])
}

fn find(program: &'static str, names: &[&str]) -> Result<PathBuf, BrowserError> {
    names
        .iter()
        .flat_map(|name| folders().into_iter().map(move |folder| folder.join(name)))
        .find(|path| is_program(path))
        .ok_or(BrowserError::ProgramMissing { program, remedy: REMEDY })
}

/// What `./x` installed comes before what the machine has.
fn folders() -> Vec<PathBuf> {
    let own = std::env::var_os("MORELIA_TOOLS").map(PathBuf::from).or_else(|| {
        std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache/morelia/tools"))
    });
    let path = std::env::var_os("PATH").unwrap_or_default();
    own.map(|tools| tools.join("bin")).into_iter().chain(std::env::split_paths(&path)).collect()
}

fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for kind in BrowserKind::ALL {
            assert_eq!(kind.name().parse(), Ok(kind));
        }
        assert!("safari".parse::<BrowserKind>().is_err());
    }

    #[test]
    fn a_program_that_is_not_there_has_a_remedy() {
        let error = find("Lynx", &["no-such-browser-here"]).unwrap_err().to_string();
        assert!(error.contains("Lynx") && error.contains("./x doctor"), "{error}");
    }
}
