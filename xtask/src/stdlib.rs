//! The archive of Python sources: the standard library without what cannot work in a page.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use morelia_archive::{Module, Packed, pack};
use serde::Deserialize;

use crate::cargo;
use crate::files;
use crate::layout::Layout;
use crate::process::{output, say};

/// The crate whose folder `Lib` is the library of the interpreter's version.
const CRATE: &str = "rustpython-pylib";

/// The folders of our own modules.
const OURS: [&str; 2] = ["runtime/python", "runtime/stand_ins"];

/// What changes the archive but is not in its sources.
const REVISION: u32 = 1;

/// Modules that cannot do anything in a page, or that we have our own of, by their first names.
const LEFT_OUT: [&str; 17] = [
    // Examples of CPython's own tests.
    "__hello__",
    "__phello__",
    // Other systems.
    "_aix_support",
    "_android_support",
    "_apple_support",
    "_ios_support",
    "_osx_support",
    // No native libraries.
    "ctypes",
    // Opens a page of another site; ours flies a picture over this one.
    "antigravity",
    // Replaced by `os` and `threading`.
    "_dummy_os",
    "dummy_threading",
    // No processes that pip could be started in, and no folders for them.
    "ensurepip",
    "venv",
    // No Tk.
    "idlelib",
    "tkinter",
    "turtle",
    "turtledemo",
];

/// Makes the archive, unless its sources are those that it was made of.
pub(crate) fn archive(layout: &Layout) -> Result<Packed> {
    let mut modules = collect(&library(layout)?)?;
    modules.retain(|name, _| !is_left_out(name));
    for folder in OURS {
        for (name, module) in collect(&layout.root.join(folder))? {
            if modules.insert(name.clone(), module).is_some() {
                bail!("{folder} has a {name}, and so has the standard library");
            }
        }
    }
    let stamp = stamp(&modules);
    let folder = layout.target.join("parts/stdlib");
    let (index_file, bytes_file) = (folder.join("index.json"), folder.join("archive"));
    let stamp_file = folder.join(".stamp");
    if fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
        let index = serde_json::from_slice(&fs::read(&index_file)?)
            .with_context(|| format!("{} is damaged; delete it", index_file.display()))?;
        return Ok(Packed { index, bytes: fs::read(&bytes_file)? });
    }
    say(&format!("compressing the standard library: {} modules", modules.len()));
    let packed = pack(&modules)?;
    // A run that is cut short must not leave the stamp of a whole one.
    let _ = fs::remove_file(&stamp_file);
    files::write_if_changed(&bytes_file, &packed.bytes)?;
    files::write_if_changed(&index_file, &serde_json::to_vec(&packed.index)?)?;
    files::write_if_changed(&stamp_file, stamp.as_bytes())?;
    Ok(packed)
}

fn is_left_out(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or(name);
    LEFT_OUT.contains(&first)
}

/// The modules below a folder, by dotted name.
fn collect(folder: &Path) -> Result<BTreeMap<String, Module>> {
    let mut modules = BTreeMap::new();
    for (path, source) in files::read_tree(folder)? {
        if path.extension().is_none_or(|end| end != "py") {
            continue;
        }
        let (name, is_package) = module_name(&path)
            .with_context(|| format!("{} is no module", folder.join(&path).display()))?;
        if std::str::from_utf8(&source).is_err() {
            bail!("{} is not UTF-8", folder.join(&path).display());
        }
        modules.insert(name, Module { source, is_package });
    }
    if modules.is_empty() {
        bail!("{} has no Python in it", folder.display());
    }
    Ok(modules)
}

/// `a/b.py` is `a.b`, and `a/__init__.py` the package `a`.
fn module_name(path: &Path) -> Option<(String, bool)> {
    let path = path.with_extension("");
    let mut names = path.iter().map(|part| part.to_str()).collect::<Option<Vec<_>>>()?;
    let is_package = names.last() == Some(&"__init__");
    if is_package {
        names.pop();
    }
    (!names.is_empty()).then(|| (names.join("."), is_package))
}

fn stamp(modules: &BTreeMap<String, Module>) -> String {
    let mut text = format!("{REVISION}\n");
    for (name, module) in modules {
        let hash = files::sha256(&module.source);
        text.push_str(&format!("{name} {} {hash}\n", module.is_package));
    }
    files::sha256(text.as_bytes())
}

/// The library's folder, as cargo has unpacked it.
fn library(layout: &Layout) -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        manifest_path: PathBuf,
    }
    let mut metadata = cargo::command(layout)?;
    metadata.args(["metadata", "--format-version=1", "--filter-platform", cargo::WASM]);
    let metadata: Metadata = serde_json::from_str(&output(&mut metadata)?)
        .context("cargo metadata is not understood")?;
    let package = metadata
        .packages
        .into_iter()
        .find(|package| package.name == CRATE)
        .with_context(|| format!("the workspace does not use {CRATE}"))?;
    Ok(package.manifest_path.with_file_name("Lib"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_modules() {
        let name = |path| module_name(Path::new(path));
        assert_eq!(name("os.py"), Some(("os".to_owned(), false)));
        assert_eq!(name("json/__init__.py"), Some(("json".to_owned(), true)));
        assert_eq!(name("xml/sax/handler.py"), Some(("xml.sax.handler".to_owned(), false)));
        assert_eq!(name("__init__.py"), None);
    }

    #[test]
    fn a_module_is_left_out_with_all_that_is_in_it() {
        assert!(is_left_out("tkinter") && is_left_out("tkinter.ttk"));
        assert!(!is_left_out("tkinterish") && !is_left_out("xml.tkinter"));
    }

    #[test]
    fn another_source_is_another_stamp() {
        let modules = |source: &str| {
            let module = Module { source: source.into(), is_package: false };
            BTreeMap::from([("a".to_owned(), module)])
        };
        assert_eq!(stamp(&modules("1")), stamp(&modules("1")));
        assert_ne!(stamp(&modules("1")), stamp(&modules("2")));
    }
}
