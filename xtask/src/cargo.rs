//! Cargo, called with the patched crate, and what it knows about the workspaces.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::layout::{Layout, Profile};
use crate::patched_crate;
use crate::process::output;
use crate::rustc_wrapper;
use crate::training;

/// The target of everything that runs in a browser.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// `cargo` for the main workspace: in the clone, with the patch and the target folder.
pub(crate) fn command(layout: &Layout) -> Result<Command> {
    let config = patched_crate::prepare(layout)?;
    let mut cargo = plain(layout, &layout.target);
    cargo.args(["--config", &config]);
    Ok(cargo)
}

/// `cargo` for compiling modules in `profile`: [`command`] with the flags, and the arguments that
/// go after the name of what it shall do. Cargo forgets each `--config` from before the name when
/// there is one after it.
pub(crate) fn compiler(layout: &Layout, profile: Profile) -> Result<(Command, Vec<String>)> {
    let mut cargo = command(layout)?;
    let told = match profile {
        Profile::Dev => return Ok((cargo, Vec::new())),
        Profile::Release => rustc_wrapper::trained_by(&training::unpack(layout)?),
        Profile::Counting => rustc_wrapper::COUNTING.to_owned(),
    };
    rustc_wrapper::wrap(&mut cargo, &training::folder(layout))?;
    let flags = serde_json::to_string(&["--cfg", &told])?;
    cargo.args(["--config", &format!("target.{WASM}.rustflags={flags}")]);
    let mut after = vec!["--release".to_owned()];
    if profile == Profile::Counting {
        after.push("--features=morelia-runtime/counting".to_owned());
    }
    Ok((cargo, after))
}

/// `cargo` for a workspace that does without the patched crate, built in its own `target`.
pub(crate) fn plain(layout: &Layout, target: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&layout.root).env("CARGO_TARGET_DIR", target);
    // Set by the `cargo run` that may have started us, for itself only.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME"] {
        cargo.env_remove(name);
    }
    cargo
}

/// One crate of a workspace and what it is built on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Member {
    /// Package name.
    pub(crate) name: String,
    /// Compiled to a module of its own.
    pub(crate) is_cdylib: bool,
    /// Names of the packages that it names as normal dependencies.
    pub(crate) uses: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    targets: Vec<Target>,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Target {
    crate_types: Vec<String>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

/// The members of a workspace, by name. `cargo` is [`command`] or [`plain`].
pub(crate) fn members(mut cargo: Command, manifest: &Path) -> Result<BTreeMap<String, Member>> {
    cargo.args(["metadata", "--format-version=1", "--no-deps", "--manifest-path"]).arg(manifest);
    let metadata: Metadata =
        serde_json::from_str(&output(&mut cargo)?).context("cargo metadata is not understood")?;
    let members = metadata
        .packages
        .into_iter()
        .filter(|package| metadata.workspace_members.contains(&package.id))
        .map(|package| (package.name.clone(), member(package)));
    Ok(members.collect())
}

fn member(package: Package) -> Member {
    Member {
        is_cdylib: package
            .targets
            .iter()
            .any(|target| target.crate_types.iter().any(|kind| kind == "cdylib")),
        uses: package
            .dependencies
            .into_iter()
            .filter(|dependency| dependency.kind.is_none())
            .map(|dependency| dependency.name)
            .collect(),
        name: package.name,
    }
}

/// Whether `name` or a member that it is built on speaks to JavaScript or to the interpreter.
pub(crate) fn needs_browser(members: &BTreeMap<String, Member>, name: &str) -> bool {
    let Some(member) = members.get(name) else {
        return matches!(name, "js-sys" | "wasm-bindgen" | "web-sys" | "web-extensions-sys")
            || name.starts_with("rustpython-");
    };
    member.uses.iter().any(|used| needs_browser(members, used))
}

/// Whether `name` or a member that it is built on needs the interpreter, which is not built natively.
pub(crate) fn needs_interpreter(members: &BTreeMap<String, Member>, name: &str) -> bool {
    match members.get(name) {
        Some(member) => member.uses.iter().any(|used| needs_interpreter(members, used)),
        None => name.starts_with("rustpython-"),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A workspace from lines like `name: dependency dependency`.
    pub(crate) fn workspace(lines: &str) -> BTreeMap<String, Member> {
        lines
            .lines()
            .map(|line| {
                let (name, uses) = line.trim().split_once(':').unwrap();
                let member = Member {
                    name: name.to_owned(),
                    uses: uses.split_whitespace().map(str::to_owned).collect(),
                    ..Member::default()
                };
                (name.to_owned(), member)
            })
            .collect()
    }

    #[test]
    fn a_crate_needs_a_browser_when_one_below_it_does() {
        let members = workspace("pure: serde\nbinding: js-sys\nabove: binding pure");
        assert!(needs_browser(&members, "above"));
        assert!(needs_browser(&members, "binding"));
        assert!(!needs_browser(&members, "pure"));
    }

    #[test]
    fn a_crate_needs_the_interpreter_when_one_below_it_does() {
        let members = workspace("panel: js-sys\nposix: rustpython-vm\nabove: posix");
        assert!(needs_interpreter(&members, "above"));
        assert!(!needs_interpreter(&members, "panel"));
    }
}
