//! What a cell asks of the panel that ran it.

use serde::{Deserialize, Serialize};

/// Something that only a panel can do. It comes from the session, which is not
/// trusted: none of these runs anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Put text into the clipboard.
    Copy {
        /// The text.
        text: String,
    },
    /// Empty the transcript.
    Clear,
    /// Put code into the editor, in place of what is there. It is not run.
    SetInput {
        /// Python.
        code: String,
    },
    /// Save a file to the person's disk.
    Download {
        /// The file's name, without a folder.
        name: String,
        /// Its MIME type.
        mime: String,
        /// The content, in base64.
        base64: String,
    },
    /// Show a node of the page in the developer tools.
    Reveal {
        /// A JSON array: a number is an index into `children`, beginning with
        /// the document's; `"shadow"` goes into the shadow root of the element so
        /// far, `"frame"` into its document.
        path: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Event, decode, encode};

    #[test]
    fn actions_are_events() {
        let event = Event::Action { action: Action::Copy { text: "a\n".to_owned() } };
        let json = encode(&event).unwrap();
        assert_eq!(json, r#"{"event":"action","action":{"action":"copy","text":"a\n"}}"#);
        assert_eq!(decode::<Event>(&json).unwrap(), event);
        let clear: Action = decode(r#"{"action":"clear"}"#).unwrap();
        assert_eq!(clear, Action::Clear);
        assert!(decode::<Action>(r#"{"action":"eval","code":"1"}"#).is_err());
    }
}
