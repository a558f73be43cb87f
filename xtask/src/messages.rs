//! What cargo says of a build, one JSON object a line.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// A line that matters here.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// A crate's module was built, or is fresh.
    Module {
        /// The crate's name, with underscores.
        name: String,
        /// The file.
        wasm: PathBuf,
    },
    /// A diagnostic for the person, as the compiler would print it.
    Diagnostic(String),
}

#[derive(Deserialize)]
struct Line {
    manifest_path: Option<PathBuf>,
    target: Option<Target>,
    #[serde(default)]
    filenames: Vec<PathBuf>,
    message: Option<Diagnostic>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    rendered: Option<String>,
}

/// Reads a line. Warnings of crates that are not below `root` (the patched interpreter) are not
/// the person's to mend, so they are left out.
pub(crate) fn read(line: &str, root: &Path) -> Option<Message> {
    let line: Line = serde_json::from_str(line).ok()?;
    if let Some(diagnostic) = line.message {
        let is_ours = line.manifest_path.is_some_and(|path| path.starts_with(root));
        let matters = is_ours || diagnostic.level.starts_with("error");
        return diagnostic.rendered.filter(|_| matters).map(Message::Diagnostic);
    }
    let name = line.target?.name.replace('-', "_");
    let wasm = line
        .filenames
        .into_iter()
        .find(|file| file.extension().is_some_and(|end| end == "wasm"))?;
    Some(Message::Module { name, wasm })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_found() {
        let line = r#"{"reason":"compiler-artifact","target":{"name":"morelia_runtime"},"filenames":["/t/libm.rlib","/t/m.wasm"]}"#;
        let module =
            Message::Module { name: "morelia_runtime".to_owned(), wasm: "/t/m.wasm".into() };
        assert_eq!(read(line, Path::new("/here")), Some(module));
        assert_eq!(read(r#"{"reason":"build-finished","success":true}"#, Path::new("/here")), None);
    }

    #[test]
    fn only_our_warnings_are_shown_but_all_errors() {
        let line = |manifest: &str, level: &str| {
            format!(
                r#"{{"manifest_path":"{manifest}","target":{{"name":"a"}},"message":{{"level":"{level}","rendered":"text"}}}}"#
            )
        };
        let read = |manifest, level| read(&line(manifest, level), Path::new("/here"));
        let shown = Some(Message::Diagnostic("text".to_owned()));
        assert_eq!(read("/here/a/Cargo.toml", "warning"), shown);
        assert_eq!(read("/there/Cargo.toml", "error"), shown);
        assert_eq!(read("/there/Cargo.toml", "warning"), None);
    }
}
