//! Makes the patched rustpython-vm: the released crate with `patches/` applied.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow, bail};
use diffy::Patch;
use diffy::patch_set::{FileOperation, ParseOptions, PatchSet};

use crate::files;
use crate::layout::Layout;
use crate::process::{run, say};

const CRATE: &str = "rustpython-vm";
const VERSION: &str = "0.6.0";

/// Makes sure that the patched crate is in the target folder; returns the `--config` for cargo.
///
/// Files that are right already are not touched, so nothing is compiled again.
pub(crate) fn prepare(layout: &Layout) -> Result<String> {
    let name = format!("{CRATE}-{VERSION}");
    let patched = layout.target.join("patched");
    let folder = patched.join(&name);
    let config = format!("patch.crates-io.{CRATE}.path={}", toml_string(&folder));

    let patch_file = layout.root.join("patches").join(format!("{name}.patch"));
    let patch = fs::read_to_string(&patch_file)
        .with_context(|| format!("cannot read {}", patch_file.display()))?;
    let stamp = files::sha256(patch.as_bytes());
    // Not inside the crate: cargo would take it for a change of the crate.
    let stamp_file = patched.join(format!("{name}.patch-sha256"));
    if folder.is_dir() && fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
        return Ok(config);
    }

    let _lock = files::lock(&patched.join(".lock"))?;
    let mut source = files::read_tree(&released(&layout.target)?)?;
    // Cargo's note about where the archive came from.
    source.remove(Path::new(".cargo-ok"));
    apply(&patch, &mut source)
        .with_context(|| format!("{} does not fit {CRATE} {VERSION}", patch_file.display()))?;
    if let Ok(note) = fs::read(folder.join(".cargo-ok")) {
        source.insert(PathBuf::from(".cargo-ok"), note);
    }
    say(&format!("patched {CRATE} {VERSION} is in {}", folder.display()));
    files::write_tree(&folder, &source)?;
    calm_build_script(&folder)?;
    files::write_if_changed(&stamp_file, stamp.as_bytes())?;
    Ok(config)
}

/// Applies a multi-file patch with `a/` and `b/` prefixes to a tree in memory.
fn apply(patch: &str, tree: &mut BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    for part in PatchSet::parse(patch, ParseOptions::unidiff()) {
        let part = part.map_err(|error| anyhow!("not a unified diff: {error}"))?;
        let FileOperation::Modify { original, .. } = part.operation().strip_prefix(1) else {
            bail!("only changes of existing files are supported");
        };
        // `diff -u` puts the time after a tab.
        let path = PathBuf::from(original.split('\t').next().unwrap_or_default());
        let change = part.patch().as_text().context("a binary patch")?;
        let bytes = tree
            .get_mut(&path)
            .with_context(|| format!("{}: no such file in the crate", path.display()))?;
        let old = std::str::from_utf8(bytes)
            .with_context(|| format!("{} is not UTF-8", path.display()))?;
        let new = diffy::apply(old, change)
            .map_err(|error| anyhow!("{}: {error}{}", path.display(), first_lines(change)))?;
        *bytes = new.into_bytes();
    }
    Ok(())
}

/// Where each hunk of a patch is meant to go, for the message about one that does not.
fn first_lines(change: &Patch<'_, str>) -> String {
    let starts: Vec<String> = change
        .hunks()
        .iter()
        .enumerate()
        .map(|(index, hunk)| format!("#{} at line {}", index + 1, hunk.old_range().start()))
        .collect();
    format!(" (hunks: {})", starts.join(", "))
}

/// The unpacked released crate in cargo's home, downloaded if it is not there.
fn released(target: &Path) -> Result<PathBuf> {
    if let Some(found) = unpacked()? {
        return Ok(found);
    }
    say(&format!("fetching {CRATE} {VERSION}"));
    fs::create_dir_all(target)?;
    // `cargo info` unpacks one crate without resolving a workspace; run outside of ours, whose
    // lock file it would otherwise want to read with the patch that does not exist yet.
    let mut info = Command::new("cargo");
    info.args(["info", "--quiet", &format!("{CRATE}@{VERSION}")]).current_dir(target);
    run(&mut info)?;
    unpacked()?.with_context(|| format!("cargo did not unpack {CRATE} {VERSION} below its home"))
}

fn unpacked() -> Result<Option<PathBuf>> {
    let home = match env::var_os("CARGO_HOME") {
        Some(home) => PathBuf::from(home),
        None => PathBuf::from(env::var_os("HOME").context("HOME is not set")?).join(".cargo"),
    };
    let Ok(sources) = fs::read_dir(home.join("registry/src")) else {
        return Ok(None);
    };
    for source in sources {
        let folder = source?.path().join(format!("{CRATE}-{VERSION}"));
        if folder.join(".cargo-ok").is_file() {
            return Ok(Some(folder));
        }
    }
    Ok(None)
}

/// Keeps cargo from compiling the interpreter on every call.
///
/// The crate's build script asks to be run again when `../../Lib/importlib/_bootstrap.py` changes,
/// which exists only in the upstream repository; cargo takes a missing file for a changed one.
/// To be removed when the released crate no longer names it.
fn calm_build_script(folder: &Path) -> Result<()> {
    let watched = folder.join("../../Lib/importlib/_bootstrap.py");
    if let Some(parent) = watched.parent() {
        fs::create_dir_all(parent)?;
    }
    if !watched.exists() {
        let file = fs::File::create(&watched)?;
        // Older than any build.
        file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(86_400))?;
    }
    Ok(())
}

fn toml_string(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATCH: &str = "diff -ru a/src/x.rs b/src/x.rs\n--- a/src/x.rs\t2026-01-01 00:00:00\n\
        +++ b/src/x.rs\t2026-01-01 00:00:00\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n";

    fn tree(text: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        BTreeMap::from([(PathBuf::from("src/x.rs"), text.as_bytes().to_vec())])
    }

    #[test]
    fn a_fitting_patch_changes_the_file() {
        let mut files = tree("one\ntwo\n");
        apply(PATCH, &mut files).unwrap();
        assert_eq!(files[Path::new("src/x.rs")], b"one\n2\n");
    }

    #[test]
    fn a_failing_patch_names_file_and_hunk() {
        let message = format!("{:#}", apply(PATCH, &mut tree("one\nthree\n")).unwrap_err());
        assert!(message.contains("src/x.rs") && message.contains("hunk #1"), "{message}");
    }

    #[test]
    fn a_missing_file_is_named() {
        let message = format!("{:#}", apply(PATCH, &mut BTreeMap::new()).unwrap_err());
        assert!(message.contains("src/x.rs: no such file"), "{message}");
    }
}
