//! npm packages, as their lock files name them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::files;
use crate::process::{find_program, run, say};

/// `npm ci` in `folder`, when its lock file is not the one that was installed last.
pub(crate) fn install(folder: &Path) -> Result<()> {
    let lock_file = folder.join("package-lock.json");
    let lock =
        fs::read(&lock_file).with_context(|| format!("cannot read {}", lock_file.display()))?;
    let stamp = files::sha256(&lock);
    let modules = folder.join("node_modules");
    let stamp_file = modules.join(".morelia-lock-sha256");
    if fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
        return Ok(());
    }
    find_program(&["npm"]).context("npm is missing: `./x doctor` says how to get it")?;
    say(&format!("installing the npm packages of {}", folder.display()));
    let mut npm = Command::new("npm");
    // Scripts of packages are not needed, so they are not run.
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(folder);
    run(&mut npm)?;
    fs::create_dir_all(&modules)?;
    Ok(fs::write(&stamp_file, stamp)?)
}
