//! What a person feels of the console: how soon it answers, shows a key and completes.

use super::Folders;
use crate::{Automation, Browser, BrowserError, BrowserKind, LaunchOptions, Server, Site};
use serde::Serialize;
use serde_json::{Value, json};
use std::time::Duration;

/// How often the panel is opened on a page that is loaded afresh, after the first time.
const OPENINGS: usize = 7;

/// How often completion is asked for.
const POPUPS: usize = 10;

/// Lines in the transcript.
const LINES: usize = 10_000;

/// What is typed, a key at a time.
const TYPED: &str = "name_of_a_variable";

/// Between keys: a fast typist's ten a second. A driver types faster than frames are painted, and each
/// key would wait for the frames of those before it.
const BETWEEN_KEYS: Duration = Duration::from_millis(100);

const LIMIT: Duration = Duration::from_secs(30);

const PAGE: &str = "<!doctype html><title>A page</title><h1>A page</h1>";

/// A bare text area: what the browser itself takes for a key.
const TEXT_AREA: &str = "<!doctype html><title>A text area</title><textarea autofocus></textarea>";

const WATCH: &str = include_str!("../../../bench/panel.js");

/// From the panel's navigation to the result.
const FIRST_RESULT: &str = "
    await benchSubmit('40 + 2');
    await benchUntil(() => document.querySelector('.cell .entry.result')?.textContent.includes('42'));
    return performance.now();";

const PRINT: &str = "
    await benchSubmit(arguments[0]);
    await benchUntil(() => [...document.querySelectorAll('.cell')].at(-1)?.dataset.state === 'ok');";

/// Milliseconds in the panel.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Panel {
    /// From opening the panel, on a site that has had Python before, to the
    /// result of a cell: the one in the middle.
    pub first_result_median_ms: f64,
    /// The longest.
    pub first_result_longest_ms: f64,
    /// From a key to the painted frame that shows it, in a text area without
    /// Morelia: what the browser itself takes.
    pub key_in_a_text_area_ms: f64,
    /// The same in the editor of an empty panel.
    pub key_ms: f64,
    /// The same below a transcript of many lines.
    pub key_below_lines_ms: f64,
    /// How many lines.
    pub lines: usize,
    /// From the dot after a DOM object to its completions: the one in the middle.
    pub popup_median_ms: f64,
    /// The longest.
    pub popup_longest_ms: f64,
}

/// Starts a browser of its own, with the extension.
pub(super) fn measure(kind: BrowserKind, folders: &Folders) -> Result<Panel, BrowserError> {
    let server = Server::start(Site::new().page("/", PAGE).page("/text-area", TEXT_AREA))?;
    let folder = folders.extension.join(kind.name());
    let browser = Browser::launch(&LaunchOptions::new(kind).with_extension(folder))?;
    let key_in_a_text_area_ms = text_area(&browser, &server)?;
    browser.goto(&server.url("/?first"))?;
    let mut automation = Automation::beside(browser)?;
    let panel = address(automation.browser(), &server)?;
    automation.browser().goto(&panel)?;
    first_result(automation.browser())?;
    let mut openings = Vec::new();
    for number in 0..OPENINGS {
        automation.in_page(|browser| browser.goto(&server.url(&format!("/?{number}"))))?;
        automation.browser().goto(&panel)?;
        openings.push(first_result(automation.browser())?);
    }
    let browser = automation.browser();
    browser.execute("benchWatchKeys()", &[])?;
    let key_ms = keys(browser)?;
    let print = format!("for i in range({LINES}): print('line', i)");
    browser.execute_async(PRINT, &[json!(print)])?;
    let key_below_lines_ms = keys(browser)?;
    let popups = popups(browser)?;
    let (first_result_median_ms, first_result_longest_ms) = middle_and_longest(openings);
    let (popup_median_ms, popup_longest_ms) = middle_and_longest(popups);
    Ok(Panel {
        first_result_median_ms,
        first_result_longest_ms,
        key_in_a_text_area_ms,
        key_ms,
        key_below_lines_ms,
        lines: LINES,
        popup_median_ms,
        popup_longest_ms,
    })
}

/// The panel's page, for the tab of the page.
fn address(browser: &Browser, server: &Server) -> Result<String, BrowserError> {
    let targets = browser.execute_async("return await moreliaAutomation.targets();", &[])?;
    let origin = server.url("/");
    let targets = targets.as_array().into_iter().flatten();
    let mut ours = targets.filter(|it| text(it, "url").starts_with(&origin));
    let tab = ours.next().and_then(|it| it.get("tabId")?.as_i64()).unwrap_or_default();
    let page = browser.extension_page("panel.html").unwrap_or_default();
    Ok(format!("{page}?tab={tab}"))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn first_result(browser: &Browser) -> Result<f64, BrowserError> {
    let took = browser.execute_async(&format!("{WATCH}{FIRST_RESULT}"), &[])?;
    Ok(took.as_f64().unwrap_or(f64::NAN))
}

fn text_area(browser: &Browser, server: &Server) -> Result<f64, BrowserError> {
    browser.goto(&server.url("/text-area"))?;
    browser.wait_for("return document.activeElement.matches('textarea')", LIMIT)?;
    browser.execute(&format!("{WATCH}benchWatchKeys()"), &[])?;
    keys(browser)
}

/// Types a name, and takes it away again; gives the time in the middle.
fn keys(browser: &Browser) -> Result<f64, BrowserError> {
    browser.execute("benchKeys.length = 0", &[])?;
    for key in TYPED.chars() {
        press(browser, &[key])?;
        std::thread::sleep(BETWEEN_KEYS);
    }
    browser.wait_for(&format!("return benchKeys.length >= {}", TYPED.len()), LIMIT)?;
    let found = browser.execute("return benchKeys", &[])?;
    press(browser, &[ESCAPE])?;
    clear(browser)?;
    let found = found.as_array().into_iter().flatten().filter_map(Value::as_f64);
    Ok(middle_and_longest(found.collect()).0)
}

fn popups(browser: &Browser) -> Result<Vec<f64>, BrowserError> {
    browser.execute_async(PRINT, &[json!("import js; document = js.document")])?;
    browser.execute("benchWatchPopups()", &[])?;
    for number in 1..=POPUPS {
        for key in "document.".chars() {
            press(browser, &[key])?;
        }
        let popup = "return document.querySelector('.cm-tooltip-autocomplete')?.textContent.includes('body') === true";
        browser.wait_for(popup, LIMIT)?;
        browser.wait_for(&format!("return benchPopups.length >= {number}"), LIMIT)?;
        press(browser, &[ESCAPE])?;
        clear(browser)?;
    }
    let found = browser.execute("return benchPopups", &[])?;
    Ok(found.as_array().into_iter().flatten().filter_map(Value::as_f64).collect())
}

const BACKSPACE: char = '\u{e003}';
const CONTROL: char = '\u{e009}';
const ESCAPE: char = '\u{e00c}';

fn clear(browser: &Browser) -> Result<(), BrowserError> {
    press(browser, &[CONTROL, 'a'])?;
    press(browser, &[BACKSPACE])
}

/// Presses keys together.
fn press(browser: &Browser, keys: &[char]) -> Result<(), BrowserError> {
    let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
    let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
    let actions: Vec<Value> = down.chain(up).collect();
    let keyboard = json!({ "type": "key", "id": "keyboard", "actions": actions });
    browser.post("actions", &json!({ "actions": [keyboard] })).map(drop)
}

fn middle_and_longest(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    (at(values.len() / 2), at(values.len().saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_longest_are_found() {
        assert_eq!(middle_and_longest(vec![3.0, 1.0, 2.0]), (2.0, 3.0));
        assert!(middle_and_longest(Vec::new()).0.is_nan());
    }
}
