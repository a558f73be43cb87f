//! What is said about arguments: the help, and mistakes with their remedies.

pub(super) const RUN_HELP: &str = "\
Run Python in a web page, through the extension.

Usage: ./x run [OPTIONS] [SCRIPT | -c CODE | -m MODULE] [ARGS…]

Without a script: examples/modules_to_csv.py on Debian's python3-doc.

The page
  --url URL             open this address (with --serve: a path below it)
  --serve DIR           serve this folder and open its index
The browser
  --browser NAME        chromium (default) or firefox
  --headed              with a window
  --webdriver URL       use the WebDriver server there, as http://127.0.0.1:4444
  --world-fallback RUNG run on this rung: page, helper-realm, extension-frame,
                        or host (what this browser falls back to)
The run
  --timeout SECONDS     interrupt Python after so long
  --install PACKAGE     install a package first (may be given more than once)
What comes back
  --out DIR             files from ./out/ in Python's file system (default: ./out)
  --screenshot FILE     a picture of the page at the end
  --json                one JSON object instead of the output itself

Options may also come after the script. What comes after -- is only for the
script, and so is every option that is not in this list.
Exit status: 0; 1 when Python raised; 2 when anything else failed; or what
Python gave to sys.exit.
";

pub(super) const OPEN_HELP: &str = "\
Open a browser with the extension, for use by hand.

Usage: ./x open [--browser chromium|firefox] [--url URL | --serve DIR]
";

const REMEDY: &str = "see ./x run --help";

/// A mistake in the arguments.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum UsageError {
    /// There is no such option.
    #[error("there is no option {0}; {REMEDY} (options of a script come after the script)")]
    UnknownOption(String),
    /// An option needs a value.
    #[error("{option} needs {wanted}; {REMEDY}")]
    BadValue {
        /// The option.
        option: String,
        /// What it needs.
        wanted: &'static str,
    },
    /// An argument where none is expected.
    #[error("{0} is one argument too many; {REMEDY}")]
    Unexpected(String),
    /// Something that this version cannot do.
    #[error(
        "packages come with a later version; leave out --install {0} and use the standard library"
    )]
    NoPackagesYet(String),
    /// The script is not there.
    #[error("there is no file {path} ({cause}); check the path of the script")]
    NoScript {
        /// The path.
        path: String,
        /// The system's words.
        cause: String,
    },
    /// The folder to serve is not there.
    #[error("there is no folder {0}; check the path after --serve")]
    NoFolder(String),
    /// The page's address is not one.
    #[error(
        "{url} is not an address ({cause}); write it as http://… or serve files with --serve DIR"
    )]
    BadUrl {
        /// What was given.
        url: String,
        /// What is wrong with it.
        cause: String,
    },
    /// Debian's documentation of Python is not installed.
    #[error(
        "the example needs Debian's python3-doc; apt-get install python3-doc, or name a script"
    )]
    NoPythonDocs,
}

pub(super) fn bad(option: &str, wanted: &'static str) -> UsageError {
    UsageError::BadValue { option: option.to_owned(), wanted }
}

pub(super) fn unknown(option: &str) -> UsageError {
    UsageError::UnknownOption(option.to_owned())
}
