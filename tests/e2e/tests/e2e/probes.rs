//! Capability probes: the facts about browsers that decide the design, looked at in the browsers themselves.
//!
//! When one of these fails, a browser has changed: read `docs/decisions` before changing the test.

use morelia_browser::{Browser, BrowserKind, LaunchOptions, Server};
use morelia_e2e::{in_both, site};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// What a content script finds out. It answers in an attribute, because it shares nothing else with the page.
const CONTENT: &str = r#"
const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
const attempt = async (action) => {
  try { return await action(); } catch (error) { return `${error.name}`; }
};
const helperRealm = async () => {
  const { url } = await chrome.runtime.sendMessage("open");
  const host = document.createElement("div");
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-same-origin");
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
  frame.src = url;
  host.attachShadow({ mode: "closed" }).append(frame);
  document.documentElement.append(host);
  await loaded;
  const realm = frame.contentWindow.WebAssembly;
  // A removed frame settles no promises: compile first.
  const module = await realm.compile(empty);
  host.remove();
  await chrome.runtime.sendMessage("close");
  const instance = new realm.Instance(module);
  return typeof instance === "object" && typeof realm.promising === "function" && new realm.Memory({ initial: 1 }).buffer.byteLength === 65536;
};
(async () => {
  const found = {
    compile: await attempt(async () => (await WebAssembly.compile(empty)) instanceof WebAssembly.Module),
    jspi: typeof WebAssembly.Suspending === "function" && typeof WebAssembly.promising === "function",
    eval: await attempt(() => eval("true")),
    import: await attempt(async () => (await import(chrome.runtime.getURL("module.js"))).answer === 42),
    fetch: await attempt(async () => (await (await fetch(chrome.runtime.getURL("module.wasm"))).arrayBuffer()).byteLength === 8),
    streaming: await attempt(async () => !!(await WebAssembly.compileStreaming(fetch(chrome.runtime.getURL("module.wasm"))))),
    isolated: typeof SharedArrayBuffer === "function" && crossOriginIsolated,
    synchronous: (() => {
      let heard = false;
      addEventListener("probe", () => { heard = true; }, { once: true });
      dispatchEvent(new CustomEvent("probe"));
      return heard;
    })(),
  };
  if (location.hash === "\u0023helper") found.helper = await attempt(helperRealm);
  document.documentElement.dataset.probe = JSON.stringify(found);
})();
"#;

const BACKGROUND: &str = r#"
chrome.runtime.onMessage.addListener((message, sender, answer) => {
  const url = new URL("/robots.txt?probe", sender.origin).href;
  const headers = ["content-security-policy", "x-frame-options", "cross-origin-opener-policy"];
  const responseHeaders = headers.map((header) => ({ header, operation: "remove" }));
  // An isolated page takes only frames that are isolated too.
  responseHeaders.push({ header: "cross-origin-embedder-policy", operation: "set", value: "require-corp" });
  const rule = {
    id: 1,
    action: { type: "modifyHeaders", responseHeaders },
    condition: { urlFilter: `|${url}|`, resourceTypes: ["sub_frame", "xmlhttprequest", "other"] },
  };
  const change = message === "open" ? { removeRuleIds: [1], addRules: [rule] } : { removeRuleIds: [1] };
  chrome.declarativeNetRequest.updateSessionRules(change).then(() => answer({ url }));
  return true;
});
"#;

fn probe_extension(folder: &Path) {
    let manifest = json!({
        "manifest_version": 3, "name": "probe", "version": "1.0",
        "background": { "service_worker": "background.js", "scripts": ["background.js"], "type": "module" },
        "content_scripts": [{ "matches": ["http://*/*"], "js": ["content.js"], "run_at": "document_idle" }],
        "permissions": ["declarativeNetRequestWithHostAccess"],
        "host_permissions": ["<all_urls>"],
        "content_security_policy": { "extension_pages": "script-src 'self' 'wasm-unsafe-eval'" },
        "web_accessible_resources": [{ "resources": ["module.js", "module.wasm"], "matches": ["<all_urls>"] }],
        "browser_specific_settings": { "gecko": { "id": "probe@morelia.invalid" } },
    });
    std::fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
    std::fs::write(folder.join("background.js"), BACKGROUND).unwrap();
    std::fs::write(folder.join("content.js"), CONTENT).unwrap();
    std::fs::write(folder.join("module.js"), "export const answer = 42;").unwrap();
    std::fs::write(folder.join("module.wasm"), b"\0asm\x01\0\0\0").unwrap();
}

/// Looks at a page with the probe and compares.
fn check(kind: BrowserKind, page: &str, wanted: &Value) {
    let folder = tempfile::tempdir().unwrap();
    probe_extension(folder.path());
    let server = Server::start(site()).unwrap();
    let browser = Browser::launch(&LaunchOptions::new(kind).with_extension(folder.path())).unwrap();
    browser
        .goto(&server.url(page))
        .unwrap_or_else(|error| panic!("{error}; {:?}", server.requests()));
    let found = browser
        .wait_for("return document.documentElement.dataset.probe", Duration::from_secs(20))
        .unwrap_or_else(|error| panic!("{kind}, {page}: {error}"));
    let found: Value = serde_json::from_str(found.as_str().unwrap()).unwrap();
    for (name, wanted) in wanted.as_object().unwrap() {
        assert_eq!(&found[name], wanted, "{kind}, {page}: {name} in {found}");
    }
    assert_eq!(browser.execute("return window.length", &[]).unwrap(), 0, "{kind}, {page}");
}

#[test]
fn on_a_plain_page_a_content_script_compiles_and_suspends() {
    in_both(|kind| {
        let wanted = json!({
            "compile": true, "jspi": true, "import": true, "fetch": true, "streaming": true, "synchronous": true,
            "isolated": false, "eval": "EvalError",
        });
        check(kind, "/plain.html", &wanted);
    });
}

#[test]
fn under_a_strict_policy_chromium_refuses_to_compile_and_firefox_does_not() {
    in_both(|kind| {
        let compile = match kind {
            BrowserKind::Chromium => json!("CompileError"),
            BrowserKind::Firefox => json!(true),
        };
        let wanted = json!({
            "compile": compile, "streaming": compile, "jspi": true, "import": true, "fetch": true, "eval": "EvalError",
        });
        check(kind, "/strict-csp.html", &wanted);
        check(kind, "/trusted-types.html", &wanted);
    });
}

#[test]
fn the_helper_realm_compiles_under_every_policy() {
    for page in [
        "/strict-csp.html#helper",
        "/trusted-types.html#helper",
        "/isolated.html#helper",
        "/plain.html#helper",
    ] {
        check(BrowserKind::Chromium, page, &json!({ "helper": true }));
    }
}

#[test]
fn an_opaque_origin_has_no_helper_realm() {
    let folder = tempfile::tempdir().unwrap();
    probe_extension(folder.path());
    let server = Server::start(site()).unwrap();
    let launch = LaunchOptions::new(BrowserKind::Chromium).with_extension(folder.path());
    let browser = Browser::launch(&launch).unwrap();
    browser.goto(&server.url("/sandboxed.html")).unwrap();
    let script = "return document.documentElement.dataset.probe";
    let found = browser.wait_for(script, Duration::from_secs(20)).unwrap();
    let found: Value = serde_json::from_str(found.as_str().unwrap()).unwrap();
    assert_eq!(found["jspi"], true, "{found}");
    assert_eq!(browser.execute("return origin", &[]).unwrap(), "null");
}
