//! The programs that `./x bench` gives to both interpreters, as pip has them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::files;
use crate::layout::Layout;
use crate::process::{find_program, run, say};

/// What is installed. Another version may have other programs, so it is pinned.
const PACKAGE: &str = "pyperformance==1.14.0";

/// Makes sure that the programs are in the tools folder; gives the folder of the `bm_…` folders.
pub(crate) fn install(layout: &Layout) -> Result<PathBuf> {
    let folder = layout.tools.join("pyperformance");
    let programs = folder.join("pyperformance/data-files/benchmarks");
    let stamp = folder.join(".morelia-package");
    let is_there = || fs::read_to_string(&stamp).is_ok_and(|text| text == PACKAGE);
    if is_there() {
        return Ok(programs);
    }
    let _lock = files::lock(&layout.tools.join(".lock"))?;
    if is_there() {
        return Ok(programs);
    }
    say(&format!("installing {PACKAGE} to {}", folder.display()));
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let pip = find_program(&["pip3", "pip"]).context("no pip")?;
    let mut install = Command::new(pip);
    // Not compiled: the programs run in browsers only.
    install
        .args(["install", "--quiet", "--no-deps", "--no-compile", "--only-binary", ":all:"])
        .arg("--target")
        .arg(&folder)
        .arg(PACKAGE);
    run(&mut install)
        .with_context(|| format!("pip could not install {PACKAGE}: is an index configured?"))?;
    fs::write(&stamp, PACKAGE)?;
    Ok(programs)
}
