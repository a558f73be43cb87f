//! Bodies come and go in pieces, no faster than Python takes them.

use super::{check_script, no_error, with_server};
use morelia_browser::{BrowserKind, Server, Site, poll};
use morelia_e2e::in_both;
use morelia_protocol::{Execute, Request};
use std::time::{Duration, Instant};

#[test]
fn lines_arrive_as_the_server_sends_them() {
    check_script(
        "import urllib.request, time\n\
         began = time.monotonic()\n\
         r = urllib.request.urlopen(BASE + 'drip/4/400')\n\
         first = r.readline()\n\
         early = time.monotonic() - began < 1.0\n\
         rest = r.read()\n\
         print(first, early, rest, time.monotonic() - began > 1.1)\n",
        "b'line 0\\n' True b'line 1\\nline 2\\nline 3\\n' True",
    );
}

#[test]
fn big_bodies_arrive_whole_both_ways() {
    check_script(
        "import urllib.request, json\n\
         r = urllib.request.urlopen(BASE + 'bytes/30000000')\n\
         total = 0\n\
         while chunk := r.read(1 << 20):\n    total += len(chunk)\n    assert chunk.count(b'x') == len(chunk)\n\
         print(total)\n\
         r = urllib.request.urlopen(BASE + 'echo', data=b'y' * 10_000_001)\n\
         print(json.load(r)['length'])\n\
         print(urllib.request.urlopen(BASE + 'gzip').read())\n",
        "30000000\n10000001\nb'hello, compressed world\\n'",
    );
}

#[test]
fn a_body_without_end_is_not_read_ahead_and_closing_ends_it() {
    in_both(|kind| {
        with_server(kind, |session, other| {
            let cell = session.cell(
                "import urllib.request, time\n\
                 r = urllib.request.urlopen(BASE + 'endless')\n\
                 len(r.read(100_000))",
            );
            no_error(&cell);
            assert_eq!(cell.shown(), "100000", "{kind}");
            // Firefox itself reads ahead whatever `fetch` gets; see the probe.
            if kind == BrowserKind::Chromium {
                stands_still(other);
            }
            no_error(&session.cell("r.close()"));
            stands_still(other);
        });
    });
}

#[test]
fn twenty_tasks_make_requests_at_once() {
    check_twenty(
        "import asyncio\nfrom pyodide.http import pyfetch\n\
         await asyncio.gather(*[pyfetch(url) for url in URLS])",
    );
}

#[test]
fn twenty_threads_make_requests_at_once() {
    check_twenty(
        "import urllib.request\nfrom concurrent.futures import ThreadPoolExecutor\n\
         list(ThreadPoolExecutor(20).map(urllib.request.urlopen, URLS))",
    );
}

fn check_twenty(code: &str) {
    in_both(|kind| {
        with_server(kind, |session, _| {
            // A browser opens six connections to one server.
            let servers: Vec<Server> =
                (0..4).map(|_| Server::start(Site::new()).unwrap()).collect();
            let urls: Vec<String> =
                servers.iter().map(|server| server.url("/_http/delay/60000")).collect();
            let code = code.replace("URLS", &format!("{urls:?} * 5"));
            let id = session.begin(Execute { code, ..Execute::default() });
            let arrived = || {
                let all: usize = servers.iter().map(|server| server.requests().len()).sum();
                Ok((all == 20).then_some(()))
            };
            poll("all requests", Duration::from_secs(30), arrived).unwrap();
            session.automation.send(&Request::Interrupt).unwrap();
            let cell = session.end(&id, &[]);
            assert!(cell.traceback().contains("KeyboardInterrupt"), "{kind}: {cell:?}");
        });
    });
}

/// Waits until the server can send no more, for as long as that may take with what is buffered on the way.
#[track_caller]
pub(super) fn stands_still(server: &Server) {
    let mut before = (server.endless_sent(), Instant::now());
    let still = || {
        let sent = server.endless_sent();
        if sent != before.0 {
            before = (sent, Instant::now());
        }
        Ok((before.1.elapsed() > Duration::from_millis(1_000)).then_some(()))
    };
    poll("the end of the sending", Duration::from_secs(20), still).unwrap();
}
