//! Makes each browser's manifest from the one in the repository.

use anyhow::{Context, Result};
use serde_json::{Map, Value};

use crate::layout::Browser;

/// Whom a manifest is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Loaded unpacked; Chromium's id is pinned by `key`, so that tests know it.
    Unpacked,
    /// For a store, which gives the id itself and refuses a `key`.
    Store,
}

/// The public half of a key that nobody keeps: it fixes the id of the unpacked extension.
const CHROMIUM_KEY: &str = include_str!("../chromium-key.txt");

/// Only Chromium knows them.
const CHROMIUM_ONLY: [&str; 6] = [
    "key",
    "minimum_chrome_version",
    "message_serialization",
    "side_panel",
    "offline_enabled",
    "incognito",
];
/// Only Firefox knows them.
const FIREFOX_ONLY: [&str; 2] = ["browser_specific_settings", "sidebar_action"];
/// Permissions that Firefox does not have, or that its build must not ask for.
const NOT_IN_FIREFOX: [&str; 5] = [
    "debugger",
    "declarativeNetRequest",
    "declarativeNetRequestFeedback",
    "offscreen",
    "sidePanel",
];

/// The manifest of `browser` as JSON text.
pub(crate) fn for_browser(manifest: &str, browser: Browser, purpose: Use) -> Result<String> {
    let mut manifest: Map<String, Value> =
        serde_json::from_str(manifest).context("manifest.json is not a JSON object")?;
    match browser {
        Browser::Chromium => {
            remove_all(&mut manifest, &FIREFOX_ONLY);
            remove_in(&mut manifest, "background", "scripts");
            manifest.remove("key");
            if purpose == Use::Unpacked {
                manifest.insert("key".to_owned(), CHROMIUM_KEY.trim().into());
            }
        }
        Browser::Firefox => {
            remove_all(&mut manifest, &CHROMIUM_ONLY);
            remove_in(&mut manifest, "background", "service_worker");
            for list in ["permissions", "optional_permissions"] {
                if let Some(Value::Array(permissions)) = manifest.get_mut(list) {
                    permissions.retain(|name| {
                        !name.as_str().is_some_and(|name| NOT_IN_FIREFOX.contains(&name))
                    });
                }
            }
            if let Some(Value::Array(groups)) = manifest.get_mut("web_accessible_resources") {
                for group in groups.iter_mut().filter_map(Value::as_object_mut) {
                    // Ids are random per profile there, and the key is unknown.
                    group.remove("use_dynamic_url");
                }
            }
        }
    }
    Ok(serde_json::to_string_pretty(&manifest)? + "\n")
}

fn remove_all(manifest: &mut Map<String, Value>, keys: &[&str]) {
    manifest.retain(|key, _| !keys.contains(&key.as_str()));
}

fn remove_in(manifest: &mut Map<String, Value>, object: &str, key: &str) {
    if let Some(object) = manifest.get_mut(object).and_then(Value::as_object_mut) {
        object.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"{
        "manifest_version": 3,
        "background": {"service_worker": "b.js", "scripts": ["b.js"], "type": "module"},
        "permissions": ["scripting", "debugger", "declarativeNetRequestWithHostAccess"],
        "minimum_chrome_version": "148",
        "message_serialization": "structured_clone",
        "web_accessible_resources": [{"resources": ["x"], "matches": ["<all_urls>"], "use_dynamic_url": true}],
        "browser_specific_settings": {"gecko": {"id": "a@b"}}
    }"#;

    fn made(browser: Browser, purpose: Use) -> Value {
        serde_json::from_str(&for_browser(MANIFEST, browser, purpose).unwrap()).unwrap()
    }

    #[test]
    fn firefox_gets_no_worker_and_only_its_own_permissions() {
        let manifest = made(Browser::Firefox, Use::Unpacked);
        assert_eq!(
            manifest["background"],
            serde_json::json!({"scripts": ["b.js"], "type": "module"})
        );
        assert_eq!(
            manifest["permissions"],
            serde_json::json!(["scripting", "declarativeNetRequestWithHostAccess"])
        );
        assert_eq!(manifest["web_accessible_resources"][0].get("use_dynamic_url"), None);
        for key in ["minimum_chrome_version", "message_serialization", "key"] {
            assert_eq!(manifest.get(key), None, "{key}");
        }
        assert!(manifest.get("browser_specific_settings").is_some());
    }

    #[test]
    fn chromium_gets_a_worker_and_a_fixed_id() {
        let manifest = made(Browser::Chromium, Use::Unpacked);
        assert_eq!(
            manifest["background"],
            serde_json::json!({"service_worker": "b.js", "type": "module"})
        );
        assert_eq!(manifest["key"], CHROMIUM_KEY.trim());
        assert_eq!(manifest.get("browser_specific_settings"), None);
        assert_eq!(made(Browser::Chromium, Use::Store).get("key"), None);
    }
}
