//! `declarativeNetRequest`: rules for single requests, until the browser ends.

use crate::ApiError;
use crate::namespace::api;
use crate::object::{Record, property, strings};
use js_sys::{Array, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// A rule that changes the response headers of one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameRule {
    /// The rule's number, from 1.
    pub id: i32,
    /// The exact address.
    pub url: String,
    /// The names of the headers to take away.
    pub remove: &'static [&'static str],
    /// The headers to set.
    pub set: &'static [(&'static str, &'static str)],
}

/// Every way in which a service worker of the page may ask on the frame's
/// behalf. A rule for `sub_frame` alone is missed when the page's service
/// worker passes the request through.
const RESOURCE_TYPES: &[&str] = &["sub_frame", "xmlhttprequest", "other"];

#[wasm_bindgen]
extern "C" {
    type NetRequestApi;

    #[wasm_bindgen(method, catch, js_name = updateSessionRules)]
    fn update_session_rules(this: &NetRequestApi, options: &Object) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = getSessionRules)]
    fn get_session_rules(this: &NetRequestApi) -> Result<Promise, JsValue>;
}

fn net_request() -> Result<NetRequestApi, ApiError> {
    Ok(api("declarativeNetRequest")?.unchecked_into())
}

async fn update(remove: &Array, add: &Array) -> Result<(), ApiError> {
    let options = Record::new()
        .with("removeRuleIds", JsValue::from(remove))
        .with("addRules", JsValue::from(add))
        .finish();
    JsFuture::from(net_request()?.update_session_rules(&options)?).await?;
    Ok(())
}

/// Adds a rule.
///
/// # Errors
/// When the browser refuses it.
pub async fn add_rule(rule: &FrameRule) -> Result<(), ApiError> {
    let header = |name: &str, operation: &str| {
        Record::new().with("header", name).with("operation", operation)
    };
    let removed = rule.remove.iter().map(|name| header(name, "remove"));
    let set = rule.set.iter().map(|(name, value)| header(name, "set").with("value", *value));
    let headers: Array = removed.chain(set).map(|record| JsValue::from(record.finish())).collect();
    let action =
        Record::new().with("type", "modifyHeaders").with("responseHeaders", headers).finish();
    let condition = Record::new()
        // `|` at both ends: this address and no other.
        .with("urlFilter", format!("|{}|", rule.url))
        .with("resourceTypes", strings(RESOURCE_TYPES))
        .finish();
    let rule = Record::new()
        .with("id", rule.id)
        .with("priority", 1)
        .with("action", action)
        .with("condition", condition)
        .finish();
    update(&Array::new(), &Array::of1(&rule)).await
}

/// A rule that changes the request headers of one request of the background's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRequestRule {
    /// The rule's number, from 1.
    pub id: i32,
    /// The end of the request's address, with its fragment.
    pub url_end: String,
    /// The extension's own host.
    pub own_host: String,
    /// The names of the headers to take away.
    pub remove: &'static [&'static str],
    /// The headers to set.
    pub set: Vec<(String, String)>,
}

/// Adds a rule for a request of the background's own.
///
/// # Errors
/// When the browser refuses it.
pub async fn add_own_request_rule(rule: &OwnRequestRule) -> Result<(), ApiError> {
    let header = |name: &str, operation: &str| {
        Record::new().with("header", name).with("operation", operation)
    };
    let is_set = |name: &str| rule.set.iter().any(|(set, _)| set == name);
    let removed =
        rule.remove.iter().filter(|name| !is_set(name)).map(|name| header(name, "remove"));
    let set =
        rule.set.iter().map(|(name, value)| header(name, "set").with("value", value.as_str()));
    let headers: Array = removed.chain(set).map(|record| JsValue::from(record.finish())).collect();
    let action =
        Record::new().with("type", "modifyHeaders").with("requestHeaders", headers).finish();
    let condition = Record::new()
        .with("urlFilter", format!("{}|", rule.url_end))
        .with("initiatorDomains", strings(&[&rule.own_host]))
        .with("resourceTypes", strings(&["xmlhttprequest"]))
        // No tab: it comes from the background.
        .with("tabIds", Array::of1(&JsValue::from(-1)))
        .finish();
    let rule = Record::new()
        .with("id", rule.id)
        .with("priority", 1)
        .with("action", action)
        .with("condition", condition)
        .finish();
    update(&Array::new(), &Array::of1(&rule)).await
}

/// Removes a rule; one that is not there is no error.
///
/// # Errors
/// When the browser refuses.
pub async fn remove_rule(id: i32) -> Result<(), ApiError> {
    update(&Array::of1(&id.into()), &Array::new()).await
}

/// Removes all session rules of the extension.
///
/// # Errors
/// When the browser refuses.
pub async fn remove_all_rules() -> Result<(), ApiError> {
    let rules = Array::from(&JsFuture::from(net_request()?.get_session_rules()?).await?);
    let ids: Array = rules.iter().filter_map(|rule| property(&rule, "id")).collect();
    if ids.length() == 0 {
        return Ok(());
    }
    update(&ids, &Array::new()).await
}
