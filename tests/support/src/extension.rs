//! An unpacked extension, and the address that its pages will have.

use crate::{BrowserError, BrowserKind};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

/// Firefox gives extensions a random UUID for each profile; ours is preset, so that it is known.
const FIREFOX_UUID: &str = "6d6f7265-6c69-4a61-8000-707974686f6e";

/// A public key that gives the extension the same id in every remote Chromium. Its private half was
/// thrown away: nothing is ever signed with it.
const REMOTE_KEY: &str = include_str!("remote_key.txt");

/// An unpacked extension on disk.
#[derive(Clone, Debug)]
pub struct Extension {
    folder: PathBuf,
    manifest: serde_json::Value,
}

impl Extension {
    /// Reads an unpacked extension.
    ///
    /// # Errors
    /// [`BrowserError::BadExtension`] when there is none in this folder.
    pub fn open(folder: &Path) -> Result<Self, BrowserError> {
        let bad = |cause: String| BrowserError::BadExtension { path: folder.to_owned(), cause };
        let folder = folder.canonicalize().map_err(|error| bad(error.to_string()))?;
        let text = std::fs::read_to_string(folder.join("manifest.json"))
            .map_err(|error| bad(format!("manifest.json: {error}")))?;
        let manifest =
            serde_json::from_str(&text).map_err(|error| bad(format!("manifest.json: {error}")))?;
        Ok(Self { folder, manifest })
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The address of one of its pages, when it was loaded from its folder.
    #[must_use]
    pub fn page(&self, kind: BrowserKind, page: &str) -> String {
        match kind {
            BrowserKind::Chromium => format!("chrome-extension://{}/{page}", self.chromium_id()),
            BrowserKind::Firefox => format!("moz-extension://{FIREFOX_UUID}/{page}"),
        }
    }

    /// The address of one of its pages, when it was sent to a remote browser as an archive.
    pub(crate) fn remote_page(&self, kind: BrowserKind, page: &str) -> String {
        let mut remote = self.clone();
        remote.add_key();
        remote.page(kind, page)
    }

    /// The value of the preference that sets the UUID.
    pub(crate) fn firefox_uuids(&self) -> Result<String, BrowserError> {
        let id = self.manifest.pointer("/browser_specific_settings/gecko/id");
        let id =
            id.and_then(serde_json::Value::as_str).ok_or_else(|| BrowserError::BadExtension {
                path: self.folder.clone(),
                cause: "manifest.json has no browser_specific_settings.gecko.id".to_owned(),
            })?;
        Ok(serde_json::json!({ id: FIREFOX_UUID }).to_string())
    }

    /// The whole extension as a zip archive in base64, for a browser that does not see our disk.
    pub(crate) fn archive(&self, kind: BrowserKind) -> Result<String, BrowserError> {
        let mut extension = self.clone();
        if kind == BrowserKind::Chromium {
            extension.add_key();
        }
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        extension.pack(&extension.folder, &mut archive)?;
        let bytes = archive.finish().map_err(std::io::Error::other)?.into_inner();
        Ok(STANDARD.encode(bytes))
    }

    fn pack(
        &self,
        folder: &Path,
        archive: &mut zip::ZipWriter<Cursor<Vec<u8>>>,
    ) -> Result<(), BrowserError> {
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                self.pack(&path, archive)?;
                continue;
            }
            let name =
                path.strip_prefix(&self.folder).unwrap_or(&path).to_string_lossy().into_owned();
            let content = if name == "manifest.json" {
                self.manifest.to_string().into_bytes()
            } else {
                std::fs::read(&path)?
            };
            archive.start_file(name, stored).map_err(std::io::Error::other)?;
            archive.write_all(&content)?;
        }
        Ok(())
    }

    fn add_key(&mut self) {
        if let Some(manifest) = self.manifest.as_object_mut() {
            manifest.entry("key").or_insert_with(|| REMOTE_KEY.trim().into());
        }
    }

    /// Chromium's rule: the first 16 bytes of the SHA-256 of the manifest's key, or else of the
    /// folder's path, as letters from `a` to `p`.
    fn chromium_id(&self) -> String {
        let key = self.manifest.get("key").and_then(serde_json::Value::as_str);
        let key = key.and_then(|key| STANDARD.decode(key).ok());
        let source = key.unwrap_or_else(|| self.folder.as_os_str().as_encoded_bytes().to_vec());
        let digest = Sha256::digest(source);
        digest
            .iter()
            .take(16)
            .flat_map(|byte| [byte >> 4, byte & 15])
            .map(|half| char::from(b'a' + half))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_a_manifest_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = Extension::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("manifest.json") && error.contains("./x build"), "{error}");
    }

    #[test]
    fn the_archive_has_a_key_and_every_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("manifest.json"), r#"{"name":"x"}"#).unwrap();
        std::fs::create_dir(folder.path().join("icons")).unwrap();
        std::fs::write(folder.path().join("icons/a.png"), b"png").unwrap();
        let extension = Extension::open(folder.path()).unwrap();
        let bytes = STANDARD.decode(extension.archive(BrowserKind::Chromium).unwrap()).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut names: Vec<String> = archive.file_names().map(str::to_owned).collect();
        names.sort();
        assert_eq!(names, ["icons/a.png", "manifest.json"]);
        let manifest = std::io::read_to_string(archive.by_name("manifest.json").unwrap()).unwrap();
        assert!(manifest.contains("\"key\""), "{manifest}");
    }
}
