//! What was typed after `./x run` and `./x open`.

use super::usage::{UsageError, bad, unknown};
use crate::BrowserKind;
use morelia_protocol::Rung;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::time::Duration;

/// What to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Script {
    /// The bundled example.
    Example,
    /// A file.
    File(PathBuf),
    /// `-c CODE`
    Code(String),
    /// `-m MODULE`
    Module(String),
}

/// `./x run`
#[derive(Clone, Debug, PartialEq)]
pub struct RunOptions {
    /// What to run.
    pub script: Script,
    /// What follows it.
    pub arguments: Vec<String>,
    /// The page's address.
    pub url: Option<String>,
    /// A folder to serve.
    pub serve: Option<PathBuf>,
    /// Which browser.
    pub browser: BrowserKind,
    /// With a window.
    pub headed: bool,
    /// When to interrupt.
    pub timeout: Option<Duration>,
    /// Where to put a picture.
    pub screenshot: Option<PathBuf>,
    /// One JSON object.
    pub json: bool,
    /// Where to start on the ladder.
    pub rung: Option<Rung>,
    /// A WebDriver server that runs.
    pub webdriver: Option<String>,
    /// Where files go.
    pub out: PathBuf,
}

/// `./x open`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenOptions {
    /// Which browser.
    pub browser: BrowserKind,
    /// The page's address.
    pub url: Option<String>,
    /// A folder to serve.
    pub serve: Option<PathBuf>,
}

/// Options that are ours also after the script.
const KNOWN: [&str; 11] = [
    "url",
    "serve",
    "browser",
    "headed",
    "timeout",
    "screenshot",
    "json",
    "install",
    "world-fallback",
    "webdriver",
    "out",
];

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            script: Script::Example,
            arguments: Vec::new(),
            url: None,
            serve: None,
            browser: BrowserKind::Chromium,
            headed: false,
            timeout: None,
            screenshot: None,
            json: false,
            rung: None,
            webdriver: None,
            out: PathBuf::from("out"),
        }
    }
}

impl RunOptions {
    /// Reads the arguments; `None`: help is wanted.
    ///
    /// # Errors
    /// [`UsageError`] with the remedy.
    pub fn parse(arguments: &[OsString]) -> Result<Option<Self>, UsageError> {
        let mut options = Self::default();
        let mut fallback = None;
        let mut parser = lexopt::Parser::from_args(arguments.iter().cloned());
        while options.script == Script::Example {
            let Some(argument) = parser.next().map_err(|error| unknown(&error.to_string()))? else {
                break;
            };
            match argument {
                lexopt::Arg::Short('c') => {
                    options.script = Script::Code(value(&mut parser, "-c", "Python code")?);
                }
                lexopt::Arg::Short('m') => {
                    options.script = Script::Module(value(&mut parser, "-m", "a module's name")?);
                }
                lexopt::Arg::Value(path) => options.script = Script::File(path.into()),
                lexopt::Arg::Short('h') => return Ok(None),
                lexopt::Arg::Long("help") => return Ok(None),
                lexopt::Arg::Short(letter) => return Err(unknown(&format!("-{letter}"))),
                lexopt::Arg::Long(name) => {
                    let name = name.to_owned();
                    options.set(&name, &mut parser, &mut fallback)?;
                }
            }
        }
        while let Some(raw) = parser.try_raw_args().and_then(|mut raw| raw.next()) {
            if raw == "--" {
                let rest = parser.try_raw_args().into_iter().flatten();
                options.arguments.extend(rest.map(|it| it.to_string_lossy().into_owned()));
                break;
            }
            if !is_known(&raw) {
                options.arguments.push(raw.to_string_lossy().into_owned());
                continue;
            }
            // Read this one as an option: with its value, which may be the argument after it.
            let rest: Vec<OsString> =
                std::iter::once(raw).chain(parser.try_raw_args().into_iter().flatten()).collect();
            parser = lexopt::Parser::from_args(rest);
            if let Ok(Some(lexopt::Arg::Long(name))) = parser.next() {
                let name = name.to_owned();
                options.set(&name, &mut parser, &mut fallback)?;
            }
        }
        options.rung = fallback.map(|name: String| rung(&name, options.browser)).transpose()?;
        Ok(Some(options))
    }

    fn set(
        &mut self,
        name: &str,
        parser: &mut lexopt::Parser,
        fallback: &mut Option<String>,
    ) -> Result<(), UsageError> {
        match name {
            "url" => self.url = Some(value(parser, "--url", "an address")?),
            "serve" => self.serve = Some(value(parser, "--serve", "a folder")?.into()),
            "browser" => self.browser = browser(parser)?,
            "headed" => self.headed = true,
            "timeout" => self.timeout = Some(seconds(parser)?),
            "screenshot" => self.screenshot = Some(value(parser, "--screenshot", "a file")?.into()),
            "json" => self.json = true,
            "install" => {
                return Err(UsageError::NoPackagesYet(value(parser, "--install", "a package")?));
            }
            "world-fallback" => *fallback = Some(value(parser, "--world-fallback", RUNGS)?),
            "webdriver" => self.webdriver = Some(value(parser, "--webdriver", "an address")?),
            "out" => self.out = value(parser, "--out", "a folder")?.into(),
            _ => return Err(unknown(&format!("--{name}"))),
        }
        Ok(())
    }
}

impl OpenOptions {
    /// Reads the arguments; `None`: help is wanted.
    ///
    /// # Errors
    /// [`UsageError`] with the remedy.
    pub fn parse(arguments: &[OsString]) -> Result<Option<Self>, UsageError> {
        let mut options = Self { browser: BrowserKind::Chromium, url: None, serve: None };
        let mut parser = lexopt::Parser::from_args(arguments.iter().cloned());
        while let Some(argument) = parser.next().map_err(|error| unknown(&error.to_string()))? {
            match argument {
                lexopt::Arg::Long("help") | lexopt::Arg::Short('h') => return Ok(None),
                lexopt::Arg::Long("browser") => options.browser = browser(&mut parser)?,
                lexopt::Arg::Long("url") => {
                    options.url = Some(value(&mut parser, "--url", "an address")?)
                }
                lexopt::Arg::Long("serve") => {
                    options.serve = Some(value(&mut parser, "--serve", "a folder")?.into());
                }
                lexopt::Arg::Long(name) => return Err(unknown(&format!("--{name}"))),
                lexopt::Arg::Short(letter) => return Err(unknown(&format!("-{letter}"))),
                lexopt::Arg::Value(it) => {
                    return Err(UsageError::Unexpected(it.to_string_lossy().into_owned()));
                }
            }
        }
        Ok(Some(options))
    }
}

const RUNGS: &str = "page, helper-realm, extension-frame or host";

fn rung(name: &str, browser: BrowserKind) -> Result<Rung, UsageError> {
    match (name, browser) {
        ("page", _) => Ok(Rung::Page),
        ("helper-realm", _) | ("host", BrowserKind::Chromium) => Ok(Rung::HelperRealm),
        ("extension-frame", _) | ("host", BrowserKind::Firefox) => Ok(Rung::ExtensionFrame),
        _ => Err(bad("--world-fallback", RUNGS)),
    }
}

fn is_known(raw: &OsStr) -> bool {
    let Some(name) = raw.to_str().and_then(|text| text.strip_prefix("--")) else { return false };
    KNOWN.contains(&name.split('=').next().unwrap_or_default())
}

fn value(
    parser: &mut lexopt::Parser,
    option: &str,
    wanted: &'static str,
) -> Result<String, UsageError> {
    let value = parser.value().map_err(|_| bad(option, wanted))?;
    value.into_string().map_err(|_| bad(option, "valid UTF-8"))
}

fn browser(parser: &mut lexopt::Parser) -> Result<BrowserKind, UsageError> {
    const WANTED: &str = "chromium or firefox";
    value(parser, "--browser", WANTED)?.parse().map_err(|()| bad("--browser", WANTED))
}

fn seconds(parser: &mut lexopt::Parser) -> Result<Duration, UsageError> {
    const WANTED: &str = "a number of seconds above 0";
    let number: f64 =
        value(parser, "--timeout", WANTED)?.parse().map_err(|_| bad("--timeout", WANTED))?;
    let duration = Duration::try_from_secs_f64(number).ok().filter(|it| !it.is_zero());
    duration.ok_or_else(|| bad("--timeout", WANTED))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Option<RunOptions>, UsageError> {
        RunOptions::parse(&arguments.iter().map(OsString::from).collect::<Vec<_>>())
    }

    fn good(arguments: &[&str]) -> RunOptions {
        parse(arguments).unwrap().unwrap()
    }

    #[test]
    fn nothing_is_the_example() {
        assert_eq!(good(&[]), RunOptions::default());
    }

    #[test]
    fn options_may_come_before_and_after_the_script() {
        let wanted = RunOptions {
            script: Script::Code("print(1)".to_owned()),
            url: Some("http://a/".to_owned()),
            timeout: Some(Duration::from_secs(2)),
            browser: BrowserKind::Firefox,
            ..RunOptions::default()
        };
        let after = ["-c", "print(1)", "--url", "http://a/", "--timeout=2", "--browser", "firefox"];
        assert_eq!(good(&after), wanted);
        let before =
            ["--url", "http://a/", "--timeout=2", "--browser", "firefox", "-c", "print(1)"];
        assert_eq!(good(&before), wanted);
    }

    #[test]
    fn what_is_not_ours_belongs_to_the_script() {
        let options = good(&["a.py", "one", "-v", "--deep=3", "--json", "--", "--json", "-c"]);
        assert_eq!(options.script, Script::File("a.py".into()));
        assert_eq!(options.arguments, ["one", "-v", "--deep=3", "--json", "-c"]);
        assert!(options.json);
        assert_eq!(good(&["-m", "timeit", "-n", "5"]).arguments, ["-n", "5"]);
    }

    #[test]
    fn the_fallback_depends_on_the_browser() {
        assert_eq!(good(&["--world-fallback", "host"]).rung, Some(Rung::HelperRealm));
        let firefox = good(&["--world-fallback", "host", "--browser", "firefox"]);
        assert_eq!(firefox.rung, Some(Rung::ExtensionFrame));
        assert!(parse(&["--world-fallback", "moon"]).is_err());
    }

    #[test]
    fn mistakes_have_a_remedy_in_one_line() {
        for arguments in [
            &["--colour"][..],
            &["-x"],
            &["--browser", "safari"],
            &["--browser"],
            &["--timeout", "soon"],
            &["--timeout", "-1"],
            &["--timeout", "0"],
            &["a.py", "--timeout", "never"],
            &["--install", "requests"],
            &["-c"],
        ] {
            let message = parse(arguments).unwrap_err().to_string();
            assert!(message.contains("; "), "{arguments:?}: {message}");
            assert!(!message.contains('\n'), "{arguments:?}: {message}");
        }
        assert_eq!(parse(&["--colour"]), Err(UsageError::UnknownOption("--colour".to_owned())));
        assert!(matches!(parse(&["--install", "requests"]), Err(UsageError::NoPackagesYet(_))));
    }

    #[test]
    fn help_is_ours_only_before_the_script() {
        assert_eq!(parse(&["--help"]), Ok(None));
        assert_eq!(parse(&["--json", "-h"]), Ok(None));
        assert_eq!(good(&["a.py", "--help"]).arguments, ["--help"]);
    }
}
