//! Makes the packages for the stores: reproducible, and within the size budget.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

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
    /// Single files inside, uncompressed.
    files: BTreeMap<String, u64>,
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
    for browser in Browser::ALL {
        let text = manifest::for_browser(&manifest, browser, Use::Store)?;
        let mut files = tree.clone();
        files.insert("manifest.json".into(), text.into_bytes());
        let package = zip(&files)?;
        let path = layout.packages().join(format!("morelia-{}.zip", browser.name()));
        files::write_if_changed(&path, &package)?;
        println!("{}  sha256 {}", path.display(), files::sha256(&package));
        sizes.push(Size {
            name: format!("{} package", browser.name()),
            bytes: package.len() as u64,
            most: budget.packages.get(browser.name()).copied(),
        });
    }
    sizes.extend(weigh_files(&tree, &budget)?);
    report(&sizes)
}

/// The files that the budget names; one that is not there is a mistake in the budget.
fn weigh_files(tree: &Tree, budget: &Budget) -> Result<Vec<Size>> {
    budget
        .files
        .iter()
        .map(|(name, most)| {
            let bytes = tree.get(Path::new(name)).with_context(|| {
                format!("the budget names {name}, which is not in the extension")
            })?;
            Ok(Size { name: name.clone(), bytes: bytes.len() as u64, most: Some(*most) })
        })
        .collect()
}

fn report(sizes: &[Size]) -> Result<()> {
    let mut over = Vec::new();
    for size in sizes {
        let most = size.most.map_or("no budget".to_owned(), |most| format!("of {most:>10}"));
        println!("{:36} {:>10} bytes {most}", size.name, size.bytes);
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

/// A zip whose bytes depend on names and contents alone.
fn zip(files: &Tree) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        let name = path.to_str().with_context(|| format!("{} is not UTF-8", path.display()))?;
        archive.start_file(name, options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Tree {
        Tree::from([("b.js".into(), b"two".to_vec()), ("a.js".into(), b"one".to_vec())])
    }

    #[test]
    fn packing_twice_gives_the_same_bytes() {
        let first = zip(&tree()).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(2100)); // zip times have 2 s
        assert_eq!(first, zip(&tree()).unwrap());
    }

    #[test]
    fn a_file_over_its_budget_fails() {
        let budget =
            Budget { files: BTreeMap::from([("a.js".to_owned(), 2)]), ..Budget::default() };
        let error = report(&weigh_files(&tree(), &budget).unwrap()).unwrap_err().to_string();
        assert!(error.contains("a.js"), "{error}");
        let budget =
            Budget { files: BTreeMap::from([("a.js".to_owned(), 3)]), ..Budget::default() };
        report(&weigh_files(&tree(), &budget).unwrap()).unwrap();
    }

    #[test]
    fn a_budget_for_a_missing_file_fails() {
        let budget =
            Budget { files: BTreeMap::from([("c.js".to_owned(), 2)]), ..Budget::default() };
        assert!(weigh_files(&tree(), &budget).is_err());
    }
}
