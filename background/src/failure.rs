//! Why a frame cannot be had, from the browser's words; pure.

use morelia_protocol::{AttachFailure, FrameTarget};

/// Whether a failed injection may succeed in a moment: the frame is between
/// two documents, rather than closed to extensions.
pub(crate) fn may_pass(reason: &str) -> bool {
    let reason = reason.to_ascii_lowercase();
    const FINAL: &[&str] = &["cannot", "missing host permission", "no tab", "no frame", "policy"];
    !FINAL.iter().any(|word| reason.contains(word))
}

/// The failure to tell, given the tab's address if the tab is still there.
pub(crate) fn explain(target: FrameTarget, tab_url: Option<String>, reason: &str) -> AttachFailure {
    let Some(url) = tab_url else { return AttachFailure::Gone };
    let lower = reason.to_ascii_lowercase();
    let is_frame_gone = target.frame_id != 0
        && ["no frame", "invalid frame", "was removed"].iter().any(|word| lower.contains(word));
    if is_frame_gone {
        return AttachFailure::Gone;
    }
    let url = if url.is_empty() { "this page".to_owned() } else { url };
    AttachFailure::NotScriptable { url, reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOP: FrameTarget = FrameTarget { tab_id: 1, frame_id: 0 };
    const INNER: FrameTarget = FrameTarget { tab_id: 1, frame_id: 9 };

    #[test]
    fn closed_pages_are_not_asked_again() {
        assert!(!may_pass("Cannot access a chrome:// URL"));
        assert!(!may_pass("Missing host permission for the tab"));
        assert!(!may_pass("The extensions gallery cannot be scripted."));
        assert!(may_pass("Frame with ID 0 was removed."));
    }

    #[test]
    fn a_closed_tab_is_gone() {
        assert_eq!(explain(TOP, None, "No tab with id: 1."), AttachFailure::Gone);
    }

    #[test]
    fn a_missing_frame_is_gone() {
        let url = || Some("https://a.example/".to_owned());
        assert_eq!(explain(INNER, url(), "No frame with id 9 in tab 1"), AttachFailure::Gone);
        assert!(matches!(
            explain(TOP, url(), "Cannot access contents"),
            AttachFailure::NotScriptable { .. }
        ));
    }
}
