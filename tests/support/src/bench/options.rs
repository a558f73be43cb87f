//! What `./x bench` is asked for.

use crate::BrowserKind;
use std::ffi::OsString;
use std::path::PathBuf;

/// How it is called.
const USAGE: &str = "\
usage: ./x bench [PART]... [OPTIONS]

Measures Morelia, most of it beside Pyodide in the same browser, and prints a
table. Nothing passes or fails. Without a PART it measures all of them:

  start      from nothing to the result of 1+1, first and later pages
  cpu        programs that compute: small ones, and those of pyperformance
  bridge     calls between Python and JavaScript
  hook       what it costs that Python can be interrupted and yields to the page
  interrupt  from the wish to stop to KeyboardInterrupt
  gap        the longest time that a looping Python keeps the page waiting
  image      linear memory at start, and a thousand restores in a page
  soak       memory during thousands of mixed executions
  extension  the start in a page, through the extension
  panel      first result, keys and completion in the panel

options:
  --browser chromium|firefox  which browser (chromium)
  --json FILE                 write the numbers to a file, too
  --executions N              how many the soak makes (20000)
  --dev                       measure the development build: quick to build, slow to run";

/// Something that can be measured by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// From nothing to the result of `1+1`.
    Start,
    /// Programs that compute.
    Cpu,
    /// Calls between Python and JavaScript.
    Bridge,
    /// The cost of the hook in the eval loop.
    Hook,
    /// From the wish to stop to `KeyboardInterrupt`.
    Interrupt,
    /// The longest gap of a page timer.
    Gap,
    /// Memory at start, and a thousand restores.
    Image,
    /// Memory during thousands of executions.
    Soak,
    /// The start through the extension.
    Extension,
    /// What a person feels of the panel.
    Panel,
}

impl Part {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 10] = [
        Self::Start,
        Self::Cpu,
        Self::Bridge,
        Self::Hook,
        Self::Interrupt,
        Self::Gap,
        Self::Image,
        Self::Soak,
        Self::Extension,
        Self::Panel,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Cpu => "cpu",
            Self::Bridge => "bridge",
            Self::Hook => "hook",
            Self::Interrupt => "interrupt",
            Self::Gap => "gap",
            Self::Image => "image",
            Self::Soak => "soak",
            Self::Extension => "extension",
            Self::Panel => "panel",
        }
    }
}

/// What to measure, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenchOptions {
    /// Which browser.
    pub browser: BrowserKind,
    /// A file for the numbers.
    pub json: Option<PathBuf>,
    /// What to measure.
    pub parts: Vec<Part>,
    /// How many executions the soak makes.
    pub executions: u32,
    /// Whether the development build is measured.
    pub dev: bool,
}

impl BenchOptions {
    /// Reads the arguments; `None` when only help is wanted.
    ///
    /// # Errors
    /// What is wrong with them, for the person.
    pub fn parse(arguments: &[OsString]) -> Result<Option<Self>, String> {
        use lexopt::prelude::{Long, Short, Value};
        let mut options = Self {
            browser: BrowserKind::Chromium,
            json: None,
            parts: Vec::new(),
            executions: 20_000,
            dev: false,
        };
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next().map_err(plain)? {
            match argument {
                Long("browser") => {
                    options.browser = match parser.value().map_err(plain)?.to_str() {
                        Some("chromium") => BrowserKind::Chromium,
                        Some("firefox") => BrowserKind::Firefox,
                        _ => return Err("--browser is chromium or firefox".to_owned()),
                    };
                }
                Long("json") => options.json = Some(parser.value().map_err(plain)?.into()),
                Long("executions") => {
                    let number = parser.value().map_err(plain)?;
                    options.executions = number
                        .to_str()
                        .and_then(|it| it.parse().ok())
                        .filter(|it| *it > 0)
                        .ok_or(format!("--executions is a number above 0, not {number:?}"))?;
                }
                Long("dev") => options.dev = true,
                Long("help") | Short('h') => return Ok(None),
                Value(name) => {
                    let part = Part::ALL.into_iter().find(|part| name == part.name());
                    options.parts.push(part.ok_or(format!("{name:?} is no part of ./x bench"))?);
                }
                other => return Err(plain(other.unexpected())),
            }
        }
        if options.parts.is_empty() {
            options.parts = Part::ALL.to_vec();
        }
        Ok(Some(options))
    }

    /// Reads the arguments, and tells help or what is wrong with them.
    ///
    /// # Errors
    /// The exit status, when there is nothing to measure.
    pub fn read(arguments: &[OsString]) -> Result<Self, u8> {
        match Self::parse(arguments) {
            Ok(Some(options)) => Ok(options),
            Ok(None) => {
                println!("{USAGE}");
                Err(0)
            }
            Err(message) => {
                eprintln!("{message}\n{USAGE}");
                Err(2)
            }
        }
    }
}

fn plain(error: lexopt::Error) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Option<BenchOptions>, String> {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        BenchOptions::parse(&arguments)
    }

    #[test]
    fn options_are_read_and_others_refused() {
        let options =
            parse(&["--browser", "firefox", "--json", "a.json", "--dev"]).unwrap().unwrap();
        assert_eq!(options.browser, BrowserKind::Firefox);
        assert_eq!(options.json, Some("a.json".into()));
        assert!(options.dev);
        assert_eq!(options.parts, Part::ALL);
        assert_eq!(parse(&["--help"]), Ok(None));
        assert!(parse(&["--fast"]).is_err());
        assert!(parse(&["--browser", "lynx"]).is_err());
        assert!(parse(&["--executions", "many"]).is_err());
    }

    #[test]
    fn parts_are_chosen_by_name_and_all_are_in_the_help() {
        let options = parse(&["cpu", "--", "soak"]).unwrap().unwrap();
        assert_eq!(options.parts, [Part::Cpu, Part::Soak]);
        assert!(parse(&["speed"]).unwrap_err().contains("speed"));
        for part in Part::ALL {
            assert!(USAGE.contains(&format!("\n  {:10} ", part.name())), "{part:?}");
        }
    }
}
