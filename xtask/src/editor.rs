//! Bundles the panel's editor (CodeMirror) with the npm packages that its lock file names.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::files;
use crate::layout::Layout;
use crate::process::{find_program, run, say};

/// Writes the bundle `editor.js` to `out`.
///
/// How it is bundled is said by the `build` script of `devtools-panel/package.json`.
pub(crate) fn bundle(layout: &Layout, out: &Path) -> Result<()> {
    let panel = layout.root.join("devtools-panel");
    install_packages(&panel)?;
    fs::create_dir_all(out)?;
    let fresh = files::beside(&out.join("editor.js"), "new");
    let mut npm = Command::new("npm");
    npm.args(["run", "--silent", "build", "--"])
        .arg(format!("--outfile={}", fresh.display()))
        .current_dir(&panel);
    run(&mut npm)?;
    let bytes = fs::read(&fresh).context("the bundler wrote nothing")?;
    fs::remove_file(&fresh)?;
    files::write_if_changed(&out.join("editor.js"), &bytes)
}

/// `npm ci` in `folder`, when its lock file is not the one that was installed last.
pub(crate) fn install_packages(folder: &Path) -> Result<()> {
    let lock_file = folder.join("package-lock.json");
    let lock = fs::read(&lock_file).with_context(|| format!("cannot read {}", lock_file.display()))?;
    let stamp = files::sha256(&lock);
    let modules = folder.join("node_modules");
    let stamp_file = modules.join(".morelia-lock-sha256");
    let is_current = || fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp);
    if is_current() {
        return Ok(());
    }
    find_program(&["npm"]).context("npm is missing: `./x doctor` says how to get it")?;
    say(&format!("installing the npm packages of {}", folder.display()));
    let mut npm = Command::new("npm");
    // Scripts of packages are not needed, so they are not run.
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder);
    run(&mut npm)?;
    fs::create_dir_all(&modules)?;
    Ok(fs::write(&stamp_file, stamp)?)
}
