//! The conformance ring: CPython's own test modules inside the runtime, in Chromium.
//!
//! Words after `--` choose modules, which then run whole; without any, slow tests are left out,
//! unless `MORELIA_CONFORMANCE=all` is set. With `MORELIA_BLESS=1` what was found is recorded.

mod run;

use morelia_e2e::conformance::{
    Found, Known, List, Listed, Ratchet, Suite, differences, suite_folder,
};
use run::Report;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The folder with the list, the record and the runner.
fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance")
}

fn main() -> ExitCode {
    match conformance() {
        Ok(is_as_recorded) => ExitCode::from(u8::from(!is_as_recorded)),
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn conformance() -> Result<bool, String> {
    let words: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let list = List::parse(&read(&home().join("modules.toml"))?)?;
    let folder = suite_folder()
        .ok_or("CPython's test suite is missing: apt-get install libpython3.11-testsuite")?;
    let suite = Suite::new(folder);
    let record = home().join("ratchet.json");
    let mut ratchet: Ratchet = serde_json::from_str(&read(&record)?)
        .map_err(|error| format!("{}: {error}", record.display()))?;
    let mut modules = list.modules.clone();
    modules
        .retain(|module| words.is_empty() || words.iter().any(|word| module.name.contains(word)));
    println!("\nrunning {} tests", modules.len());

    let bless = std::env::var_os("MORELIA_BLESS").is_some();
    let is_all = std::env::var_os("MORELIA_CONFORMANCE").is_some_and(|wanted| wanted == "all");
    let with_slow = is_all || !words.is_empty();
    let (mut good, mut bad) = (0, 0);
    let (mut tests_passed, mut tests_failed) = (0, 0);
    run::run(&suite, &modules, with_slow, |report| {
        let Report { module, seconds, .. } = &report;
        let mut complaints = report.complaints.clone();
        let found = Known::from_found(&report.found()).unwrap_or_default();
        for (name, part) in parts(&modules, module, report.found(), with_slow) {
            complaints
                .extend(differences(ratchet.0.get(&name), &part).into_iter().filter(|_| !bless));
            if bless && report.complaints.is_empty() {
                ratchet.0.insert(name, Known::from_found(&part).unwrap_or_default());
            }
        }
        // After each, so that a run that is cut short is not lost.
        if bless && let Err(error) = write(&record, &ratchet) {
            complaints.push(error);
        }
        tests_passed += found.passed;
        tests_failed += found.bad();
        let word = if complaints.is_empty() { "ok" } else { "FAILED" };
        println!(
            "test {module} ... {word} ({} passed, {} known not to, {} skipped, {seconds:.1} s)",
            found.passed,
            found.bad(),
            found.skipped
        );
        for complaint in &complaints {
            println!("    {complaint}");
        }
        if complaints.is_empty() { good += 1 } else { bad += 1 }
    })?;
    if bless {
        ratchet.0.retain(|name, _| {
            let is_listed = |module: &Listed| {
                module.name == *name || !module.slow.is_empty() && module.slow_record() == *name
            };
            list.modules.iter().any(is_listed)
        });
        write(&record, &ratchet)?;
    }
    println!("{tests_passed} tests of CPython pass, {tests_failed} do not");
    println!("what the others say is in {}", run::details().display());
    if bad > 0 {
        println!("to record what was found: MORELIA_BLESS=1 ./x test conformance");
    }
    let word = if bad == 0 { "ok" } else { "FAILED" };
    println!("\ntest result: {word}. {good} passed; {bad} failed; 0 ignored\n");
    Ok(bad == 0)
}

/// What a module gave, by the names under which it is recorded: its slow tests have a record of
/// their own, so that a run without them is compared as strictly.
fn parts(modules: &[Listed], name: &str, found: Found, with_slow: bool) -> Vec<(String, Found)> {
    match modules.iter().find(|module| module.name == name && !module.slow.is_empty()) {
        Some(module) => {
            let (slow, quick) = found.into_iter().partition(|(test, _)| module.is_slow(test));
            let slow = with_slow.then(|| (module.slow_record(), slow));
            std::iter::once((module.name.clone(), quick)).chain(slow).collect()
        }
        None => vec![(name.to_owned(), found)],
    }
}

fn write(path: &Path, ratchet: &Ratchet) -> Result<(), String> {
    let text = serde_json::to_string_pretty(ratchet).map_err(|error| error.to_string())?;
    std::fs::write(path, text + "\n").map_err(|error| format!("{}: {error}", path.display()))
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
