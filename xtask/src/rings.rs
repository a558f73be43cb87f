//! Runs the rings of tests, from cheap to dear, and adds up what they say.

use std::process::{Command, Stdio};

use anyhow::Result;
use clap::ValueEnum;

use crate::build;
use crate::cargo;
use crate::layout::{Layout, Profile};
use crate::needs::Need;
use crate::npm;
use crate::process::{each_line, say};
use crate::setup;
use crate::tidy;

/// A group of tests that need the same things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Ring {
    /// The rules of the house: edges, sources, formatting, clippy.
    Tidy,
    /// Native tests of crates, and of the editor.
    Unit,
    /// The runtime in a plain page.
    Page,
    /// CPython's own test modules inside the runtime.
    Conformance,
    /// The built extension in both browsers.
    E2e,
}

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
    /// Of those that passed, how many did so only when they were run a second time.
    again: u64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.again += other.again;
    }

    /// With what a second run of the failed tests gave.
    fn corrected_by(self, second: Self) -> Self {
        Self {
            passed: self.passed + second.passed,
            failed: second.failed,
            skipped: self.skipped,
            again: self.again + second.passed,
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        if self.again > 0 {
            write!(f, ", {} of them only when run again", self.again)?;
        }
        Ok(())
    }
}

/// Those that `./x test` runs without a name.
const BY_DEFAULT: [Ring; 5] = [Ring::Tidy, Ring::Unit, Ring::Page, Ring::Conformance, Ring::E2e];

/// Runs `ring`, or those by default; `rest` goes to the test programs. Returns the exit status.
pub(crate) fn run(layout: &Layout, ring: Option<Ring>, rest: &[String]) -> Result<u8> {
    let rings = match &ring {
        Some(ring) => std::slice::from_ref(ring),
        None => &BY_DEFAULT,
    };
    let mut total = Tally::default();
    let mut lines = Vec::new();
    for ring in rings {
        say(&format!("ring {}", name(*ring)));
        let tally = run_ring(layout, *ring, rest).unwrap_or_else(|error| {
            say(&format!("error: {error:#}"));
            Tally { failed: 1, ..Tally::default() }
        });
        lines.push(format!("{:11} {tally}", name(*ring)));
        total.add(tally);
    }
    println!("\n{}", lines.join("\n"));
    println!("{total}");
    if total == Tally::default() {
        say("error: no test ran; the words after -- are compared with the names of tests");
    }
    Ok(u8::from(total.failed > 0 || total.passed == 0))
}

fn name(ring: Ring) -> &'static str {
    match ring {
        Ring::Tidy => "tidy",
        Ring::Unit => "unit",
        Ring::Page => "page",
        Ring::Conformance => "conformance",
        Ring::E2e => "e2e",
    }
}

fn run_ring(layout: &Layout, ring: Ring, rest: &[String]) -> Result<Tally> {
    match ring {
        Ring::Tidy => tidy_ring(layout),
        Ring::Unit => unit_ring(layout, rest),
        Ring::Page => browser_ring(layout, &["-p", "morelia-e2e", "--test", "page"], rest),
        Ring::Conformance => {
            setup::ensure(layout, &[Need::PythonTests])?;
            browser_ring(layout, &["-p", "morelia-e2e", "--test", "conformance"], rest)
        }
        Ring::E2e => {
            setup::ensure(layout, &setup::FOR_THE_NETWORK)?;
            setup::ensure(layout, &setup::FOR_WEBGL)?;
            setup::ensure(layout, &setup::TO_BUILD)?;
            npm::install(&layout.root.join("tests/libraries"))?;
            let mut tally =
                browser_ring(layout, &["-p", "morelia-browser", "--test", "browsers"], rest)?;
            tally.add(browser_ring(layout, &["-p", "morelia-e2e", "--test", "e2e"], rest)?);
            Ok(tally)
        }
    }
}

fn tidy_ring(layout: &Layout) -> Result<Tally> {
    // clippy compiles the interpreter's C.
    setup::ensure(layout, &setup::TO_BUILD)?;
    let mut tally = Tally::default();
    for verdict in tidy::check(layout)? {
        let is_kept = verdict.complaints.is_empty();
        println!("{} {}", if is_kept { "ok    " } else { "FAILED" }, verdict.rule);
        tally.add(if is_kept {
            Tally { passed: 1, ..Tally::default() }
        } else {
            Tally { failed: 1, ..Tally::default() }
        });
    }
    Ok(tally)
}

fn unit_ring(layout: &Layout, rest: &[String]) -> Result<Tally> {
    let mut tally = Tally::default();
    let members = cargo::members(cargo::command(layout)?, &layout.root.join("Cargo.toml"))?;
    let mut native = cargo::command(layout)?;
    native.arg("test").arg("--no-fail-fast");
    for name in members.keys().filter(|name| !cargo::needs_interpreter(&members, name)) {
        native.args(["-p", name]);
    }
    tally.add(cargo_test(&mut native, rest)?);

    let mut support = cargo::plain(layout, &layout.target.join("tests"));
    support.args([
        "test",
        "--no-fail-fast",
        "--manifest-path",
        "tests/Cargo.toml",
        "-p",
        "morelia-browser",
        "-p",
        "morelia-e2e",
        "--lib",
    ]);
    tally.add(cargo_test(&mut support, rest)?);

    let mut own = cargo::plain(layout, &layout.target.join("xtask"));
    own.args(["test", "--manifest-path", "xtask/Cargo.toml"]);
    tally.add(cargo_test(&mut own, rest)?);

    setup::ensure(layout, &setup::TO_BUILD)?;
    let panel = layout.root.join("devtools-panel");
    npm::install(&panel)?;
    tally.add(node_test(Command::new("npm").args(["run", "--silent", "test"]).current_dir(panel))?);
    Ok(tally)
}

/// How many failed tests with browsers are run a second time. More are no accident.
const AGAIN_AT_MOST: usize = 3;

/// One test program of `tests/`, with the extension built and the browsers there.
///
/// A browser on a busy machine now and then does not start, loses a key or a window. What failed is
/// therefore run once more with the machine to itself, and the sum says so.
fn browser_ring(layout: &Layout, program: &[&str], rest: &[String]) -> Result<Tally> {
    setup::ensure(layout, &setup::TO_BUILD)?;
    setup::ensure(layout, &setup::FOR_CHROMIUM)?;
    setup::ensure(layout, &setup::FOR_FIREFOX)?;
    let extension = build::extension(layout, Profile::Dev)?;
    let command = || {
        let mut test = cargo::plain(layout, &layout.target.join("tests"));
        test.args(["test", "--manifest-path", "tests/Cargo.toml"])
            .args(program)
            .env("MORELIA_EXTENSION", &extension)
            .env("MORELIA_WHEELS", layout.wheels())
            .env("MORELIA_X", layout.root.join("x"));
        test
    };
    let mut failed = Vec::new();
    let first = cargo_test_noting(&mut command(), rest, &mut failed)?;
    if failed.is_empty() || failed.len() > AGAIN_AT_MOST || first.failed != failed.len() as u64 {
        return Ok(first);
    }
    say(&format!("running again, alone: {}", failed.join(", ")));
    let mut alone = failed.clone();
    alone.extend(["--exact", "--test-threads=1"].map(str::to_owned));
    let second = cargo_test(&mut command(), &alone)?;
    Ok(first.corrected_by(second))
}

/// Runs `cargo test`, passing its output on; counts what the test programs report.
fn cargo_test(command: &mut Command, rest: &[String]) -> Result<Tally> {
    cargo_test_noting(command, rest, &mut Vec::new())
}

/// The same, and puts the names of the tests that failed into `failed`.
fn cargo_test_noting(
    command: &mut Command,
    rest: &[String],
    failed: &mut Vec<String>,
) -> Result<Tally> {
    if !rest.is_empty() {
        command.arg("--").args(rest);
    }
    counted(command, |line| {
        failed.extend(failed_test(line));
        cargo_line(line)
    })
}

/// `test panel::stopping::control_c_ends_a_wait ... FAILED`
fn failed_test(line: &str) -> Option<String> {
    Some(line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?.to_owned())
}

fn node_test(command: &mut Command) -> Result<Tally> {
    counted(command, node_line)
}

fn counted(command: &mut Command, mut read: impl FnMut(&str) -> Tally) -> Result<Tally> {
    let mut tally = Tally::default();
    let succeeded = each_line(command.stderr(Stdio::inherit()), |line| {
        println!("{line}");
        tally.add(read(line));
    })?;
    if !succeeded && tally.failed == 0 {
        // It did not compile, or a test program died.
        tally.failed = 1;
    }
    Ok(tally)
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; …`
fn cargo_line(line: &str) -> Tally {
    let Some((_, counts)) =
        line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
    else {
        return Tally::default();
    };
    let mut tally = Tally::default();
    for count in counts.split("; ") {
        match count.split_once(' ') {
            Some((number, "passed")) => tally.passed = number.parse().unwrap_or(0),
            Some((number, "failed")) => tally.failed = number.parse().unwrap_or(0),
            Some((number, "ignored")) => tally.skipped = number.parse().unwrap_or(0),
            _ => {}
        }
    }
    tally
}

/// `# pass 3` or `ℹ pass 3`, by Node's version.
fn node_line(line: &str) -> Tally {
    let mut words = line.split_whitespace();
    let (Some("#" | "ℹ"), Some(word), Some(number), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Tally::default();
    };
    let number = number.parse().unwrap_or(0);
    match word {
        "pass" => Tally { passed: number, ..Tally::default() },
        "fail" | "cancelled" => Tally { failed: number, ..Tally::default() },
        "skipped" | "todo" => Tally { skipped: number, ..Tally::default() },
        _ => Tally::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_closing_line_is_counted() {
        let line = "test result: FAILED. 3 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s";
        assert_eq!(cargo_line(line), Tally { passed: 3, failed: 2, skipped: 1, again: 0 });
        assert_eq!(cargo_line("test a ... ok"), Tally::default());
    }

    #[test]
    fn a_failed_tests_name_is_found() {
        assert_eq!(failed_test("test panel::a ... FAILED"), Some("panel::a".to_owned()));
        assert_eq!(failed_test("test panel::a ... ok"), None);
        assert_eq!(failed_test("test result: FAILED. 3 passed"), None);
    }

    #[test]
    fn a_test_that_passes_when_run_again_is_told_of() {
        let first = Tally { passed: 9, failed: 2, ..Tally::default() };
        let second = Tally { passed: 1, failed: 1, ..Tally::default() };
        assert_eq!(
            first.corrected_by(second).to_string(),
            "10 passed, 1 failed, 1 of them only when run again"
        );
    }

    #[test]
    fn nodes_closing_lines_are_counted() {
        assert_eq!(node_line("# pass 4").passed, 4);
        assert_eq!(node_line("ℹ fail 2").failed, 2);
        assert_eq!(node_line("# tests 6"), Tally::default());
    }

    #[test]
    fn a_program_that_fails_without_a_count_is_one_failure() {
        let tally = counted(Command::new("sh").args(["-c", "exit 101"]), cargo_line).unwrap();
        assert_eq!(tally.to_string(), "0 passed, 1 failed");
    }
}
