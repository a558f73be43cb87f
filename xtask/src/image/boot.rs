//! Runs the boot, in Node, and fetches the memory that it leaves.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;

use super::module::Global;
use crate::process::{find_program, output};

/// What boots the module. It gives the booted module nothing but a clock that stands still.
const SCRIPT: &str = include_str!("boot.js");

/// What [`SCRIPT`] says at its end.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outcome {
    /// What failed.
    error: Option<String>,
    /// The variables, by the names of their exports.
    #[serde(default)]
    globals: std::collections::BTreeMap<String, i64>,
}

/// Linear memory after the boot of `wasm`, which [`super::module::for_boot`] made.
pub(super) fn memory(
    wasm: &[u8],
    globals: &[Global],
    index: &str,
    archive: &[u8],
) -> Result<Vec<u8>> {
    let scratch = Scratch::new()?;
    for (name, bytes) in [
        ("boot.js", SCRIPT.as_bytes()),
        ("module.wasm", wasm),
        ("index.json", index.as_bytes()),
        ("archive", archive),
    ] {
        fs::write(scratch.0.join(name), bytes)?;
    }
    let node = find_program(&["node", "nodejs"])
        .context("node is missing: `./x doctor` says how to get it")?;
    // The parser recurses deeper than Node's stack is by default.
    let mut command = Command::new(node);
    command.arg("--stack-size=3000").arg("boot.js").current_dir(&scratch.0);
    let outcome: Outcome =
        serde_json::from_str(&output(&mut command)?).context("boot.js is not understood")?;
    if let Some(error) = outcome.error {
        bail!("{error}");
    }
    for global in globals {
        let value = outcome.globals.get(&global.export_name());
        ensure!(
            value == Some(&global.value()),
            "the module's variable {} was {} and is {value:?}; an image cannot hold that",
            global.export_name(),
            global.value()
        );
    }
    fs::read(scratch.0.join("memory")).context("boot.js wrote no memory")
}

/// A folder that goes with the value.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("morelia-boot-{}", std::process::id()));
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Best effort: the system clears its temporary folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}
