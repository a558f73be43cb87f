//! What Morelia needs on a machine, and how to see whether it is there.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::layout::Layout;
use crate::process::find_program;

/// The geckodriver that the tests were written against.
pub(crate) const GECKODRIVER: &str = "0.37.1";

/// Packages that the tests use inside the browser, unmodified.
pub(crate) const WHEELS: [&str; 5] = [
    "certifi==2026.10.18",
    "charset-normalizer==3.5.2",
    "idna==3.20",
    "requests==2.34.2",
    "urllib3==2.8.0",
];

/// Something that must be on the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// The compiler, pinned by `rust-toolchain.toml`.
    Rust,
    /// The standard library for wasm.
    WasmTarget,
    /// Rust links with it.
    CCompiler,
    /// Compiles SQLite to wasm.
    Clang,
    /// Packs what clang compiled; GNU's `ar` cannot read it.
    LlvmAr,
    /// Runs the editor's bundler, and boots the interpreter for its image.
    Node,
    /// Fetches the editor's packages.
    Npm,
    /// The browser.
    Chromium,
    /// Drives Chromium.
    Chromedriver,
    /// The browser.
    Firefox,
    /// Drives Firefox.
    Geckodriver,
    /// The real pages that the demo and the tests run on.
    PythonDocs,
    /// CPython's own tests, which the conformance ring runs.
    PythonTests,
    /// Text in screenshots.
    Fonts,
    /// A screen that nobody sees: without one Firefox has no WebGL.
    Xvfb,
    /// Fetches Python packages.
    Pip,
    /// Python packages for tests.
    Wheels,
}

/// How a missing need is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// A Debian package; in words for other systems.
    Debian(&'static str, &'static str),
    /// `cargo install` into the tools folder.
    CargoInstall(&'static str),
    /// `pip download` into the tools folder.
    PipDownload,
    /// Only the user can.
    Words(&'static str),
}

/// A need as found on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// There, with what it says of its version (or where it is).
    Yes(String),
    /// There, and older than what works.
    TooOld(String, u32),
    /// Not there.
    No,
}

impl Need {
    /// All of them.
    pub(crate) const ALL: [Self; 17] = [
        Self::Rust,
        Self::WasmTarget,
        Self::CCompiler,
        Self::Clang,
        Self::LlvmAr,
        Self::Node,
        Self::Npm,
        Self::Chromium,
        Self::Chromedriver,
        Self::Firefox,
        Self::Geckodriver,
        Self::PythonDocs,
        Self::PythonTests,
        Self::Fonts,
        Self::Xvfb,
        Self::Pip,
        Self::Wheels,
    ];

    /// The name for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::WasmTarget => "Rust's wasm target",
            Self::CCompiler => "C compiler",
            Self::Clang => "clang",
            Self::LlvmAr => "llvm-ar",
            Self::Node => "Node",
            Self::Npm => "npm",
            Self::Chromium => "Chromium",
            Self::Chromedriver => "chromedriver",
            Self::Firefox => "Firefox",
            Self::Geckodriver => "geckodriver",
            Self::PythonDocs => "Python's documentation",
            Self::PythonTests => "CPython's tests",
            Self::Fonts => "DejaVu fonts",
            Self::Xvfb => "Xvfb",
            Self::Pip => "pip",
            Self::Wheels => "wheels for tests",
        }
    }

    /// What to do when it is missing.
    pub(crate) fn remedy(self) -> Remedy {
        match self {
            Self::Rust | Self::WasmTarget => Remedy::Words("install rustup; ./x does the rest"),
            Self::CCompiler => Remedy::Debian("gcc", "install a C compiler that is called cc"),
            Self::Clang => Remedy::Debian("clang", "install clang with its WebAssembly target"),
            Self::LlvmAr => Remedy::Debian("llvm", "install LLVM's tools"),
            Self::Node => Remedy::Debian("nodejs", "install Node 20 or later"),
            Self::Npm => Remedy::Debian("npm", "install npm (it comes with Node)"),
            Self::Chromium => Remedy::Debian("chromium", "install Chromium 148 or later"),
            Self::Chromedriver => Remedy::Debian(
                "chromium-driver",
                "install the chromedriver of your Chromium's version",
            ),
            Self::Firefox => Remedy::Debian("firefox-esr", "install Firefox 153 or later"),
            Self::Geckodriver => Remedy::CargoInstall("geckodriver"),
            Self::PythonDocs => Remedy::Debian(
                "python3-doc",
                "unpack Python's HTML documentation to /usr/share/doc/python3-doc/html",
            ),
            Self::PythonTests => Remedy::Debian(
                "libpython3.11-testsuite",
                "unpack CPython 3.11's packages test and unittest to /usr/lib/python3.11",
            ),
            Self::Fonts => Remedy::Debian("fonts-dejavu-core", "install the DejaVu fonts"),
            Self::Xvfb => Remedy::Debian("xvfb", "install the X server Xvfb"),
            Self::Pip => Remedy::Debian("python3-pip", "install Python 3 with pip"),
            Self::Wheels => Remedy::PipDownload,
        }
    }

    /// Whether it is there, without starting it.
    pub(crate) fn is_present(self, layout: &Layout) -> bool {
        self.locate(layout).is_some()
    }

    /// Whether it is there and new enough; starts it to ask.
    pub(crate) fn probe(self, layout: &Layout) -> Found {
        let Some(path) = self.locate(layout) else {
            return Found::No;
        };
        let text = match self {
            Self::WasmTarget
            | Self::PythonDocs
            | Self::PythonTests
            | Self::Fonts
            // It knows no --version.
            | Self::Xvfb
            | Self::Wheels => path.display().to_string(),
            _ => first_line(Command::new(&path).arg("--version"))
                .unwrap_or_else(|| path.display().to_string()),
        };
        match self.oldest() {
            Some(oldest) if major(&text).is_some_and(|found| found < oldest) => {
                Found::TooOld(text, oldest)
            }
            _ => Found::Yes(text),
        }
    }

    /// The lowest major version that works.
    fn oldest(self) -> Option<u32> {
        match self {
            Self::Chromium | Self::Chromedriver => Some(148),
            Self::Firefox => Some(153),
            Self::Node => Some(20),
            _ => None,
        }
    }

    fn locate(self, layout: &Layout) -> Option<PathBuf> {
        match self {
            Self::Rust => find_program(&["rustc"]),
            Self::WasmTarget => {
                let sysroot = first_line(Command::new("rustc").args(["--print", "sysroot"]))?;
                folder(&Path::new(&sysroot).join("lib/rustlib/wasm32-unknown-unknown"))
            }
            Self::CCompiler => find_program(&["cc"]),
            Self::Clang => find_program(&["clang"]),
            Self::LlvmAr => find_program(&["llvm-ar"]),
            Self::Node => find_program(&["node"]),
            Self::Npm => find_program(&["npm"]),
            Self::Chromium => find_program(&["chromium", "chromium-browser", "google-chrome"]),
            Self::Chromedriver => find_program(&["chromedriver"]),
            Self::Firefox => find_program(&["firefox-esr", "firefox"]),
            Self::Geckodriver => {
                let own = layout.tools.join("bin/geckodriver");
                if own.is_file() { Some(own) } else { find_program(&["geckodriver"]) }
            }
            Self::PythonDocs => python_docs(),
            // Without the package, Debian has a `test` with nothing but `support`.
            Self::PythonTests => folder(Path::new("/usr/lib/python3.11/test/test_json")),
            Self::Fonts => folder(Path::new("/usr/share/fonts/truetype/dejavu")),
            Self::Xvfb => find_program(&["Xvfb"]),
            Self::Pip => find_program(&["pip3", "pip"]),
            Self::Wheels => wheels(&layout.wheels()),
        }
    }
}

fn python_docs() -> Option<PathBuf> {
    let entries = std::fs::read_dir("/usr/share/doc").ok()?;
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("python3") && name.ends_with("-doc")
        })
        .map(|path| path.join("html"))
        .find(|html| html.join("py-modindex.html").is_file())
}

/// The folder, when each wheel is in it.
fn wheels(folder: &Path) -> Option<PathBuf> {
    let names: Vec<String> = std::fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    let has = |wheel: &&str| {
        // `charset-normalizer==3.5.2` is in `charset_normalizer-3.5.2-py3-none-any.whl`.
        let start = wheel.replace("==", ".").replace('-', "_").replacen('.', "-", 1);
        names.iter().any(|name| name.starts_with(&format!("{start}-")))
    };
    WHEELS.iter().all(has).then(|| folder.to_owned())
}

fn folder(path: &Path) -> Option<PathBuf> {
    path.is_dir().then(|| path.to_path_buf())
}

fn first_line(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    Some(line.trim().to_owned())
}

/// The first number of a version text: `Mozilla Firefox 153.7.0esr` gives 153.
fn major(text: &str) -> Option<u32> {
    let start = text.find(|character: char| character.is_ascii_digit())?;
    let digits: String = text
        .chars()
        .skip(text.get(..start)?.chars().count())
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_programs_say() {
        assert_eq!(major("Mozilla Firefox 153.7.0esr"), Some(153));
        assert_eq!(major("Chromium 156.0.1 built on Debian 12"), Some(156));
        assert_eq!(major("v20.1.0"), Some(20));
        assert_eq!(major("none"), None);
    }
}
