//! A session to share: code, outputs, and what of its variables could be pickled.

use super::Place;
use crate::record::{Output, RecordedCell};
use morelia_protocol::TREE_MIME;
use serde::{Deserialize, Serialize};

const FORMAT: &str = "morelia-session";
const VERSION: u32 = 1;

/// The content of a session file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SessionFile {
    format: String,
    version: u32,
    /// The page's address.
    pub(crate) url: String,
    /// The page's title.
    pub(crate) title: String,
    /// All cells with what they showed.
    pub(crate) cells: Vec<RecordedCell>,
    /// The pickled variables, in base64.
    #[serde(default)]
    pub(crate) variables: Option<String>,
    /// The names of the variables.
    #[serde(default)]
    pub(crate) names: Vec<String>,
}

/// Why a file cannot be opened.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SessionFileError {
    /// Something else.
    #[error("This file is no saved session: {0}. Choose a file that the console saved.")]
    NotASession(String),
    /// From a later version of ours.
    #[error(
        "This session was saved by a newer version of the extension ({0}). Update and open it again."
    )]
    TooNew(u32),
}

impl SessionFile {
    /// A file of these cells, without variables.
    pub(crate) fn new<'a>(place: Place<'_>, cells: impl Iterator<Item = &'a RecordedCell>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            url: place.url.to_owned(),
            title: place.title.to_owned(),
            cells: cells.map(without_handles).collect(),
            variables: None,
            names: Vec::new(),
        }
    }

    /// The file's text.
    pub(crate) fn text(&self) -> String {
        // Strings and numbers: there is nothing that JSON cannot say.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// When it is something else, or of a later version.
    pub(crate) fn read(text: &str) -> Result<Self, SessionFileError> {
        #[derive(Deserialize)]
        struct Head {
            format: String,
            version: u32,
        }
        let not = |error: serde_json::Error| SessionFileError::NotASession(error.to_string());
        let head: Head = serde_json::from_str(text).map_err(not)?;
        if head.format != FORMAT {
            let what = format!("its format is {:?}", head.format);
            return Err(SessionFileError::NotASession(what));
        }
        if head.version > VERSION {
            return Err(SessionFileError::TooNew(head.version));
        }
        serde_json::from_str(text).map_err(not)
    }
}

/// The tree of a value asks the session for its parts, and that session will be over.
fn without_handles(cell: &RecordedCell) -> RecordedCell {
    let mut cell = cell.clone();
    for output in &mut cell.outputs {
        if let Output::Display { data } | Output::Result { data } = output {
            data.remove(TREE_MIME);
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;
    use crate::record::tests::{ended, printed, started};

    #[test]
    fn a_session_comes_back() {
        let mut record = Record::default();
        started(&mut record, "a", "print(1)");
        printed(&mut record, "1\n");
        ended(&mut record, "a", 1, Some("2"));
        let place = Place { url: "https://a.example/", title: "A" };
        let mut file = SessionFile::new(place, record.cells());
        file.variables = Some("gASVAAAA".to_owned());
        let again = SessionFile::read(&file.text()).unwrap();
        assert_eq!(again.cells[0].code, "print(1)");
        assert_eq!(again.cells[0].outputs, file.cells[0].outputs);
        assert_eq!(again.variables, file.variables);
    }

    #[test]
    fn other_files_are_refused() {
        let refused = |text: &str| SessionFile::read(text).unwrap_err();
        assert!(matches!(refused("x = 1"), SessionFileError::NotASession(_)));
        assert!(matches!(refused("{}"), SessionFileError::NotASession(_)));
        assert!(matches!(
            refused(r#"{"format": "other", "version": 1}"#),
            SessionFileError::NotASession(_)
        ));
        assert_eq!(
            refused(r#"{"format": "morelia-session", "version": 9, "cells": 1}"#),
            SessionFileError::TooNew(9)
        );
    }
}
