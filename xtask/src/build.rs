//! Builds the unpacked extension for both browsers.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;

use anyhow::{Context, Result, anyhow, bail};

use crate::cargo::{self, Member};
use crate::editor;
use crate::files;
use crate::glue::{self, Kind};
use crate::image;
use crate::layout::{Browser, Layout, Profile};
use crate::manifest::{self, Use};
use crate::messages::{self, Message};
use crate::process::say;
use crate::shims;
use crate::stdlib;

/// Contexts whose glue is a classic script; every other one is an extension page or the background.
const CLASSIC: [&str; 2] = ["content-script", "runtime"];

/// The crate of the interpreter's module.
const RUNTIME: &str = "morelia-runtime";

/// The files of an extension, by path inside it.
pub(crate) type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// Builds what is not built; returns the folder with `chromium` and `firefox` inside.
pub(crate) fn extension(layout: &Layout, profile: Profile) -> Result<PathBuf> {
    let shared = shared_files(layout, profile)?;
    let manifest_file = layout.root.join("manifest.json");
    let manifest = fs::read_to_string(&manifest_file)
        .with_context(|| format!("cannot read {}", manifest_file.display()))?;
    let out = layout.extensions(profile);
    let _lock = files::lock(&out.join(".lock"))?;
    for browser in Browser::ALL {
        let mut tree = shared.clone();
        let text = manifest::for_browser(&manifest, browser, Use::Unpacked)?;
        tree.insert(PathBuf::from("manifest.json"), text.into_bytes());
        files::write_tree(&out.join(browser.name()), &tree)?;
    }
    Ok(out)
}

/// The runtime as the extension has it, and nothing else: what `training.rs` runs.
pub(crate) fn runtime(layout: &Layout, profile: Profile) -> Result<PathBuf> {
    let (_, tree) = glue_and_runtime(layout, profile)?;
    let out = layout.extensions(profile);
    files::write_tree(&out.join(Browser::Chromium.name()), &tree)?;
    Ok(out)
}

/// Everything but the manifest: glue, modules, editor, and what is copied as it is.
pub(crate) fn shared_files(layout: &Layout, profile: Profile) -> Result<Tree> {
    let (parts, mut tree) = glue_and_runtime(layout, profile)?;
    let _lock = files::lock(&parts.join(".lock"))?;
    editor::bundle(layout, &parts.join("editor"))?;
    add(&mut tree, &parts.join("editor"), Path::new(""))?;
    add(&mut tree, &layout.root.join("extension/static"), Path::new(""))?;
    for (path, bytes) in shims::read(&layout.root.join("extension/shims"))? {
        insert(&mut tree, path, bytes)?;
    }
    Ok(tree)
}

/// What is compiled; and the folder of this profile's parts.
fn glue_and_runtime(layout: &Layout, profile: Profile) -> Result<(PathBuf, Tree)> {
    let modules = compile(layout, profile)?;
    let parts = layout.target.join("parts").join(profile.name());
    let lock = files::lock(&parts.join(".lock"))?;
    thread::scope(|scope| {
        let jobs: Vec<_> = modules
            .iter()
            .map(|(context, wasm)| {
                let out = parts.join("glue").join(context);
                scope.spawn(move || glue::generate(wasm, context, kind_of(context), profile, &out))
            })
            .collect();
        jobs.into_iter()
            .try_for_each(|job| job.join().map_err(|_| anyhow!("wasm-bindgen panicked"))?)
    })?;
    let runtime = parts.join("glue/runtime/runtime_bg.wasm");
    let runtime = image::bake(&runtime, &stdlib::archive(layout)?, &parts.join("image"))?;

    let mut tree = Tree::new();
    for context in modules.keys() {
        add(&mut tree, &parts.join("glue").join(context), Path::new("glue"))?;
    }
    tree.insert(PathBuf::from("glue/runtime_bg.wasm"), runtime);
    drop(lock);
    Ok((parts, tree))
}

fn kind_of(context: &str) -> Kind {
    if CLASSIC.contains(&context) { Kind::Classic } else { Kind::EsModule }
}

/// Adds what is below `folder`, at `to`; two files of one name are a mistake.
fn add(tree: &mut Tree, folder: &Path, to: &Path) -> Result<()> {
    for (path, bytes) in files::read_tree(folder)? {
        let is_ours = |name: &str| name.starts_with('.') || name.contains(".test.");
        if path.file_name().is_some_and(|name| is_ours(&name.to_string_lossy())) {
            continue;
        }
        insert(tree, to.join(path), bytes)?;
    }
    Ok(())
}

fn insert(tree: &mut Tree, path: PathBuf, bytes: Vec<u8>) -> Result<()> {
    if tree.insert(path.clone(), bytes).is_some() {
        bail!("two files of the extension are called {}", path.display());
    }
    Ok(())
}

/// Compiles the workspace's modules; the wasm file of each context, by name.
fn compile(layout: &Layout, profile: Profile) -> Result<BTreeMap<String, PathBuf>> {
    let manifest = layout.root.join("Cargo.toml");
    let members = cargo::members(cargo::command(layout)?, &manifest)?;
    let (mut build, after) = cargo::compiler(layout, profile)?;
    build.args(["build", "--target", cargo::WASM, "--message-format=json"]);
    build.args(after);
    let crates: Vec<&Member> = members
        .values()
        .filter(|member| member.is_cdylib)
        .filter(|member| profile != Profile::Counting || member.name == RUNTIME)
        .collect();
    for member in &crates {
        build.args(["-p", &member.name]);
    }
    say(&format!("cargo build ({}): {} modules", profile.name(), crates.len()));
    let mut built = BTreeMap::new();
    let succeeded = crate::process::each_line(build.stderr(Stdio::inherit()), |line| {
        match messages::read(line, &layout.root) {
            Some(Message::Module { name, wasm }) => drop(built.insert(name, wasm)),
            Some(Message::Diagnostic(text)) => eprint!("{text}"),
            None => {}
        }
    })?;
    if !succeeded {
        bail!("the extension does not compile: see cargo's messages above");
    }
    crates
        .into_iter()
        .map(|member| {
            let wasm = built
                .remove(&member.name.replace('-', "_"))
                .with_context(|| format!("cargo named no module for {}", member.name))?;
            Ok((context_name(&member.name), wasm))
        })
        .collect()
}

/// What a crate is called in the extension.
fn context_name(package: &str) -> String {
    package.strip_prefix("morelia-").unwrap_or(package).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_is_its_crate_without_the_project() {
        assert_eq!(context_name("morelia-content-script"), "content-script");
    }
}
