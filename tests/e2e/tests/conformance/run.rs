//! Runs modules in a page and hands on what each gave.

use morelia_browser::{Browser, BrowserKind, LaunchOptions, Server, Site};
use morelia_e2e::conformance::{Found, Listed, Suite};
use morelia_e2e::{extension, pages};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// Where the files are put in Python's file system.
const IN_PYTHON: &str = "/usr/lib/cpython-tests";

/// Seconds that one test may take.
const TEST_LIMIT: u32 = 60;

/// How a module ended.
#[derive(Clone, Debug, Deserialize)]
pub struct Report {
    /// The module's name.
    pub module: String,
    /// How long it took.
    pub seconds: f64,
    /// What is wrong apart from tests.
    #[serde(skip)]
    pub complaints: Vec<String>,
    /// Why the module could not be run to its end, if so.
    broken: String,
    /// Skips that name no test.
    unmatched: Vec<String>,
    outcomes: BTreeMap<String, Outcome>,
}

#[derive(Clone, Debug, Deserialize)]
struct Outcome {
    outcome: String,
    detail: String,
    seconds: f64,
}

impl Report {
    /// Each test's outcome.
    pub fn found(&self) -> Found {
        self.outcomes.iter().map(|(test, it)| (test.clone(), it.outcome.clone())).collect()
    }

    fn complain(&mut self) {
        if !self.broken.is_empty() {
            self.complaints.push(self.broken.clone());
        }
        for skip in &self.unmatched {
            self.complaints.push(format!("modules.toml skips {skip}, and no test is called so"));
        }
    }

    /// What the tests that do not pass say, and how long the slow ones took, in a file for people.
    fn write_details(&self) -> std::io::Result<()> {
        let mut text = String::new();
        for (test, it) in &self.outcomes {
            if it.seconds > 2.0 {
                text.push_str(&format!("SLOW {test}: {:.1} s\n", it.seconds));
            }
        }
        for (test, it) in self.outcomes.iter().filter(|(_, it)| it.outcome != "passed") {
            text.push_str(&format!("\n=== {} {test}\n{}\n", it.outcome.to_uppercase(), it.detail));
        }
        std::fs::create_dir_all(details())?;
        std::fs::write(details().join(format!("{}.txt", self.module)), text)
    }
}

/// Where the details of the last run are.
pub fn details() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("conformance")
}

/// Runs `modules`, with their slow tests or without, and calls `seen` with each report as it comes.
///
/// # Errors
/// What a browser, the server or the list of files says.
pub fn run(
    suite: &Suite,
    modules: &[Listed],
    with_slow: bool,
    mut seen: impl FnMut(Report),
) -> Result<(), String> {
    let plans = modules.iter().map(|module| plan(suite, module, with_slow));
    let plans = plans.collect::<Result<Vec<_>, _>>()?;
    let site = Site::new()
        .folder("/pages/", pages())
        .folder("/extension/", extension(BrowserKind::Chromium))
        .folder("/runner/", super::home())
        .folder("/suite/", suite.folder());
    let server = Server::start(site).map_err(|error| error.to_string())?;
    let browser = Browser::launch(&LaunchOptions::new(BrowserKind::Chromium)).map_err(words)?;
    browser.goto(&server.url("/pages/conformance.html")).map_err(words)?;
    let workers = std::thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 4));
    browser
        .execute_async("await startConformance(...arguments);", &[json!(plans), json!(workers)])
        .map_err(words)?;
    loop {
        let mut taken = browser.execute("return takeFinished();", &[]).map_err(words)?;
        let reports: Vec<Report> =
            serde_json::from_value(taken["finished"].take()).map_err(|error| error.to_string())?;
        for mut report in reports {
            report.complain();
            report.write_details().map_err(|error| error.to_string())?;
            seen(report);
        }
        if taken["isOver"] == json!(true) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(300));
    }
}

fn plan(suite: &Suite, module: &Listed, with_slow: bool) -> Result<Value, String> {
    let file = |path: &str, below: &str| json!({ "path": format!("{IN_PYTHON}/{path}"), "url": format!("/{below}/{path}") });
    let mut files: Vec<Value> =
        suite.files(module)?.iter().map(|path| file(path, "suite")).collect();
    files.extend(["run_module.py", "stand_ins.py"].map(|path| file(path, "runner")));
    let mut skip = module.skipped();
    if !with_slow {
        skip.extend(module.slow_tests());
    }
    Ok(json!({
        "module": module.name,
        "files": files,
        "folder": IN_PYTHON,
        "skip": skip,
        "limit": TEST_LIMIT,
    }))
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}
