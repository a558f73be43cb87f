//! Facts about browsers that the network rests on. When one of these fails, a browser has changed: read
//! `docs/decisions/0007-network-broker.md` before changing the test.

use super::streaming::stands_still;
use morelia_browser::{Browser, BrowserKind, LaunchOptions, Server, poll};
use morelia_e2e::site;
use std::time::Duration;

const READ_ONE_PIECE: &str = "const { body } = await fetch('/_http/endless');\
                              return !(await body.getReader().read()).done";

fn begin(kind: BrowserKind) -> (Browser, Server) {
    let server = Server::start(site()).unwrap();
    let browser = Browser::launch(&LaunchOptions::new(kind)).unwrap();
    browser.goto(&server.url("/plain.html")).unwrap();
    assert_eq!(browser.execute_async(READ_ONE_PIECE, &[]).unwrap(), true);
    (browser, server)
}

#[test]
fn chromium_stops_a_server_whose_answer_nobody_reads() {
    let (_browser, server) = begin(BrowserKind::Chromium);
    stands_still(&server);
}

#[test]
fn firefox_reads_an_answer_ahead_without_end() {
    let (browser, server) = begin(BrowserKind::Firefox);
    // Far more than Chromium and the system take (less than 100 MB here).
    let much = || Ok((server.endless_sent() > 250_000_000).then_some(()));
    poll("250 MB that nobody reads", Duration::from_secs(60), much).unwrap();
    drop(browser);
    stands_still(&server);
}
