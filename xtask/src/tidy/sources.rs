//! Rules about single files.

use super::{Source, Verdict};

/// A file of more lines than this should be two.
const LONG: usize = 300;
/// A file of more lines than this must be two.
const TOO_LONG: usize = 700;

type Rule = fn(&Source) -> Vec<String>;

/// Checks every rule on every file.
pub(crate) fn check(sources: &[Source]) -> Vec<Verdict> {
    let rules: [(&'static str, Rule); 7] = [
        ("Rust files open with //!", opens_with_doc),
        ("files have 700 lines at most", too_long),
        ("no unfinished code", unfinished),
        ("only extension/webext says chrome or browser", names_browser_api),
        ("no package registry's host is named", names_registry),
        ("names say what a thing does", says_nothing),
        ("no path of one machine", machine_path),
    ];
    rules
        .into_iter()
        .map(|(rule, check)| Verdict { rule, complaints: sources.iter().flat_map(check).collect() })
        .collect()
}

/// Files that are over the aim, longest first; a warning only.
pub(crate) fn long_files(sources: &[Source]) -> Vec<String> {
    let mut found: Vec<(usize, &str)> = sources
        .iter()
        .filter(|source| is_code(source))
        .map(|source| (source.text.lines().count(), source.path.as_str()))
        .filter(|(lines, _)| (LONG + 1..=TOO_LONG).contains(lines))
        .collect();
    found.sort_unstable_by(|one, other| other.cmp(one));
    found
        .iter()
        .map(|(lines, path)| format!("{path} has {lines} lines; the aim is {LONG}"))
        .collect()
}

fn is_code(source: &Source) -> bool {
    ["rs", "js", "py", "css"].iter().any(|extension| source.has_extension(extension))
}

fn opens_with_doc(source: &Source) -> Vec<String> {
    let is_wrong = source.has_extension("rs") && !source.text.starts_with("//! ");
    if is_wrong {
        vec![format!("{}: say in a //! line what it is responsible for", source.path)]
    } else {
        Vec::new()
    }
}

fn too_long(source: &Source) -> Vec<String> {
    let lines = source.text.lines().count();
    if is_code(source) && lines > TOO_LONG {
        vec![format!("{} has {lines} lines", source.path)]
    } else {
        Vec::new()
    }
}

fn unfinished(source: &Source) -> Vec<String> {
    if !source.has_extension("rs") {
        return Vec::new();
    }
    // Written so that this file does not contain them.
    let macros = [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("dbg", "!(")];
    lines_with(source, |line| macros.iter().any(|name| line.contains(name)))
}

fn names_browser_api(source: &Source) -> Vec<String> {
    let is_ours = source.path.starts_with("extension/webext/") || source.path.starts_with("xtask/");
    if !source.has_extension("rs") || is_ours {
        return Vec::new();
    }
    lines_with(source, |line| {
        let binds = line.contains("js_namespace")
            || line.contains("Reflect::")
            || line.contains("thread_local_v2");
        line.contains("web_extensions_sys")
            || binds && ["chrome", "browser"].iter().any(|name| has_word(line, name))
    })
}

fn names_registry(source: &Source) -> Vec<String> {
    // Cargo writes the address of its index into its lock file.
    if source.path.ends_with("Cargo.lock") {
        return Vec::new();
    }
    let hosts = [
        concat!("crates", ".io"),
        concat!("pypi", ".org"),
        concat!("pythonhosted", ".org"),
        concat!("npmjs", ".org"),
        concat!("npmjs", ".com"),
        concat!("deb.debian", ".org"),
    ];
    lines_with(source, |line| hosts.iter().any(|host| line.contains(host)))
}

fn says_nothing(source: &Source) -> Vec<String> {
    let is_empty_name = |part: &str| {
        let stem = part.split('.').next().unwrap_or_default();
        ["utils", "util", "common", "helpers", "helper", "misc"].contains(&stem)
    };
    // A module of PyScript's, under the name that people know.
    let is_known = source.path == "runtime/python/pyscript/util.py";
    if !is_known && source.path.split('/').any(is_empty_name) {
        return vec![format!("{}: name it for its capability", source.path)];
    }
    Vec::new()
}

fn machine_path(source: &Source) -> Vec<String> {
    let folders = [concat!("/root", "/"), concat!("/work", "/main"), concat!("/tmp/", "t-")];
    lines_with(source, |line| folders.iter().any(|folder| line.contains(folder)))
}

fn lines_with(source: &Source, is_wrong: impl Fn(&str) -> bool) -> Vec<String> {
    source
        .text
        .lines()
        .enumerate()
        .filter(|(_, line)| is_wrong(line))
        .map(|(index, line)| format!("{}:{}: {}", source.path, index + 1, line.trim()))
        .collect()
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|character: char| !character.is_alphanumeric() && character != '_')
        .any(|found| found == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_rust_file_without_a_first_sentence_is_seen() {
        assert_eq!(opens_with_doc(&source("a.rs", "use std;\n")).len(), 1);
        assert!(opens_with_doc(&source("a.rs", "//! Does it.\n")).is_empty());
    }

    #[test]
    fn long_files_warn_and_longer_ones_fail() {
        let long = source("a.rs", &"x\n".repeat(301));
        assert_eq!(long_files(std::slice::from_ref(&long)).len(), 1);
        assert!(too_long(&long).is_empty());
        assert_eq!(too_long(&source("a.rs", &"x\n".repeat(701))).len(), 1);
        assert!(long_files(&[source("a.rs", &"x\n".repeat(300))]).is_empty());
    }

    #[test]
    fn unfinished_code_is_seen() {
        for name in ["todo", "unimplemented", "dbg"] {
            assert_eq!(unfinished(&source("a.rs", &format!("fn f() {{ {name}!(1) }}"))).len(), 1);
        }
        assert!(unfinished(&source("a.rs", "// todo later")).is_empty());
    }

    #[test]
    fn the_extension_api_is_seen_outside_webext() {
        let binding = "#[wasm_bindgen(js_namespace = [\"chrome\", \"tabs\"])]";
        assert_eq!(names_browser_api(&source("background/src/lib.rs", binding)).len(), 1);
        assert!(names_browser_api(&source("extension/webext/src/lib.rs", binding)).is_empty());
        assert_eq!(names_browser_api(&source("a.rs", "use web_extensions_sys::x;")).len(), 1);
        assert!(names_browser_api(&source("a.rs", "// in every browser")).is_empty());
    }

    #[test]
    fn a_registry_is_seen() {
        let host = ["registry.npmjs", "org"].join(".");
        assert_eq!(
            names_registry(&source("package-lock.json", &format!("https://{host}/x"))).len(),
            1
        );
        assert!(names_registry(&source("a.rs", "patch.crates-io.x.path")).is_empty());
    }

    #[test]
    fn names_that_say_nothing_are_seen() {
        assert_eq!(says_nothing(&source("runtime/src/utils.rs", "")).len(), 1);
        assert_eq!(says_nothing(&source("common/a.rs", "")).len(), 1);
        assert!(says_nothing(&source("runtime/src/uncommon.rs", "")).is_empty());
    }

    #[test]
    fn a_path_of_one_machine_is_seen() {
        let path = ["/root", ".cache"].join("/");
        assert_eq!(machine_path(&source("a.sh", &path)).len(), 1);
        assert!(machine_path(&source("a.sh", "~/.cache")).is_empty());
    }
}
