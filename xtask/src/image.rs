//! Boots the interpreter and puts what is in memory then into the module.
//!
//! A session then begins with an interpreter that has started and imported what it needs, by
//! nothing but instantiating the module. Nothing in that memory may refer to JavaScript, so the boot
//! is run where a call into JavaScript is an error.

mod boot;
mod module;
mod order;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use morelia_archive::Packed;

pub(crate) use self::module::Sections;
use crate::files;
use crate::process::say;

/// What a change of this program does to its output; part of the stamp.
const REVISION: u32 = 3;

/// The section with the archive; the runtime knows it by this name.
const ARCHIVE_SECTION: &str = "morelia.archive";

/// Writes to `out` the module of the file `wasm` with an image and the archive in it, unless it was
/// made of these very two. Returns its bytes.
pub(crate) fn bake(wasm: &Path, archive: &Packed, out: &Path) -> Result<Vec<u8>> {
    let bytes = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let index = serde_json::to_string(&archive.index)?;
    let parts = [&bytes, index.as_bytes(), &archive.bytes].map(files::sha256);
    let stamp = format!("{REVISION} {}", parts.join(" "));
    let (file, stamp_file) = (out.join("runtime_bg.wasm"), out.join(".stamp"));
    if fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
        return fs::read(&file).with_context(|| format!("cannot read {}", file.display()));
    }
    say("booting the interpreter for its image");
    // A run that is cut short must not leave the stamp of a whole one.
    let _ = fs::remove_file(&stamp_file);
    let globals = module::globals(&bytes)?;
    let mut memory = boot::memory(&module::for_boot(&bytes)?, &globals, &index, &archive.bytes)
        .context("the interpreter does not boot")?;
    module::clear_stack(&bytes, &mut memory)?;
    let mut baked = module::bake(&bytes, &memory)?;
    // With names it is for us, and not for a package.
    if !module::has_names(&baked)? {
        baked = order::by_likeness(&baked)?;
    }
    let baked = module::with_section(baked, ARCHIVE_SECTION, &archive.bytes);
    say(&format!(
        "the image has {:.1} MB of memory, {:.1} MB of them in use",
        memory.len() as f64 / 1e6,
        module::used(&memory) as f64 / 1e6
    ));
    files::write_if_changed(&file, &baked)?;
    files::write_if_changed(&stamp_file, stamp.as_bytes())?;
    Ok(baked)
}

/// What a module that [`bake`] made consists of.
///
/// # Errors
/// The module is not understood.
pub(crate) fn sections(wasm: &[u8]) -> Result<Sections> {
    module::sections(wasm, ARCHIVE_SECTION)
}
