//! Bundles the panel's editor (CodeMirror) with the npm packages that its lock file names.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::files;
use crate::layout::Layout;
use crate::npm;
use crate::process::run;

/// Writes the bundle `editor.js` to `out`.
///
/// How it is bundled is said by the `build` script of `devtools-panel/package.json`.
pub(crate) fn bundle(layout: &Layout, out: &Path) -> Result<()> {
    let panel = layout.root.join("devtools-panel");
    npm::install(&panel)?;
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
