//! Checks the rules of the house that the compiler does not.

mod edges;
mod javascript;
mod sources;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::cargo;
use crate::layout::Layout;
use crate::process::{output, say};

/// One file of the clone.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Relative to the clone, with `/`.
    pub(crate) path: String,
    /// Its text; files that are not UTF-8 are left out.
    pub(crate) text: String,
}

impl Source {
    fn has_extension(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| found == extension)
    }
}

/// A rule and what it found.
#[derive(Debug)]
pub(crate) struct Verdict {
    /// What the rule asks for.
    pub(crate) rule: &'static str,
    /// One line for each place that breaks it.
    pub(crate) complaints: Vec<String>,
}

/// Checks everything; prints complaints on stderr.
pub(crate) fn check(layout: &Layout) -> Result<Vec<Verdict>> {
    let sources = read_sources(&layout.root)?;
    for warning in sources::long_files(&sources) {
        say(&format!("warning: {warning}"));
    }
    let members = cargo::members(cargo::command(layout)?, &layout.root.join("Cargo.toml"))?;
    let mut verdicts = edges::check(&members);
    verdicts.extend(sources::check(&sources));
    verdicts.extend(javascript::check(&sources));
    verdicts.push(formatting(layout)?);
    verdicts.push(clippy(layout)?);
    for verdict in &verdicts {
        for complaint in &verdict.complaints {
            say(&format!("tidy: {complaint} (rule: {})", verdict.rule));
        }
    }
    Ok(verdicts)
}

/// What git knows or would add, that is text.
fn read_sources(root: &Path) -> Result<Vec<Source>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root);
    let sources = output(&mut git)?
        .split('\0')
        .filter(|path| !path.is_empty())
        .filter_map(|path| {
            let text = fs::read_to_string(root.join(path)).ok()?;
            Some(Source { path: path.to_owned(), text })
        })
        .collect();
    Ok(sources)
}

/// The workspaces, each with its own `Cargo.toml`.
const WORKSPACES: [&str; 3] = ["Cargo.toml", "tests/Cargo.toml", "xtask/Cargo.toml"];

fn formatting(layout: &Layout) -> Result<Verdict> {
    let mut complaints = BTreeSet::new();
    for manifest in WORKSPACES.iter().filter(|manifest| layout.root.join(manifest).exists()) {
        let mut fmt = cargo::plain(layout, &layout.target);
        fmt.args(["fmt", "--all", "--check", "--manifest-path", manifest, "--", "-l"]);
        let result = fmt.output()?;
        for file in String::from_utf8_lossy(&result.stdout).lines() {
            let file = Path::new(file).strip_prefix(&layout.root).unwrap_or(Path::new(file));
            complaints.insert(format!("{}: run cargo fmt", file.display()));
        }
        if !result.status.success() && result.stdout.is_empty() {
            complaints
                .insert(format!("{manifest}: {}", String::from_utf8_lossy(&result.stderr).trim()));
        }
    }
    Ok(Verdict {
        rule: "code is formatted by rustfmt",
        complaints: complaints.into_iter().collect(),
    })
}

/// Clippy without warnings, for the crates that build without the interpreter.
fn clippy(layout: &Layout) -> Result<Verdict> {
    let members = cargo::members(cargo::command(layout)?, &layout.root.join("Cargo.toml"))?;
    let mut complaints = Vec::new();
    let mut pure = cargo::command(layout)?;
    pure.args(["clippy", "--quiet"]);
    for name in members.keys().filter(|name| !cargo::needs_browser(&members, name)) {
        pure.args(["-p", name]);
    }
    let mut runs = vec![("Cargo.toml", pure)];
    for (manifest, target) in [("tests/Cargo.toml", "tests"), ("xtask/Cargo.toml", "xtask")] {
        let mut other = cargo::plain(layout, &layout.target.join(target));
        other.args(["clippy", "--quiet", "--workspace", "--manifest-path", manifest]);
        runs.push((manifest, other));
    }
    for (manifest, mut clippy) in runs {
        if layout.root.join(manifest).exists()
            && !clippy.args(["--", "-D", "warnings"]).status()?.success()
        {
            complaints.push(format!("{manifest}: clippy complains, see above"));
        }
    }
    Ok(Verdict { rule: "clippy has nothing to say", complaints })
}
