//! What a person waits for: the start in a page and Stop, through the extension's real path.

use super::Folders;
use crate::{Automation, Browser, BrowserError, BrowserKind, LaunchOptions, Server, Site};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;

/// Pages of the site after the first one.
const LATER_PAGES: usize = 6;

/// Interrupts of a loop.
const INTERRUPTS: usize = 20;

/// Waits in the automation page for a message, without a turn of the driver for each.
const UNTIL: &str = "\
    const until = async (isIt) => {
        for (;;) {
            for (const text of await moreliaAutomation.next(1000)) {
                const message = JSON.parse(text);
                if (message.type === 'attachFailed') throw new Error(text);
                if (isIt(message)) return message;
            }
        }
    };
    const happened = (name, id) => ({ type, event }) =>
        type === 'event' && event.event === name && (!id || event.id === id);";

const START: &str = "\
    const began = performance.now();
    await moreliaAutomation.attach({ forceRung: null });
    await until(({ type, session }) => type === 'attached' && session.rung);
    const attached = performance.now() - began;
    const id = moreliaAutomation.request(JSON.stringify({ op: 'execute', code: '1 + 1' }));
    const { event } = await until(happened('replied', id));
    if (event.reply.result?.['text/plain'] !== '2') throw new Error(JSON.stringify(event));
    return performance.now() - began;";

const INTERRUPT: &str = "\
    const id = moreliaAutomation.request(JSON.stringify({ op: 'execute', code: 'while True: pass' }));
    await until(happened('started', id));
    await new Promise((resolve) => setTimeout(resolve, arguments[0]));
    const began = performance.now();
    moreliaAutomation.request(JSON.stringify({ op: 'interrupt' }));
    await until(happened('replied', id));
    return performance.now() - began;";

/// Measures operations on objects of the page's world; the value of its last line is JSON.
const PAGE_WORLD: &str = include_str!("../../../bench/page_world.py");

/// The same for the extension's frame.
const FRAME: &str = include_str!("../../../bench/frame.py");

const ATTACH_FRAME: &str = "\
    await moreliaAutomation.attach({ forceRung: 'extension-frame' });
    await until(({ type, session }) => type === 'attached' && session.rung === 'extension-frame');";

/// What they are done on.
const PAGE: &str = "<!doctype html><title>A page</title><h1>A page</h1><script>
    window.number = 1;
    window.add = (a, b) => a + b;
    window.getNode = () => document.body;
    window.callOften = (f, count) => { for (let i = 0; i < count; i += 1) f(i); };
    window.rows = Array.from({ length: 20000 }, (_, i) => ({ name: `row ${i}` }));
    </script>";

const EXECUTE: &str = "\
    const id = moreliaAutomation.request(JSON.stringify({ op: 'execute', code: arguments[0] }));
    const { event } = await until(happened('replied', id));
    if (event.reply.status !== 'ok') throw new Error(JSON.stringify(event));
    return JSON.parse(event.reply.result['text/plain'].slice(1, -1));";

/// Milliseconds, seen from an extension page that has the session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Extension {
    /// From the wish for a session to the result of `1+1`, in a browser that was just installed.
    pub first_page_ms: f64,
    /// The same in the next page of the site.
    pub second_page_ms: f64,
    /// The same in the pages after it: the one in the middle.
    pub later_pages_median_ms: f64,
    /// The same: the best.
    pub later_pages_best_ms: f64,
    /// From Stop to the answer of a tight loop: the one in the middle.
    pub stop_median_ms: f64,
    /// The longest.
    pub stop_longest_ms: f64,
    /// Microseconds that an operation on an object of the page's world takes, by name.
    pub page_world_us: BTreeMap<String, f64>,
    /// Operations a second on objects of the page, from the extension's frame.
    pub frame_per_second: BTreeMap<String, f64>,
}

/// Starts a browser of its own, with the extension.
pub(super) fn measure(kind: BrowserKind, folders: &Folders) -> Result<Extension, BrowserError> {
    let server = Server::start(Site::new().page("/", PAGE))?;
    let folder = folders.extension.join(kind.name());
    let browser = Browser::launch(&LaunchOptions::new(kind).with_extension(folder))?;
    browser.goto(&server.url("/?0"))?;
    let mut automation = Automation::beside(browser)?;
    let run = |automation: &mut Automation, script: &str, argument: u64| {
        let value =
            automation.browser().execute_async(&format!("{UNTIL}{script}"), &[json!(argument)]);
        value.map(|value| value.as_f64().unwrap_or(f64::NAN))
    };
    let mut starts = vec![run(&mut automation, START, 0)?];
    for page in 1..=LATER_PAGES {
        automation.in_page(|browser| browser.goto(&server.url(&format!("/?{page}"))))?;
        starts.push(run(&mut automation, START, 0)?);
    }
    let mut stops = Vec::new();
    for round in 0..INTERRUPTS {
        stops.push(run(&mut automation, INTERRUPT, 50 + 7 * (round as u64 % 5))?);
    }
    let page_world_us = numbers(&mut automation, PAGE_WORLD)?;
    drop(automation);
    let frame_per_second = frame(kind, folders, &server)?;
    Ok(Extension { page_world_us, frame_per_second, ..summary(&starts, stops) })
}

/// In another browser: a client that is attached follows its page at the first rung.
fn frame(
    kind: BrowserKind,
    folders: &Folders,
    server: &Server,
) -> Result<BTreeMap<String, f64>, BrowserError> {
    let folder = folders.extension.join(kind.name());
    let browser = Browser::launch(&LaunchOptions::new(kind).with_extension(folder))?;
    browser.goto(&server.url("/?frame"))?;
    let mut automation = Automation::beside(browser)?;
    automation.browser().execute_async(&format!("{UNTIL}{ATTACH_FRAME}"), &[])?;
    numbers(&mut automation, FRAME)
}

/// What some Python, which ends with the JSON of an object, measures.
fn numbers(automation: &mut Automation, code: &str) -> Result<BTreeMap<String, f64>, BrowserError> {
    let found = automation.browser().execute_async(&format!("{UNTIL}{EXECUTE}"), &[json!(code)])?;
    let numbers = found.as_object().into_iter().flatten();
    Ok(numbers
        .filter_map(|(name, number)| Some((name.replace('_', " "), number.as_f64()?)))
        .collect())
}

fn summary(starts: &[f64], stops: Vec<f64>) -> Extension {
    let later = sorted(starts.iter().skip(2).copied().collect());
    let stops = sorted(stops);
    Extension {
        first_page_ms: starts.first().copied().unwrap_or(f64::NAN),
        second_page_ms: starts.get(1).copied().unwrap_or(f64::NAN),
        later_pages_median_ms: later.get(later.len() / 2).copied().unwrap_or(f64::NAN),
        later_pages_best_ms: later.first().copied().unwrap_or(f64::NAN),
        stop_median_ms: stops.get(stops.len() / 2).copied().unwrap_or(f64::NAN),
        stop_longest_ms: stops.last().copied().unwrap_or(f64::NAN),
        page_world_us: BTreeMap::new(),
        frame_per_second: BTreeMap::new(),
    }
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_pages_are_told_apart_from_later_ones() {
        let found = summary(&[500.0, 90.0, 70.0, 60.0, 80.0], vec![3.0, 1.0, 2.0]);
        assert_eq!(found.first_page_ms, 500.0);
        assert_eq!(found.second_page_ms, 90.0);
        assert_eq!(found.later_pages_median_ms, 70.0);
        assert_eq!(found.later_pages_best_ms, 60.0);
        assert_eq!((found.stop_median_ms, found.stop_longest_ms), (2.0, 3.0));
    }
}
