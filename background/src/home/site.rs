//! Which site a sender is on.

use morelia_webext::Sender;

/// A site: an origin, in one of the browser's cookie stores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Site(String);

/// The cookie stores of ordinary tabs outside of containers.
const ORDINARY_STORES: [&str; 2] = ["firefox-default", "0"];

impl Site {
    /// The sender's site. `None` where nothing is kept: in private windows, and
    /// for documents without an origin of the web.
    pub(crate) fn of(sender: &Sender) -> Option<Self> {
        let origin = sender.origin.as_deref()?;
        let is_of_the_web = ["https://", "http://"].iter().any(|it| origin.starts_with(it));
        if sender.incognito || !is_of_the_web {
            return None;
        }
        match sender.cookie_store.as_deref() {
            Some(store) if store.contains("private") => None,
            // `^` is in no origin.
            Some(store) if !ORDINARY_STORES.contains(&store) => {
                Some(Self(format!("{origin}^{store}")))
            }
            _ => Some(Self(origin.to_owned())),
        }
    }

    /// What its records are stored under.
    pub(crate) fn key(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(origin: &str) -> Sender {
        Sender {
            origin: Some(origin.to_owned()),
            url: Some("https://forged.example/".to_owned()),
            ..Sender::default()
        }
    }

    #[test]
    fn the_origin_is_the_one_that_the_browser_tells() {
        let site = Site::of(&sender("https://a.example:8443")).unwrap();
        assert_eq!(site.key(), "https://a.example:8443");
        assert_eq!(Site::of(&Sender { origin: None, ..sender("") }), None);
    }

    #[test]
    fn nothing_is_kept_without_an_origin_or_in_private() {
        for origin in ["null", "file://", "about:blank", "chrome-extension://abc"] {
            assert_eq!(Site::of(&sender(origin)), None, "{origin}");
        }
        let mut private = sender("https://a.example");
        private.incognito = true;
        assert_eq!(Site::of(&private), None);
        let mut private = sender("https://a.example");
        private.cookie_store = Some("firefox-private".to_owned());
        assert_eq!(Site::of(&private), None);
    }

    #[test]
    fn a_container_is_a_site_of_its_own() {
        let in_store = |store: &str| {
            let mut sender = sender("https://a.example");
            sender.cookie_store = Some(store.to_owned());
            Site::of(&sender)
        };
        let plain = Site::of(&sender("https://a.example"));
        assert_eq!(in_store("firefox-default"), plain);
        assert_eq!(in_store("0"), plain);
        assert_ne!(in_store("firefox-container-1"), plain);
        assert_ne!(in_store("firefox-container-1"), in_store("firefox-container-2"));
    }
}
