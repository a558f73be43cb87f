//! The headers of one request that only the browser may set.

use crate::address::broken;
use crate::helper_realm;
use crate::http_rules::NOT_TOLD;
use morelia_protocol::Failure;
use morelia_webext::{OwnRequestRule, add_own_request_rule, remove_rule};
use std::cell::Cell;
use wasm_bindgen_futures::spawn_local;

/// The helper realm's rules count from 1.
const FIRST_RULE: i32 = 1_000_000;

thread_local! {
    static RULES: Cell<i32> = const { Cell::new(FIRST_RULE) };
}

/// The rule that sets a request's reserved headers; ends when it is dropped.
pub(crate) struct Rule(i32);

impl Rule {
    /// Adds it, for the request whose address ends in `#` and the mark.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub(crate) async fn begin(mark: &str, set: Vec<(String, String)>) -> Result<Self, Failure> {
        helper_realm::cleaned().await;
        let id = RULES.get().checked_add(1).unwrap_or(FIRST_RULE);
        RULES.set(id);
        let own_host = crate::edge::own_host().map_err(broken)?;
        let url_end = format!("#{mark}");
        let rule = OwnRequestRule { id, url_end, own_host, remove: NOT_TOLD, set };
        add_own_request_rule(&rule).await.map_err(broken)?;
        Ok(Self(id))
    }
}

impl Drop for Rule {
    fn drop(&mut self) {
        let id = self.0;
        spawn_local(async move {
            // A rule that cannot be removed ends with the background's next start.
            let _ = remove_rule(id).await;
        });
    }
}
