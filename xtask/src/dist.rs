//! Makes the packages for the stores: reproducible, and within the size budget.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::account;
use crate::build::{self, Tree};
use crate::files;
use crate::layout::{Browser, Layout, Profile};
use crate::manifest::{self, Use};
use crate::npm;
use crate::process::{run, say};

/// The size budget, `extension/budget.json`: bytes at most.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    /// The zip of each browser.
    packages: BTreeMap<String, u64>,
    /// The parts of a package (see `account.rs`), compressed.
    parts: BTreeMap<String, u64>,
}

/// One line of the size report.
#[derive(Debug, PartialEq, Eq)]
struct Size {
    name: String,
    bytes: u64,
    most: Option<u64>,
}

/// Builds, packs and weighs; fails when something is over the budget.
pub(crate) fn packages(layout: &Layout, with_wasm_opt: bool) -> Result<()> {
    let mut tree = build::shared_files(layout, Profile::Release)?;
    if with_wasm_opt {
        optimise(layout, &mut tree)?;
    }
    let manifest = fs::read_to_string(layout.root.join("manifest.json"))
        .context("cannot read manifest.json")?;
    let budget_file = layout.root.join("extension/budget.json");
    let budget: Budget = serde_json::from_str(
        &fs::read_to_string(&budget_file)
            .with_context(|| format!("cannot read {}", budget_file.display()))?,
    )
    .with_context(|| format!("{} is not a budget", budget_file.display()))?;

    let mut sizes = Vec::new();
    let mut packed: Option<Vec<u8>> = None;
    for browser in Browser::ALL {
        let text = manifest::for_browser(&manifest, browser, Use::Store)?;
        let mut files = tree.clone();
        files.insert("manifest.json".into(), text.into_bytes());
        let package = zip(&files, packed.as_deref())?;
        let path = layout.packages().join(format!("morelia-{}.zip", browser.name()));
        files::write_if_changed(&path, &package)?;
        println!("{}  sha256 {}", path.display(), files::sha256(&package));
        sizes.push(Size {
            name: format!("{} package", browser.name()),
            bytes: package.len() as u64,
            most: budget.packages.get(browser.name()).copied(),
        });
        packed = Some(package);
    }
    sizes.extend(weigh_parts(&tree, &budget)?);
    report(&sizes)
}

/// The parts, each compressed on its own; one that the budget names and that is not there is a
/// mistake in the budget.
fn weigh_parts(tree: &Tree, budget: &Budget) -> Result<Vec<Size>> {
    let parts = account::parts(tree)?;
    if let Some(name) = budget.parts.keys().find(|name| !parts.contains_key(name.as_str())) {
        bail!("the budget names the part {name:?}, which is not in the extension");
    }
    parts
        .into_iter()
        .map(|(name, bytes)| {
            let packed = zip(&Tree::from([("part".into(), bytes)]), None)?;
            let most = budget.parts.get(name).copied();
            Ok(Size { name: name.to_owned(), bytes: packed.len() as u64, most })
        })
        .collect()
}

fn report(sizes: &[Size]) -> Result<()> {
    let mut over = Vec::new();
    for size in sizes {
        let most = size.most.map_or("no budget".to_owned(), |most| format!("of {most:>10}"));
        println!("{:44} {:>10} bytes {most}", size.name, size.bytes);
        if size.most.is_none_or(|most| size.bytes > most) {
            over.push(size.name.as_str());
        }
    }
    if !over.is_empty() {
        bail!("over the budget of extension/budget.json: {}", over.join(", "));
    }
    Ok(())
}

/// Runs wasm-opt (npm's binaryen) over each module: not by default, because it does not pay.
///
/// Measured with binaryen 132 `-O2` on the interpreter as the dev profile makes it: 205 s of
/// computing, code 15.4 to 14.4 MB, and the gzipped module grew from 12.51 to 12.60 MB.
fn optimise(layout: &Layout, tree: &mut Tree) -> Result<()> {
    let tools = layout.root.join("extension");
    npm::install(&tools)?;
    let wasm_opt = tools.join("node_modules/.bin/wasm-opt");
    let cache = layout.target.join("parts/wasm-opt");
    fs::create_dir_all(&cache)?;
    for (path, bytes) in tree.iter_mut() {
        if path.extension().is_none_or(|end| end != "wasm") {
            continue;
        }
        let output = cache.join(format!("{}.wasm", files::sha256(bytes)));
        if !output.exists() {
            say(&format!("wasm-opt: {} ({:.1} MB)", path.display(), bytes.len() as f64 / 1e6));
            let input = files::beside(&output, "in");
            let fresh = files::beside(&output, "out");
            fs::write(&input, &*bytes)?;
            let mut command = Command::new(&wasm_opt);
            command.args(WASM_OPT).arg(&input).arg("-o").arg(&fresh);
            let outcome = run(&mut command);
            let _ = fs::remove_file(&input);
            outcome?;
            fs::rename(&fresh, &output)?;
        }
        *bytes = fs::read(&output)?;
    }
    Ok(())
}

/// One pass for size; what rustc enables for this target must be allowed by name.
const WASM_OPT: [&str; 2] = ["--all-features", "-O2"];

/// How hard Zopfli tries: more finds next to nothing.
const ZOPFLI_LEVEL: i64 = 15;

/// A zip whose bytes depend on names and contents alone. Files that are in the zip `packed`, too,
/// are taken from there, because compressing them takes a minute.
fn zip(files: &Tree, packed: Option<&[u8]>) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(ZOPFLI_LEVEL))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut packed = packed.map(|bytes| ZipArchive::new(Cursor::new(bytes))).transpose()?;
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        let name = path.to_str().with_context(|| format!("{} is not UTF-8", path.display()))?;
        if let Some(packed) = &mut packed
            && has(packed, name, bytes)
        {
            archive.raw_copy_file(packed.by_name(name)?)?;
            continue;
        }
        archive.start_file(name, options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Whether a zip has a file of this name and content.
fn has(packed: &mut ZipArchive<Cursor<&[u8]>>, name: &str, bytes: &[u8]) -> bool {
    let mut content = Vec::new();
    packed.by_name(name).is_ok_and(|mut file| file.read_to_end(&mut content).is_ok())
        && content == bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Tree {
        Tree::from([("b.js".into(), b"two".to_vec()), ("a.js".into(), b"one".to_vec())])
    }

    #[test]
    fn packing_twice_gives_the_same_bytes() {
        let first = zip(&tree(), None).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(2100)); // zip times have 2 s
        assert_eq!(first, zip(&tree(), None).unwrap());
    }

    #[test]
    fn what_is_packed_already_is_taken_from_there() {
        let first = zip(&tree(), None).unwrap();
        assert_eq!(zip(&tree(), Some(&first)).unwrap(), first);
        let mut other = tree();
        other.insert("a.js".into(), b"uno".to_vec());
        assert_eq!(zip(&other, Some(&first)).unwrap(), zip(&other, None).unwrap());
    }

    #[test]
    fn a_part_over_its_budget_fails() {
        let weighed = |most| {
            let budget = Budget {
                parts: BTreeMap::from([("glue and shims".to_owned(), most)]),
                ..Budget::default()
            };
            weigh_parts(&tree(), &budget).unwrap()
        };
        let error = report(&weighed(20)).unwrap_err().to_string();
        assert!(error.contains("glue and shims"), "{error}");
        report(&weighed(2000)).unwrap();
    }

    #[test]
    fn a_budget_for_a_missing_part_fails() {
        let budget =
            Budget { parts: BTreeMap::from([("engine".to_owned(), 2)]), ..Budget::default() };
        assert!(weigh_parts(&tree(), &budget).is_err());
    }
}
