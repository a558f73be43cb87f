//! Turns a compiled crate into what JavaScript loads: wasm-bindgen's glue and the module.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};
use walrus::{ExportItem, ImportKind, Module};
use wasm_bindgen_cli_support::Bindgen;

use crate::files;
use crate::layout::Profile;
use crate::process::say;

/// What a change of this program does to its output; part of the stamp.
const REVISION: u32 = 3;

/// How a context loads its glue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An ES module, for extension pages and the background.
    EsModule,
    /// A classic script that leaves a function of `WebAssembly`: the content script may have to
    /// take that object from a helper realm.
    Classic,
}

/// The name of the global that the classic glue of `context` leaves behind.
pub(crate) fn global_name(context: &str) -> String {
    format!("__moreliaGlue_{}", context.replace('-', "_"))
}

/// Writes `<context>.js` and `<context>_bg.wasm` to `out`, unless they come from this very `wasm`.
pub(crate) fn generate(
    wasm: &Path,
    context: &str,
    kind: Kind,
    profile: Profile,
    out: &Path,
) -> Result<()> {
    let scope = files::sha256(scope_of(context).as_bytes());
    let seen = format!("{} {scope}", quick_stamp(wasm, kind)?);
    let seen_file = out.join(".seen");
    if fs::read_to_string(&seen_file).is_ok_and(|old| old == seen) {
        return Ok(());
    }
    let bytes = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let stamp = format!("{REVISION} {kind:?} {scope} {}", files::sha256(&bytes));
    let stamp_file = out.join(".stamp");
    if !fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
        say(&format!("wasm-bindgen: {context} ({:.1} MB)", bytes.len() as f64 / 1e6));
        // A run that is cut short must not leave the stamp of a whole one.
        let _ = fs::remove_file(&stamp_file);
        let files = bind(bytes, context, kind, profile)
            .with_context(|| format!("wasm-bindgen failed on {}", wasm.display()))?;
        files::write_tree(out, &files)?;
        fs::write(&stamp_file, &stamp)?;
    }
    Ok(fs::write(&seen_file, seen)?)
}

/// Size and time: enough to skip reading 30 MB when cargo compiled nothing.
fn quick_stamp(wasm: &Path, kind: Kind) -> Result<String> {
    let data = wasm.metadata().with_context(|| format!("{} was not built", wasm.display()))?;
    let changed = data.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
    Ok(format!("{REVISION} {kind:?} {} {} {changed}", wasm.display(), data.len()))
}

fn bind(
    bytes: Vec<u8>,
    context: &str,
    kind: Kind,
    profile: Profile,
) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes(context, bytes).typescript(false);
    // A sixth of the interpreter's module is names of functions, for nobody but us.
    bindgen.remove_name_section(profile != Profile::Dev);
    match kind {
        Kind::EsModule => bindgen.web(true)?,
        Kind::Classic => bindgen.no_modules(true)?.omit_default_module_path(true),
    };
    let mut output = bindgen.generate_output()?;
    let glue = output.js().to_owned();
    drop_unreachable_exports(output.wasm_mut(), &glue);
    if profile == Profile::Counting {
        trap_in_descriptions(output.wasm_mut())?;
    }

    let scratch =
        std::env::temp_dir().join(format!("morelia-glue-{}-{context}", std::process::id()));
    let written = output.emit(&scratch).and_then(|()| files::read_tree(&scratch));
    // Best effort: the system clears its temporary folder.
    let _ = fs::remove_dir_all(&scratch);
    let mut files = written?;
    if kind == Kind::Classic {
        let script = files
            .get_mut(Path::new(&format!("{context}.js")))
            .context("wasm-bindgen wrote no script")?;
        *script = wrap(&String::from_utf8(std::mem::take(script))?, context).into_bytes();
    }
    Ok(files)
}

/// What stands before the glue of `context`, in its scope: functions that it imports by name.
fn scope_of(context: &str) -> &'static str {
    if context == "runtime" { include_str!("../../runtime/ffi/bridge.js") } else { "" }
}

/// The classic glue as a function, so that each caller passes its own `WebAssembly`, and timers
/// that it can end.
///
/// Ends in `void 0`: Firefox refuses an injected script whose value is a function.
fn wrap(glue: &str, context: &str) -> String {
    let scope = scope_of(context);
    format!(
        "\"use strict\";\nglobalThis.{} = function (WebAssembly, {{ setTimeout, clearTimeout }} = globalThis) {{\n{scope}{glue}\nreturn wasm_bindgen;\n}};\nvoid 0;\n",
        global_name(context),
    )
}

/// C libraries in Rust (xz) export their whole API from wasm, and so keep it alive.
///
/// The glue is the module's only user: a function that it does not name cannot be called.
fn drop_unreachable_exports(module: &mut Module, glue: &str) {
    let dead: Vec<_> = module
        .exports
        .iter()
        .filter(|export| matches!(export.item, ExportItem::Function(_)))
        .filter(|export| !glue.contains(&export.name))
        .map(|export| export.id())
        .collect();
    if dead.is_empty() {
        return;
    }
    for export in dead {
        module.exports.delete(export);
    }
    walrus::passes::gc::run(module);
}

/// What describes types to wasm-bindgen is called by it alone, while it runs; counters keep some of
/// it alive, with an import that no page has.
fn trap_in_descriptions(module: &mut Module) -> Result<()> {
    let imported: Vec<_> = module
        .imports
        .iter()
        .filter(|import| import.module == "__wbindgen_placeholder__")
        .filter_map(|import| match import.kind {
            ImportKind::Function(function) => Some((import.name.clone(), function)),
            _ => None,
        })
        .collect();
    for (name, function) in imported {
        say(&format!("wasm-bindgen left {name}"));
        module.replace_imported_func(function, |(body, _)| {
            body.unreachable();
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::FunctionBuilder;

    #[test]
    fn an_export_that_the_glue_does_not_name_is_dropped() {
        let mut module = Module::default();
        for name in ["lzma_crc32", "kept"] {
            let function = FunctionBuilder::new(&mut module.types, &[], &[])
                .finish(Vec::new(), &mut module.funcs);
            module.exports.add(name, function);
        }
        drop_unreachable_exports(&mut module, "wasm.kept();");
        let names: Vec<&str> = module.exports.iter().map(|export| export.name.as_str()).collect();
        assert_eq!(names, ["kept"]);
        assert_eq!(module.funcs.iter().count(), 1);
    }

    #[test]
    fn classic_glue_takes_web_assembly_from_its_caller() {
        let script = wrap("let wasm_bindgen = WebAssembly;", "content-script");
        assert!(
            script.contains("globalThis.__moreliaGlue_content_script = function (WebAssembly, { setTimeout, clearTimeout } = globalThis) {")
        );
    }
}
