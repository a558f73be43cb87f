//! `./x bench`: Morelia and Pyodide side by side, in the same run of the same browser.

mod restores;
mod table;

pub use restores::Restores;

use crate::{Browser, BrowserError, BrowserKind, LaunchOptions, Server, Site};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// How often a page is loaded afresh to time the start: the first is cold.
const STARTS: usize = 3;

/// Milliseconds that all cases of one interpreter may take together.
const CASES_LIMIT_MS: u64 = 110_000;

const USAGE: &str = "usage: ./x bench [--browser chromium|firefox] [--json FILE]";

/// Where the things to compare are.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The built, unpacked extension (its `wasm` folder is served).
    pub extension: PathBuf,
    /// The npm package `pyodide`.
    pub pyodide: PathBuf,
    /// `tests/bench`: the page and the cases.
    pub cases: PathBuf,
}

/// What one interpreter took.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Measured {
    /// Milliseconds from nothing to the result of `1+1`: the first time, and
    /// the best of the later ones.
    pub start_ms: BTreeMap<String, f64>,
    /// Milliseconds a case.
    pub cpu_ms: BTreeMap<String, f64>,
    /// Microseconds an operation.
    pub bridge_us: BTreeMap<String, f64>,
    /// What restoring an image takes, for the one that has one.
    pub restores: Option<Restores>,
}

#[derive(Deserialize)]
struct Cases {
    cpu_ms: BTreeMap<String, f64>,
    bridge_us: BTreeMap<String, f64>,
}

/// Runs the comparison, prints a table and, with `--json FILE`, writes JSON.
/// Returns the exit status.
#[must_use]
pub fn run(arguments: &[OsString], folders: &Folders) -> u8 {
    let (kind, json) = match parse(arguments) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}\n{USAGE}");
            return 2;
        }
    };
    match compare(kind, folders) {
        Ok(peers) => {
            print!("{}", table::render(kind, &peers));
            json.map_or(0, |file| write_json(&file, &peers))
        }
        Err(error) => {
            eprintln!("{error}");
            2
        }
    }
}

fn parse(arguments: &[OsString]) -> Result<(BrowserKind, Option<PathBuf>), String> {
    let mut kind = BrowserKind::Chromium;
    let mut json = None;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let value = || rest.clone().next().ok_or_else(|| format!("{argument:?} needs a value"));
        match argument.to_str() {
            Some("--browser") => {
                kind = match value()?.to_str() {
                    Some("chromium") => BrowserKind::Chromium,
                    Some("firefox") => BrowserKind::Firefox,
                    _ => return Err("--browser is chromium or firefox".to_owned()),
                };
            }
            Some("--json") => json = Some(PathBuf::from(value()?)),
            _ => return Err(format!("{argument:?} is not an option of ./x bench")),
        }
        rest.next();
    }
    Ok((kind, json))
}

fn compare(
    kind: BrowserKind,
    folders: &Folders,
) -> Result<BTreeMap<String, Measured>, BrowserError> {
    let site = Site::new()
        .folder("/bench/", &folders.cases)
        .folder("/pyodide/", &folders.pyodide)
        .folder("/morelia/", folders.extension.join(kind.name()));
    let server = Server::start(site)?;
    let browser = Browser::launch(&LaunchOptions::new(kind))?;
    browser.post("timeouts", &serde_json::json!({ "script": CASES_LIMIT_MS }))?;
    let mut peers = BTreeMap::new();
    for peer in ["morelia", "pyodide"] {
        peers.insert(peer.to_owned(), measure(&browser, &server, peer)?);
    }
    Ok(peers)
}

fn measure(browser: &Browser, server: &Server, peer: &str) -> Result<Measured, BrowserError> {
    let mut measured = Measured::default();
    for round in 0..STARTS {
        browser.goto(&server.url("/bench/bench.html"))?;
        let took = call(browser, "benchStart", &[peer.into()])?.as_f64().unwrap_or(f64::NAN);
        let name = if round == 0 { "cold" } else { "warm" };
        let best = measured.start_ms.entry(name.to_owned()).or_insert(took);
        *best = best.min(took);
    }
    let cases = call(browser, "benchMeasure", &[])?;
    let cases: Cases =
        serde_json::from_str(cases.as_str().unwrap_or_default()).map_err(|error| {
            BrowserError::Refused {
                status: "no measurements".to_owned(),
                message: format!("{peer}: {error}"),
            }
        })?;
    measured.cpu_ms = cases.cpu_ms;
    measured.bridge_us = cases.bridge_us;
    if peer == "morelia" {
        measured.restores = Some(restores::measure(browser)?);
    }
    Ok(measured)
}

/// Calls an async function of the page and waits for its value.
fn call(
    browser: &Browser,
    function: &str,
    arguments: &[serde_json::Value],
) -> Result<serde_json::Value, BrowserError> {
    browser.execute_async(&format!("return await globalThis.{function}(...arguments);"), arguments)
}

fn write_json(file: &Path, peers: &BTreeMap<String, Measured>) -> u8 {
    let text = serde_json::to_string_pretty(peers).unwrap_or_default();
    match std::fs::write(file, text + "\n") {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("{} could not be written: {error}", file.display());
            2
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_others_refused() {
        let options = ["--browser", "firefox", "--json", "a.json"].map(OsString::from);
        assert_eq!(parse(&options), Ok((BrowserKind::Firefox, Some("a.json".into()))));
        assert!(parse(&["--fast".into()]).is_err());
        assert!(parse(&["--browser".into(), "lynx".into()]).is_err());
    }
}
