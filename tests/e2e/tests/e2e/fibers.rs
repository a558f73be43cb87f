//! Many things at once in one session, none of which freezes the page, and stopping them.

use morelia_browser::{Server, Site};
use morelia_e2e::{Session, check_cells, in_both, in_browser};
use morelia_protocol::{Execute, Request, Status};

#[test]
fn fibers_print_in_the_order_in_which_their_waits_end() {
    check_cells(
        "/plain.html",
        &[(
            "import threading, time\n\
             def nap(name, seconds):\n    time.sleep(seconds)\n    print(name)\n\
             fibers = [threading.Thread(target=nap, args=it) for it in [('late', 0.6), ('early', 0.1)]]\n\
             for fiber in fibers: fiber.start()\n\
             print('started')\n\
             for fiber in fibers: fiber.join()\n\
             print('joined')",
            "started\nearly\nlate\njoined",
        )],
    );
}

#[test]
fn a_thousand_fibers_wait_at_once_and_all_end() {
    check_cells(
        "/plain.html",
        &[(
            "import threading, time\n\
             gate, done = threading.Event(), []\n\
             def wait(number):\n    gate.wait()\n    time.sleep(0)\n    done.append(number)\n\
             fibers = [threading.Thread(target=wait, args=(number,)) for number in range(1000)]\n\
             for fiber in fibers: fiber.start()\n\
             print(threading.active_count() - 1, len(done))\n\
             gate.set()\n\
             for fiber in fibers: fiber.join()\n\
             print(threading.active_count() - 1, sorted(done) == list(range(1000)))",
            "1000 0\n0 True",
        )],
    );
}

#[test]
fn twenty_addresses_take_little_longer_than_the_slowest() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            // A browser opens six connections to one server.
            let servers: Vec<Server> =
                (0..4).map(|_| Server::start(Site::new()).unwrap()).collect();
            let urls: Vec<String> = (0..20)
                .map(|number| {
                    servers[number % 4].url(&format!("/_http/delay/{}", 550 + 50 * number))
                })
                .collect();
            let cell = session.cell(&format!(
                "import time, urllib.request\n\
                 from concurrent.futures import ThreadPoolExecutor\n\
                 began = time.monotonic()\n\
                 with ThreadPoolExecutor(20) as executor:\n    \
                     bodies = list(executor.map(lambda url: urllib.request.urlopen(url).read(), {urls:?}))\n\
                 took = time.monotonic() - began\n\
                 print(set(bodies))\n\
                 print('at once' if 1.5 <= took < 10.5 else took)"
            ));
            // One after the other they take 20.5 seconds, the slowest 1.5.
            assert_eq!(cell.stdout, "{b'late'}\nat once\n", "{kind}: {cell:#?}");
        });
    });
}

#[test]
fn stop_runs_what_is_finally_to_be_done() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            for work in ["time.sleep(1000)", "exec('while True: pass')"] {
                let cell = stop_after(
                    session,
                    "begun",
                    &format!(
                        "import time\ntry:\n    print('begun')\n    {work}\n\
                         finally:\n    time.sleep(0.01)\n    print('cleaned')"
                    ),
                );
                assert_eq!(cell, "cleaned\nKeyboardInterrupt", "{kind}, {work}");
            }
        });
    });
}

#[test]
fn stop_ends_a_finally_as_well() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            for work in ["time.sleep(1000)", "exec('while True: pass')"] {
                let code = format!(
                    "import time\ntry:\n    try:\n        1 / 0\n    \
                     finally:\n        print('begun')\n        {work}\n\
                     finally:\n    print('left')"
                );
                let cell = stop_after(session, "begun", &code);
                assert_eq!(cell, "left\nKeyboardInterrupt", "{kind}, {work}");
            }
        });
    });
}

/// Stops code when it has printed a text; what it shows from then on.
#[track_caller]
fn stop_after(session: &mut Session, printed: &str, code: &str) -> String {
    let id = session.begin(Execute { code: code.to_owned(), ..Execute::default() });
    session.wait_for_output(printed);
    session.automation.send(&Request::Interrupt).unwrap();
    let cell = session.end(&id, &[]);
    assert_eq!(cell.status(), Status::Error, "{cell:?}");
    assert_eq!(session.cell("6 * 7").shown(), "42");
    cell.shown()
}
