//! Permission for one helper frame (see `facts.md`, helper realm): the rules
//! that let a frame of the page's own origin load without the site's CSP.
//!
//! The rule is for one address that nobody can guess, on the origin that the
//! browser says the content script is in. The page's own documents never match.

use js_sys::Promise;
use morelia_protocol::FrameTarget;
use morelia_webext::{FrameRule, Sender, add_rule, remove_all_rules, remove_rule};
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// A frame that did not come by then does not come any more.
const RULE_LIFETIME_MS: u32 = 15_000;

/// What would keep the frame from loading, or wasm from compiling in it.
const REMOVED: &[&str] = &[
    "content-security-policy",
    "content-security-policy-report-only",
    "x-frame-options",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
];

/// In a page with this policy no frame loads without it; elsewhere it does no
/// harm.
const SET: &[(&str, &str)] = &[("cross-origin-embedder-policy", "require-corp")];

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);
}

/// The rules in force, one a frame at most.
#[derive(Default)]
pub(crate) struct Rules {
    by_frame: BTreeMap<FrameTarget, i32>,
    newest: i32,
}

impl Rules {
    fn begin(&mut self, target: FrameTarget) -> i32 {
        self.newest = self.newest.wrapping_add(1).max(1);
        self.by_frame.insert(target, self.newest);
        self.newest
    }

    fn end(&mut self, target: FrameTarget, id: Option<i32>) -> Option<i32> {
        let current = self.by_frame.get(&target).copied()?;
        if id.is_some_and(|id| id != current) {
            return None;
        }
        self.by_frame.remove(&target)
    }
}

thread_local! {
    static RULES: RefCell<Rules> = RefCell::default();
    static CLEANED: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// Takes away the rules that an earlier life of the background has left.
pub(crate) fn begin() {
    let cleaned = future_to_promise(async {
        // Rules that cannot be listed cannot be left over.
        let _ = remove_all_rules().await;
        Ok(JsValue::UNDEFINED)
    });
    CLEANED.set(Some(cleaned));
}

/// Waits until there are no rules of an earlier life.
pub(crate) async fn cleaned() {
    let cleaned = CLEANED.with_borrow(Clone::clone);
    if let Some(cleaned) = cleaned {
        let _ = JsFuture::from(cleaned).await;
    }
}

/// Allows one helper frame; gives its address.
pub(crate) async fn open(target: FrameTarget, sender: &Sender) -> Result<String, String> {
    let url = address(sender, &random())?;
    cleaned().await;
    close(target).await;
    let id = RULES.with_borrow_mut(|rules| rules.begin(target));
    let rule = FrameRule { id, url: url.clone(), remove: REMOVED, set: SET };
    add_rule(&rule).await.map_err(|error| error.to_string())?;
    gloo_timers::callback::Timeout::new(RULE_LIFETIME_MS, move || {
        wasm_bindgen_futures::spawn_local(end(target, Some(id)));
    })
    .forget();
    Ok(url)
}

/// Takes a frame's rule away, if there is one.
pub(crate) async fn close(target: FrameTarget) {
    end(target, None).await;
}

async fn end(target: FrameTarget, id: Option<i32>) {
    if let Some(id) = RULES.with_borrow_mut(|rules| rules.end(target, id)) {
        // A rule that cannot be removed ends with the background's next start.
        let _ = remove_rule(id).await;
    }
}

/// An address on the sender's origin that nobody can guess.
fn address(sender: &Sender, random: &str) -> Result<String, String> {
    let origin = match &sender.origin {
        Some(origin) => origin.clone(),
        None => return Err("the browser does not tell the page's origin".to_owned()),
    };
    if !origin.starts_with("https://") && !origin.starts_with("http://") {
        return Err(format!("a page of the origin {origin} cannot have a helper frame"));
    }
    Ok(format!("{origin}/robots.txt?{random}"))
}

/// 128 bits that nobody can guess, as text.
pub(crate) fn random() -> String {
    let mut bytes = [0_u8; 16];
    get_random_values(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: FrameTarget = FrameTarget { tab_id: 1, frame_id: 0 };

    fn from(origin: Option<&str>) -> Sender {
        Sender {
            origin: origin.map(str::to_owned),
            url: Some("https://forged.example/".to_owned()),
            ..Sender::default()
        }
    }

    #[test]
    fn the_address_is_on_the_origin_that_the_browser_tells() {
        let url = address(&from(Some("https://a.example:8443")), "00ff");
        assert_eq!(url.as_deref(), Ok("https://a.example:8443/robots.txt?00ff"));
    }

    #[test]
    fn opaque_and_missing_origins_are_refused() {
        for origin in [Some("null"), Some("file://"), None] {
            assert!(address(&from(origin), "00").is_err());
        }
    }

    #[test]
    fn a_rule_that_was_replaced_is_not_ended_by_its_timer() {
        let mut rules = Rules::default();
        let first = rules.begin(A);
        rules.end(A, None);
        let second = rules.begin(A);
        assert_eq!(rules.end(A, Some(first)), None);
        assert_eq!(rules.end(A, Some(second)), Some(second));
    }
}
