//! Who may speak as what, judged by what the browser says of a sender.

use morelia_protocol::{CLIENT_PORT, CONTENT_PORT, EXCHANGE_PORT, FrameTarget};
use morelia_webext::Sender;

/// Why a sender is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error("the sender is not this extension")]
    NotOurs,
    #[error("the sender is not one of the extension's own pages")]
    NotAnExtensionPage,
    #[error("the sender is not a content script in a frame of a tab")]
    NotAContentScript,
    #[error("there is no port of this name")]
    UnknownPort,
}

/// What a port's other end may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Choose any frame and send requests to it.
    Client,
    /// Speak for one frame.
    Content(Frame),
    /// Make one HTTP request for a frame's Python.
    Exchange(Frame),
}

/// The frame that a content script speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    /// Its numbers.
    pub(crate) target: FrameTarget,
    /// Its document, where the browser tells.
    pub(crate) document_id: Option<String>,
}

/// The extension as the browser knows it.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    /// `runtime.id`.
    pub(crate) id: String,
    /// `runtime.getURL("")`: its origin and a slash.
    pub(crate) base: String,
}

impl Identity {
    /// The role of a port's other end.
    pub(crate) fn role(&self, port_name: &str, sender: &Sender) -> Result<Role, Refused> {
        match port_name {
            CLIENT_PORT => self.extension_page(sender).map(|()| Role::Client),
            CONTENT_PORT => self.content_script(sender).map(Role::Content),
            EXCHANGE_PORT => self.content_script(sender).map(Role::Exchange),
            _ => Err(Refused::UnknownPort),
        }
    }

    /// Makes sure that a sender is a content script; gives its frame.
    pub(crate) fn content_script(&self, sender: &Sender) -> Result<Frame, Refused> {
        self.ours(sender)?;
        match (sender.tab_id, sender.frame_id) {
            (Some(tab_id), Some(frame_id)) if !self.is_own_page(sender) => Ok(Frame {
                target: FrameTarget { tab_id, frame_id },
                document_id: sender.document_id.clone(),
            }),
            _ => Err(Refused::NotAContentScript),
        }
    }

    fn extension_page(&self, sender: &Sender) -> Result<(), Refused> {
        self.ours(sender)?;
        let own_origin = self.base.trim_end_matches('/');
        // A sandboxed page of ours has our address and an opaque origin.
        let origin_agrees = sender.origin.as_ref().is_none_or(|origin| origin == own_origin);
        if self.is_own_page(sender) && origin_agrees {
            Ok(())
        } else {
            Err(Refused::NotAnExtensionPage)
        }
    }

    fn ours(&self, sender: &Sender) -> Result<(), Refused> {
        if sender.id.as_deref() == Some(self.id.as_str()) { Ok(()) } else { Err(Refused::NotOurs) }
    }

    fn is_own_page(&self, sender: &Sender) -> bool {
        sender.url.as_ref().is_some_and(|url| url.starts_with(&self.base))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "chrome-extension://abc/";

    fn identity() -> Identity {
        Identity { id: "abc".to_owned(), base: BASE.to_owned() }
    }

    fn sender(url: &str, origin: Option<&str>, tab_id: Option<i32>) -> Sender {
        Sender {
            id: Some("abc".to_owned()),
            url: Some(url.to_owned()),
            origin: origin.map(str::to_owned),
            tab_id,
            frame_id: tab_id.map(|_| 0),
            ..Sender::default()
        }
    }

    #[test]
    fn a_page_of_ours_is_a_client() {
        let panel =
            sender("chrome-extension://abc/panel.html", Some("chrome-extension://abc"), None);
        assert_eq!(identity().role(CLIENT_PORT, &panel), Ok(Role::Client));
        let no_origin = sender("chrome-extension://abc/panel.html", None, Some(3));
        assert_eq!(identity().role(CLIENT_PORT, &no_origin), Ok(Role::Client));
    }

    #[test]
    fn a_content_script_cannot_be_a_client() {
        let page = sender("https://evil.example/", Some("https://evil.example"), Some(3));
        assert_eq!(identity().role(CLIENT_PORT, &page), Err(Refused::NotAnExtensionPage));
        assert!(matches!(identity().role(CONTENT_PORT, &page), Ok(Role::Content(_))));
        assert!(matches!(identity().role(EXCHANGE_PORT, &page), Ok(Role::Exchange(_))));
    }

    #[test]
    fn a_sandboxed_page_of_ours_is_no_client() {
        let page = sender("chrome-extension://abc/sandbox.html", Some("null"), None);
        assert_eq!(identity().role(CLIENT_PORT, &page), Err(Refused::NotAnExtensionPage));
    }

    #[test]
    fn another_extension_is_turned_away() {
        let mut other = sender("chrome-extension://abc/panel.html", None, None);
        other.id = Some("xyz".to_owned());
        assert_eq!(identity().role(CLIENT_PORT, &other), Err(Refused::NotOurs));
        assert_eq!(identity().role(CONTENT_PORT, &other), Err(Refused::NotOurs));
        assert_eq!(identity().role(EXCHANGE_PORT, &other), Err(Refused::NotOurs));
    }

    #[test]
    fn an_extension_page_in_a_tab_is_no_content_script() {
        let page = sender("chrome-extension://abc/panel.html", None, Some(3));
        assert_eq!(identity().role(CONTENT_PORT, &page), Err(Refused::NotAContentScript));
    }

    #[test]
    fn an_unknown_port_is_turned_away() {
        let page = sender("chrome-extension://abc/panel.html", None, None);
        assert_eq!(identity().role("else", &page), Err(Refused::UnknownPort));
    }
}
