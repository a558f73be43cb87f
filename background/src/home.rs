//! The person's folder of each site, kept in the extension's own storage.

mod indexed;
mod keeping;
mod site;
mod storage;

#[cfg(test)]
mod keeping_tests;

use indexed::IndexedStorage;
use keeping::Keeping;
use morelia_protocol::{HomeAnswer, HomeCall};
use morelia_webext::Sender;
use site::Site;

/// Answers a content script, for the site that the browser says it is on.
pub(crate) async fn answer(sender: &Sender, call: HomeCall) -> serde_json::Value {
    let answer = match Site::of(sender) {
        Some(site) => {
            let keeping = Keeping::new(IndexedStorage, site, js_sys::Date::now());
            keeping.answer(call).await
        }
        None => match call {
            HomeCall::Load { .. } => {
                HomeAnswer::Loaded { persistent: false, records: Vec::new(), next: None }
            }
            HomeCall::Stage { .. } | HomeCall::Commit { .. } => {
                let message = "nothing is kept for this page".to_owned();
                HomeAnswer::Refused { message, is_full: false }
            }
        },
    };
    serde_json::to_value(answer).unwrap_or_default()
}
