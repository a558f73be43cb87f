//! Bundles the panel's editor (CodeMirror) with the npm packages that its lock file names.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::files;
use crate::layout::Layout;
use crate::npm;
use crate::process::run;

/// Writes the bundle to `out`: `editor.js`, and below `editor` what it loads when it is asked for.
///
/// How it is bundled is said by the `build` script of `devtools-panel/package.json`.
pub(crate) fn bundle(layout: &Layout, out: &Path) -> Result<()> {
    let panel = layout.root.join("devtools-panel");
    npm::install(&panel)?;
    let fresh = files::beside(out, "new");
    let mut npm = Command::new("npm");
    npm.args(["run", "--silent", "build", "--"])
        .arg(format!("--outdir={}", fresh.display()))
        .current_dir(&panel);
    run(&mut npm)?;
    let bundle = files::read_tree(&fresh)?;
    ensure!(bundle.contains_key(Path::new("editor.js")), "the bundler wrote no editor.js");
    fs::remove_dir_all(&fresh)?;
    files::write_tree(out, &bundle)
}
