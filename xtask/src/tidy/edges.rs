//! Which crate may be built on which.

use std::collections::BTreeMap;

use super::Verdict;
use crate::cargo::{Member, needs_browser};

/// They build and test natively and know no JavaScript.
const PURE: [&str; 5] = [
    "morelia-allocator",
    "morelia-protocol",
    "morelia-userscript",
    "morelia-vfs",
    "morelia-wheels",
];
/// One crate a context: nothing is built on them.
const CONTEXTS: [&str; 4] =
    ["morelia-background", "morelia-content-script", "morelia-devtools-panel", "morelia-pages"];
/// The interpreter and what is built into it.
const RUNTIME: [&str; 9] = [
    "morelia-archive",
    "morelia-fetch",
    "morelia-ffi",
    "morelia-fiber",
    "morelia-posix",
    "morelia-runtime",
    "morelia-sqlite",
    "morelia-stdlib",
    "morelia-threads",
];
/// What it takes to call the browser's extension API.
const EXTENSION_API: [&str; 2] = ["morelia-webext", "web-extensions-sys"];

/// All rules about edges.
pub(crate) fn check(members: &BTreeMap<String, Member>) -> Vec<Verdict> {
    vec![
        Verdict { rule: "pure crates know no JavaScript", complaints: pure(members) },
        Verdict { rule: "contexts are leaves", complaints: leaves(members) },
        Verdict { rule: "the runtime knows no extension", complaints: runtime(members) },
        Verdict { rule: "only webext uses web-extensions-sys", complaints: extension_api(members) },
    ]
}

fn pure(members: &BTreeMap<String, Member>) -> Vec<String> {
    PURE.iter()
        .filter(|name| members.contains_key(**name) && needs_browser(members, name))
        .map(|name| format!("{name} is pure, yet needs a browser or the interpreter"))
        .collect()
}

fn leaves(members: &BTreeMap<String, Member>) -> Vec<String> {
    broken(members, |_, used| CONTEXTS.contains(&used))
}

fn runtime(members: &BTreeMap<String, Member>) -> Vec<String> {
    broken(members, |member, used| RUNTIME.contains(&member) && EXTENSION_API.contains(&used))
}

fn extension_api(members: &BTreeMap<String, Member>) -> Vec<String> {
    broken(members, |member, used| used == "web-extensions-sys" && member != "morelia-webext")
}

fn broken(
    members: &BTreeMap<String, Member>,
    is_wrong: impl Fn(&str, &str) -> bool,
) -> Vec<String> {
    members
        .values()
        .flat_map(|member| {
            member.uses.iter().map(move |used| (member.name.as_str(), used.as_str()))
        })
        .filter(|(member, used)| is_wrong(member, used))
        .map(|(member, used)| format!("{member} must not depend on {used}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cargo::tests::workspace;

    #[test]
    fn a_pure_crate_with_a_browser_below_it_is_seen() {
        assert_eq!(pure(&workspace("morelia-vfs: x\nx: js-sys")).len(), 1);
        assert!(pure(&workspace("morelia-vfs: thiserror")).is_empty());
    }

    #[test]
    fn building_on_a_context_is_seen() {
        let found = leaves(&workspace("morelia-content-script: morelia-background"));
        assert_eq!(found, ["morelia-content-script must not depend on morelia-background"]);
        assert!(leaves(&workspace("morelia-background: morelia-protocol")).is_empty());
    }

    #[test]
    fn a_runtime_that_knows_the_extension_is_seen() {
        assert_eq!(runtime(&workspace("morelia-ffi: morelia-webext")).len(), 1);
        assert!(runtime(&workspace("morelia-background: morelia-webext")).is_empty());
    }

    #[test]
    fn the_extension_api_outside_webext_is_seen() {
        assert_eq!(extension_api(&workspace("morelia-background: web-extensions-sys")).len(), 1);
        assert!(extension_api(&workspace("morelia-webext: web-extensions-sys")).is_empty());
    }
}
