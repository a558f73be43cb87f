//! What release builds are optimised by: a record of what the interpreter executes.
//!
//! `runtime/training.proftext.xz` is made by `./x train` and kept in the repository, so that a
//! release is reproducible. It names functions as `rustc_wrapper.rs` has the compiler name them. A
//! function that has changed since the record was made is compiled as if there were none for it.
//!
//! It is LLVM's text form, which compresses to half of what the binary one does.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use lzma_rust2::{XzOptions, XzReader, XzWriter};
use morelia_browser::bench::{self, Folders};

use crate::build;
use crate::files;
use crate::layout::{Layout, Profile};
use crate::npm;
use crate::process::{output, run, say};
use crate::pyperformance;

/// The record, in the clone.
const RECORD: &str = "runtime/training.proftext.xz";

/// Bits of a count that are kept: nobody decides by the others, and they do not compress.
const BITS: u32 = 3;

/// Where records are unpacked.
pub(crate) fn folder(layout: &Layout) -> PathBuf {
    layout.target.join("training")
}

/// The name in [`folder`] of the record that the clone has. Another record has another name.
pub(crate) fn unpack(layout: &Layout) -> Result<String> {
    let record = layout.root.join(RECORD);
    let packed = fs::read(&record)
        .with_context(|| format!("cannot read {}: `./x train` makes it", record.display()))?;
    let name = format!("{}.profdata", files::sha256(&packed));
    let unpacked = folder(layout).join(&name);
    if !unpacked.is_file() {
        let mut text = String::new();
        XzReader::new(packed.as_slice(), false)
            .read_to_string(&mut text)
            .with_context(|| format!("{} is damaged", record.display()))?;
        let source = unpacked.with_extension("proftext");
        files::write_if_changed(&source, text.as_bytes())?;
        let merged = files::beside(&unpacked, "new");
        merge(&["-o"], &merged, &source)?;
        fs::rename(&merged, &unpacked)?;
    }
    Ok(name)
}

/// Makes the record anew: builds a module that counts, runs programs in it, and fetches the counts.
pub(crate) fn record(layout: &Layout) -> Result<()> {
    let cases = layout.root.join("tests/bench");
    npm::install(&cases)?;
    let folders = Folders {
        pyperformance: pyperformance::install(layout)?,
        extension: build::runtime(layout, Profile::Counting)?,
        pyodide: cases.join("node_modules/pyodide"),
        cases,
    };
    say("running what the release is optimised for");
    let counts = bench::train(&folders)?;
    let scratch = folder(layout);
    let (raw, text) = (scratch.join("counts.profraw"), scratch.join("counts.proftext"));
    files::write_if_changed(&raw, &counts)?;
    merge(&["-text", "-o"], &text, &raw)?;
    let mut writer = XzWriter::new(Vec::new(), XzOptions::with_preset(9))?;
    writer.write_all(reduced(&fs::read_to_string(&text)?).as_bytes())?;
    let packed = writer.finish()?;
    let record = layout.root.join(RECORD);
    say(&format!("{} has {:.2} MB", record.display(), packed.len() as f64 / 1e6));
    files::write_if_changed(&record, &packed)?;
    Ok(())
}

/// A record in LLVM's text form without comments, and with counts of [`BITS`].
fn reduced(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    // A function is its name, a hash, how many counts there are, and these.
    let mut place = 0;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let is_of_function = !line.is_empty() && !line.starts_with(':');
        place = if is_of_function { place + 1 } else { 0 };
        match line.parse() {
            Ok(count) if place > 3 => made.push_str(&rounded(count).to_string()),
            _ => made.push_str(line),
        }
        made.push('\n');
    }
    made
}

fn rounded(count: u64) -> u64 {
    let dropped = (u64::BITS - count.leading_zeros()).saturating_sub(BITS);
    count >> dropped << dropped
}

fn merge(options: &[&str], to: &Path, from: &Path) -> Result<()> {
    run(Command::new(merging_program()?).arg("merge").args(options).arg(to).arg(from))
}

/// `llvm-profdata` of the compiler's own LLVM: another cannot always read the counts.
fn merging_program() -> Result<PathBuf> {
    let sysroot = output(Command::new("rustc").args(["--print", "target-libdir"]))?;
    let program = PathBuf::from(sysroot.trim()).with_file_name("bin").join("llvm-profdata");
    if !program.is_file() {
        say("installing LLVM's tools of the Rust toolchain");
        run(Command::new("rustup").args(["component", "add", "llvm-tools"]))
            .context("rustup could not install llvm-tools")?;
    }
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_keeps_names_hashes_and_the_size_of_counts() {
        let text = "# IR level Instrumentation Flag\n:ir\nname\n# Func Hash:\n1124680650144255556\n\
            # Num Counters:\n2\n# Counter Values:\n7\n1000000\n";
        assert_eq!(reduced(text), ":ir\nname\n1124680650144255556\n2\n7\n917504\n");
    }
}
