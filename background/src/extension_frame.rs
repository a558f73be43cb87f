//! The last rung of the ladder: a page of the extension's in a hidden frame.
//!
//! Any page may load that page into a frame of its own. It does nothing then:
//! only a secret that was given to a content script opens it, once, in the
//! same tab.

use crate::helper_realm::random;
use morelia_protocol::FrameTarget;
use morelia_webext::{ApiError, Sender, scripting};
use serde::Serialize;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The content script's end of the channel.
const END: &str = "extension-frame.js";

/// Frames that were opened and did not ask yet; the oldest go.
const AT_MOST: usize = 32;

/// What a content script needs to open a frame.
#[derive(Debug, Serialize)]
pub(crate) struct Opened {
    secret: String,
    proof: String,
}

#[derive(Default)]
struct Frames {
    /// By secret: the tab, the proof, and when it was opened.
    waiting: BTreeMap<String, (i32, String, u64)>,
    opened: u64,
}

impl Frames {
    fn open(&mut self, tab_id: i32, secret: String, proof: String) {
        if self.waiting.len() >= AT_MOST {
            let oldest = self.waiting.iter().min_by_key(|(_, (_, _, when))| *when);
            if let Some(oldest) = oldest.map(|(secret, _)| secret.clone()) {
                self.waiting.remove(&oldest);
            }
        }
        self.opened += 1;
        self.waiting.insert(secret, (tab_id, proof, self.opened));
    }

    fn vouch(&mut self, tab_id: Option<i32>, secret: &str) -> Option<String> {
        let (tab, proof, _) = self.waiting.remove(secret)?;
        (tab_id == Some(tab)).then_some(proof)
    }
}

thread_local! {
    static FRAMES: RefCell<Frames> = RefCell::default();
}

/// Prepares a frame of the extension's in a document.
pub(crate) async fn open(target: FrameTarget) -> Result<Opened, ApiError> {
    scripting::execute_files(target.tab_id, target.frame_id, &[END]).await?;
    let (secret, proof) = (random(), random());
    FRAMES.with_borrow_mut(|frames| frames.open(target.tab_id, secret.clone(), proof.clone()));
    Ok(Opened { secret, proof })
}

/// The proof that belongs to a secret, for the page that was opened with it.
pub(crate) fn vouch(sender: &Sender, secret: &str) -> Option<String> {
    FRAMES.with_borrow_mut(|frames| frames.vouch(sender.tab_id, secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_good_for_one_frame_of_its_tab() {
        let mut frames = Frames::default();
        frames.open(1, "a".to_owned(), "b".to_owned());
        assert_eq!(frames.vouch(Some(1), "x"), None);
        assert_eq!(frames.vouch(Some(1), "a"), Some("b".to_owned()));
        assert_eq!(frames.vouch(Some(1), "a"), None);
        frames.open(1, "c".to_owned(), "d".to_owned());
        assert_eq!(frames.vouch(Some(2), "c"), None);
        frames.open(1, "e".to_owned(), "f".to_owned());
        assert_eq!(frames.vouch(None, "e"), None);
    }

    #[test]
    fn frames_that_never_ask_are_forgotten() {
        let mut frames = Frames::default();
        for number in 0..100 {
            frames.open(1, format!("{number}"), String::new());
        }
        assert_eq!(frames.waiting.len(), AT_MOST);
        assert!(frames.vouch(Some(1), "99").is_some());
    }
}
