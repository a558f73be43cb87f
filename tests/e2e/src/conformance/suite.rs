//! CPython's test suite as Debian installs it: where it is, and which files a module needs.

use super::Listed;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What every test module needs.
const ALWAYS: [&str; 2] = ["test/__init__.py", "test/support"];

/// An installed test suite.
#[derive(Clone, Debug)]
pub struct Suite {
    folder: PathBuf,
}

/// Where Debian's `libpython3.11-testsuite` puts the package `test`, if it is installed.
#[must_use]
pub fn suite_folder() -> Option<PathBuf> {
    let folder = PathBuf::from("/usr/lib/python3.11");
    // Without the package, Debian has a `test` with nothing but `support`.
    folder.join("test/test_json/__init__.py").is_file().then_some(folder)
}

impl Suite {
    /// The suite in a folder that holds `test` and `unittest`.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All files that a module needs, relative to the folder: itself, `test.support`, what these
    /// import from the suite, and what the list names.
    ///
    /// # Errors
    /// When the module, or something that it needs, is not there.
    pub fn files(&self, module: &Listed) -> Result<Vec<String>, String> {
        let own = module.name.replace('.', "/");
        let own = [format!("{own}.py"), own];
        let own = own.iter().find(|path| self.folder.join(path).exists());
        let own = own.ok_or_else(|| format!("{}: the suite has no such module", module.name))?;
        let mut files = Vec::new();
        let wanted = ALWAYS.into_iter().chain([own.as_str()]);
        for path in wanted.chain(module.needs.iter().map(String::as_str)) {
            self.collect(path.trim_end_matches('/'), &mut files)
                .map_err(|error| format!("{} needs {path}: {error}", module.name))?;
        }
        let mut found = BTreeSet::new();
        while let Some(file) = files.pop() {
            if file.ends_with(".py") && !found.contains(&file) {
                files.extend(self.imported_by(&file));
            }
            found.insert(file);
        }
        Ok(found.into_iter().collect())
    }

    /// The files of the suite that a file's import statements name, and those of their packages.
    fn imported_by(&self, file: &str) -> Vec<String> {
        // Some files of the suite are not UTF-8 on purpose.
        let text = std::fs::read(self.folder.join(file)).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let own = file.trim_end_matches(".py").replace('/', ".");
        let names = text.lines().flat_map(imported).chain([own]);
        let paths = names.flat_map(|name| {
            let path = name.replace('.', "/");
            packages(&name)
                .chain([format!("{path}.py"), format!("{path}/__init__.py")])
                .collect::<Vec<_>>()
        });
        paths.filter(|path| self.folder.join(path).is_file()).collect()
    }

    fn collect(&self, path: &str, files: &mut Vec<String>) -> std::io::Result<()> {
        let full = self.folder.join(path);
        if !full.is_dir() {
            full.metadata()?;
            files.push(path.to_owned());
            return Ok(());
        }
        for entry in std::fs::read_dir(full)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name != "__pycache__" {
                self.collect(&format!("{path}/{name}"), files)?;
            }
        }
        Ok(())
    }
}

/// The files of the packages around a module: for `test.test_json.test_dump`,
/// `test/test_json/__init__.py`. Of `unittest` itself, the runtime has its own.
fn packages(name: &str) -> impl Iterator<Item = String> {
    let parts: Vec<&str> = name.split('.').collect();
    let inner = (2..parts.len()).filter_map(|end| Some(parts.get(..end)?.join("/")));
    inner.map(|folder| format!("{folder}/__init__.py")).collect::<Vec<_>>().into_iter()
}

/// The modules of the suite that a line of Python may import: too many rather than too few.
fn imported(line: &str) -> Vec<String> {
    let words: Vec<&str> =
        line.split([' ', ',', '(', ')']).filter(|word| !word.is_empty()).collect();
    let names = match words.as_slice() {
        ["import", name, ..] => vec![(*name).to_owned()],
        ["from", package, "import", names @ ..] => names
            .iter()
            .map(|name| format!("{package}.{name}"))
            .chain([(*package).to_owned()])
            .collect(),
        _ => Vec::new(),
    };
    let of_the_suite =
        |name: &String| name.starts_with("test.") || name.starts_with("unittest.test");
    names.into_iter().filter(of_the_suite).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(name: &str, needs: &[&str]) -> Listed {
        let needs = needs.iter().map(|path| (*path).to_owned()).collect();
        Listed {
            name: name.to_owned(),
            needs,
            skip: Vec::new(),
            slow: Vec::new(),
            changed: Default::default(),
        }
    }

    fn suite(files: &[&str]) -> (tempfile::TempDir, Suite) {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let suite = Suite::new(folder.path().to_owned());
        (folder, suite)
    }

    #[test]
    fn a_module_comes_with_support_its_package_and_its_needs() {
        let (_folder, suite) = suite(&[
            "test/__init__.py",
            "test/support/__init__.py",
            "test/support/__pycache__/x.pyc",
            "test/test_a/__init__.py",
            "test/test_a/test_b.py",
            "test/test_a/test_c.py",
            "test/data/one.txt",
        ]);
        let files = suite.files(&listed("test.test_a.test_b", &["test/data/"])).unwrap();
        assert_eq!(
            files,
            [
                "test/__init__.py",
                "test/data/one.txt",
                "test/support/__init__.py",
                "test/test_a/__init__.py",
                "test/test_a/test_b.py"
            ]
        );
        let whole = suite.files(&listed("test.test_a", &[])).unwrap();
        assert!(whole.contains(&"test/test_a/test_c.py".to_owned()), "{whole:?}");
    }

    #[test]
    fn what_a_module_imports_from_the_suite_comes_too() {
        let (folder, suite) = suite(&[
            "test/__init__.py",
            "test/support/x.py",
            "test/one.py",
            "test/two.py",
            "test/test_p/__init__.py",
            "test/test_p/utils.py",
            "test/other.py",
        ]);
        let text =
            "import os, re\n    from test import one, none\nfrom test.test_p import utils as u\n";
        std::fs::write(folder.path().join("test/test_a.py"), text).unwrap();
        std::fs::write(folder.path().join("test/one.py"), "import test.two\n").unwrap();
        let files = suite.files(&listed("test.test_a", &[])).unwrap();
        let named =
            ["test/one.py", "test/two.py", "test/test_p/__init__.py", "test/test_p/utils.py"];
        assert!(named.iter().all(|name| files.contains(&(*name).to_owned())), "{files:?}");
        assert!(!files.contains(&"test/other.py".to_owned()), "{files:?}");
    }

    #[test]
    fn what_is_not_there_is_named() {
        let (_folder, suite) = suite(&["test/__init__.py", "test/support/x.py", "test/test_a.py"]);
        let no_module = suite.files(&listed("test.test_none", &[])).unwrap_err();
        assert_eq!(no_module, "test.test_none: the suite has no such module");
        let no_data = suite.files(&listed("test.test_a", &["test/none"])).unwrap_err();
        assert!(no_data.starts_with("test.test_a needs test/none: "), "{no_data}");
    }
}
