//! Files that Python wrote under `./out/`, brought to a folder here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use morelia_protocol::File;
use std::path::{Component, Path, PathBuf};

/// Python's `./out/`.
pub(super) const FOLDER: &str = "/home/web_user/out";

/// Writes the files; gives how many.
///
/// The paths come from a page, so nothing outside of `to` is written, whatever they say.
pub(super) fn save(files: &[File], to: &Path) -> std::io::Result<usize> {
    let mut count = 0;
    for file in files {
        let Some(path) = place(&file.path, to) else { continue };
        let bytes = STANDARD.decode(&file.base64).map_err(std::io::Error::other)?;
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, bytes)?;
        count += 1;
    }
    Ok(count)
}

fn place(path: &str, to: &Path) -> Option<PathBuf> {
    let below = Path::new(path).strip_prefix(FOLDER).ok()?;
    let is_inside = below.components().all(|part| matches!(part, Component::Normal(_)));
    (is_inside && below.components().next().is_some()).then(|| to.join(below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_land_below_the_folder_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("out");
        let file = |path: &str| File { path: path.to_owned(), base64: STANDARD.encode("x") };
        let files = [
            file("/home/web_user/out/a/b.csv"),
            file("/home/web_user/out/../../escape"),
            file("/etc/passwd"),
            file("/home/web_user/out"),
        ];
        assert_eq!(save(&files, &to).unwrap(), 1);
        assert_eq!(std::fs::read(to.join("a/b.csv")).unwrap(), b"x");
        assert!(!folder.path().join("escape").exists());
    }
}
