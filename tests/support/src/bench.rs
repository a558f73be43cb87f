//! `./x bench`: Morelia, most of it beside Pyodide in the same run of the same browser.

mod cases;
mod extension;
mod options;
mod panel;
mod report;
mod responsive;
mod restores;
mod soak;
mod table;
mod training;

pub use cases::{Case, geometric_mean};
pub use extension::Extension;
pub use options::{BenchOptions, Part};
pub use panel::Panel;
pub use report::Report;
pub use responsive::{Gap, Hook, Interrupted};
pub use restores::Restores;
pub use soak::{Left, Proxies, SETTLED, Soak, soak};
pub use training::train;

use crate::{Browser, BrowserError, LaunchOptions, Server, Site};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How often a page is loaded afresh to time the start: the first is cold.
const STARTS: usize = 3;

/// Milliseconds that one call into the page may take.
const CALL_LIMIT_MS: u64 = 170_000;

/// Where the things to compare are.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The built, unpacked extension (its `wasm` folder is served).
    pub extension: PathBuf,
    /// The npm package `pyodide`.
    pub pyodide: PathBuf,
    /// The programs of pyperformance: folders that are called `bm_…`.
    pub pyperformance: PathBuf,
    /// `tests/bench`: the page and the cases.
    pub cases: PathBuf,
}

/// Measures what is asked for, prints a table and, if wanted, writes JSON.
/// Returns the exit status: 2 when something could not be measured.
#[must_use]
pub fn run(options: &BenchOptions, folders: &Folders) -> u8 {
    let mut report = Report::new(options);
    let mut status = 0;
    for part in &options.parts {
        eprintln!("measuring {part:?}");
        if let Err(error) = measure(*part, options, folders, &mut report) {
            eprintln!("{part:?} could not be measured: {error}");
            status = 2;
        }
    }
    print!("{report}");
    match &options.json {
        Some(file) => status.max(write_json(file, &report)),
        None => status,
    }
}

fn measure(
    part: Part,
    options: &BenchOptions,
    folders: &Folders,
    report: &mut Report,
) -> Result<(), BrowserError> {
    if part == Part::Extension {
        report.extension = Some(extension::measure(options.browser, folders)?);
        return Ok(());
    }
    if part == Part::Panel {
        report.panel = Some(panel::measure(options.browser, folders)?);
        return Ok(());
    }
    let page = Page::open(options, folders)?;
    match part {
        Part::Start => report.start_ms = starts(&page)?,
        Part::Cpu => {
            page.start(&cases::PEERS)?;
            report.cpu_ms = cases::cpu(&page.browser, &folders.cases)?;
        }
        Part::Bridge => {
            page.start(&cases::PEERS)?;
            report.bridge_us = cases::bridge(&page.browser);
        }
        Part::Hook => {
            page.start(&["morelia"])?;
            report.hook = Some(responsive::hook(&page.browser)?);
        }
        Part::Interrupt => {
            page.start(&["morelia"])?;
            report.interrupts = responsive::interrupts(&page.browser)?;
        }
        Part::Gap => {
            page.start(&["morelia"])?;
            report.gap = Some(responsive::gap(&page.browser)?);
        }
        Part::Image => {
            page.start(&["morelia"])?;
            report.image = Some(restores::measure(&page.browser)?);
        }
        Part::Soak => {
            page.start(&["morelia"])?;
            report.soak = Some(soak(&page.browser, options.executions)?);
        }
        Part::Extension | Part::Panel => {}
    }
    Ok(())
}

/// A browser, and a server of the page in which interpreters are started.
struct Page {
    browser: Browser,
    server: Server,
}

impl Page {
    fn open(options: &BenchOptions, folders: &Folders) -> Result<Self, BrowserError> {
        let server = Server::start(site(folders, options))?;
        let browser = Browser::launch(&LaunchOptions::new(options.browser))?;
        browser.post("timeouts", &serde_json::json!({ "script": CALL_LIMIT_MS }))?;
        Ok(Self { browser, server })
    }

    /// Loads the page afresh and starts interpreters in it; gives what the last one took.
    fn start(&self, peers: &[&str]) -> Result<f64, BrowserError> {
        self.browser.goto(&self.server.url("/bench/bench.html"))?;
        let mut took = f64::NAN;
        for peer in peers {
            let value = call(&self.browser, "benchStart", &[(*peer).into()])?;
            took = value.as_f64().unwrap_or(f64::NAN);
        }
        if peers.len() > 1 {
            cases::load(&self.browser, peers)?;
        }
        Ok(took)
    }
}

fn site(folders: &Folders, options: &BenchOptions) -> Site {
    Site::new()
        .folder("/bench/", &folders.cases)
        .folder("/pyodide/", &folders.pyodide)
        .folder("/pyperformance/", &folders.pyperformance)
        .folder("/morelia/", folders.extension.join(options.browser.name()))
}

fn starts(page: &Page) -> Result<BTreeMap<String, BTreeMap<String, f64>>, BrowserError> {
    let mut peers = BTreeMap::new();
    for peer in cases::PEERS {
        let mut found = BTreeMap::new();
        for round in 0..STARTS {
            let took = page.start(&[peer])?;
            let name = if round == 0 { "cold" } else { "warm" };
            let best: &mut f64 = found.entry(name.to_owned()).or_insert(took);
            *best = best.min(took);
        }
        peers.insert(peer.to_owned(), found);
    }
    Ok(peers)
}

/// Calls an async function of the page and waits for its value.
fn call(
    browser: &Browser,
    function: &str,
    arguments: &[serde_json::Value],
) -> Result<serde_json::Value, BrowserError> {
    browser.execute_async(&format!("return await globalThis.{function}(...arguments);"), arguments)
}

fn write_json(file: &Path, report: &Report) -> u8 {
    let text = serde_json::to_string_pretty(report).unwrap_or_default();
    match std::fs::write(file, text + "\n") {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("{} could not be written: {error}", file.display());
            2
        }
    }
}
