//! The examples: those that read and change a page, on Debian's documentation of Python.

mod chart;
mod flight;
mod pixels;
mod scene;

use morelia_browser::{Site, python_docs_folder};
use morelia_e2e::{Ran, X, examples, in_both};
use std::path::Path;

/// What `--serve .` serves in the folder of the project.
fn project() -> Site {
    Site::new().folder("/", examples().join(".."))
}

/// The text of an example.
fn source(example: &str) -> String {
    std::fs::read_to_string(examples().join(example)).unwrap()
}

fn run(example: &str, page: &str, browser: &str, folder: &Path) -> Ran {
    let script = examples().join(example);
    let docs = python_docs_folder().expect("python3-doc is not installed");
    X::run(&[script.to_str().unwrap(), "--serve", docs.to_str().unwrap(), "--url", page])
        .with(&["--browser", browser])
        .in_folder(folder)
        .done()
        .well()
}

#[test]
fn all_modules_go_into_a_csv_file() {
    in_both(|kind| {
        let folder = tempfile::tempdir().unwrap();
        let ran = run("modules_to_csv.py", "py-modindex.html", kind.name(), folder.path());
        let csv = std::fs::read_to_string(folder.path().join("out/modules.csv")).unwrap();
        let rows: Vec<&str> = csv.lines().collect();
        assert_eq!(rows[0], "module,address,description");
        assert!(rows.len() > 300, "{kind}: {} rows", rows.len());
        let json = rows.iter().find(|row| row.starts_with("json,")).unwrap();
        assert!(
            json.contains("/library/json.html#module-json,Encode and decode the JSON format."),
            "{json}"
        );
        assert!(ran.stdout.contains("__future__"), "{}", ran.stdout);
        assert!(
            ran.stdout.contains(&format!("{} modules in all", rows.len() - 1)),
            "{}",
            ran.stdout
        );
    });
}

#[test]
fn without_arguments_the_first_example_runs() {
    let folder = tempfile::tempdir().unwrap();
    let ran = X::run(&[]).in_folder(folder.path()).done().well();
    assert!(ran.stdout.starts_with("Module "), "{}", ran.stdout);
    assert!(ran.stdout.contains("modules in all"), "{}", ran.stdout);
    assert!(folder.path().join("out/modules.csv").is_file());
}

#[test]
fn a_page_gets_a_table_of_contents() {
    in_both(|kind| {
        let folder = tempfile::tempdir().unwrap();
        let ran = run("live_toc.py", "library/json.html", kind.name(), folder.path());
        assert!(ran.stdout.contains("Basic Usage ("), "{kind}: {}", ran.stdout);
        assert!(ran.stdout.contains("  Character Encodings ("), "{kind}: {}", ran.stdout);
        assert!(!ran.stdout.contains('¶'), "{kind}: {}", ran.stdout);
    });
}

#[test]
fn a_click_is_answered() {
    in_both(|kind| {
        let folder = tempfile::tempdir().unwrap();
        let ran = run("on_click.py", "library/json.html", kind.name(), folder.path());
        let lines: Vec<&str> = ran.stdout.lines().collect();
        assert!(lines[0].starts_with("marked a sample of "), "{kind}: {lines:?}");
        assert_eq!(lines[1], "unmarked; 0 left", "{kind}");
    });
}
