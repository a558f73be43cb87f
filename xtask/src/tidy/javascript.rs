//! Rules about JavaScript written by hand.

use super::{Source, Verdict};

/// Where it may be: the contexts' shims, the editor's binding to CodeMirror, what Node runs to boot
/// the interpreter, the bridge's other half, pages for tests.
const ALLOWED: [&str; 6] = [
    "extension/shims/",
    "devtools-panel/editor/",
    "runtime/ffi/bridge.js",
    "xtask/src/image/",
    "tests/",
    "examples/",
];

/// The parts of the shim that runs in the page's own world, where the page may have replaced any
/// built-in.
const PAGE_WORLD: &str = "extension/shims/realm/";

/// The parts that need not care: one looks built-ins up, before the others run; the others are never in
/// a page's world.
const SAFE: [&str; 3] = [
    "extension/shims/realm/captured.js",
    "extension/shims/realm/by-port.js",
    "extension/shims/realm/native.js",
];

/// All rules about JavaScript.
pub(crate) fn check(sources: &[Source]) -> Vec<Verdict> {
    vec![
        Verdict {
            rule: "JavaScript is in extension/shims, devtools-panel/editor, xtask/src/image or tests only",
            complaints: sources.iter().filter_map(misplaced).collect(),
        },
        Verdict {
            rule: "a shim's first comment says why it cannot be Rust",
            complaints: sources.iter().filter_map(unexplained).collect(),
        },
        Verdict {
            rule: "the page world's shim uses only what it captured",
            complaints: sources.iter().flat_map(hijackable).collect(),
        },
    ]
}

fn is_script(source: &Source) -> bool {
    ["js", "mjs", "cjs", "ts"].iter().any(|extension| source.has_extension(extension))
}

fn misplaced(source: &Source) -> Option<String> {
    let is_wrong =
        is_script(source) && !ALLOWED.iter().any(|folder| source.path.starts_with(folder));
    is_wrong.then(|| format!("{}: not a place for JavaScript", source.path))
}

fn unexplained(source: &Source) -> Option<String> {
    if !is_script(source) || !source.path.starts_with("extension/shims/") {
        return None;
    }
    let is_comment = |line: &&str| {
        ["//", "/*", "*"].iter().any(|start| line.trim_start().starts_with(start))
            || line.trim().is_empty()
    };
    let comment: Vec<&str> = source.text.lines().take_while(is_comment).collect();
    let says_why = comment.iter().any(|line| line.contains("Rust") || line.contains("WebAssembly"));
    (!says_why).then(|| format!("{}: say in its first comment why it cannot be Rust", source.path))
}

/// Syntax and look-ups that go through what a page can have replaced.
fn hijackable(source: &Source) -> Vec<String> {
    if !source.path.starts_with(PAGE_WORLD) || SAFE.contains(&source.path.as_str()) {
        return Vec::new();
    }
    source
        .text
        .lines()
        .enumerate()
        .filter_map(|(index, line)| {
            let line = line.split("//").next().unwrap_or_default();
            let found = [
                "...", "const {", "const [", "let {", "let [", "Object.", "Array.", "Reflect.",
                " = /", "(/",
            ]
            .into_iter()
            .find(|syntax| line.contains(syntax))?;
            Some(format!("{}:{}: `{found}` can be hijacked by the page", source.path, index + 1))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_script_in_a_crate_is_seen() {
        assert!(misplaced(&source("background/src/x.js", "")).is_some());
        assert!(misplaced(&source("extension/shims/x.js", "")).is_none());
    }

    #[test]
    fn a_shim_that_does_not_say_why_is_seen() {
        assert!(unexplained(&source("extension/shims/x.js", "// Starts it.\nlet Rust;")).is_some());
        assert!(
            unexplained(&source("extension/shims/x.js", "// Not Rust: no wasm yet.\nlet a;"))
                .is_none()
        );
    }

    #[test]
    fn hijackable_syntax_in_the_page_world_is_seen() {
        let part = |name: &str, text: &str| source(&format!("{PAGE_WORLD}{name}"), text);
        for line in ["f(...list)", "const { a } = b;", "Object.keys(x)", "let r = /x/;"] {
            assert_eq!(hijackable(&part("x.js", &format!("{line}\n"))).len(), 1, "{line}");
        }
        assert!(hijackable(&part("x.js", "keys(x);\n")).is_empty());
        assert!(hijackable(&part("captured.js", "const keys = Object.keys;\n")).is_empty());
    }
}
