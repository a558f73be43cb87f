//! Code that runs: the standard library, loops that never end, stopping, waiting, a second execution.

use morelia_browser::poll;
use morelia_e2e::{Session, X, check_cells, in_both, in_browser};
use morelia_protocol::{Execute, Reply, Request, Status};
use std::time::Duration;

fn begin(session: &mut Session, code: &str) -> String {
    let id = session.begin(Execute { code: code.to_owned(), ..Execute::default() });
    session.wait_until_started(&id);
    id
}

#[test]
fn the_standard_library_imports() {
    let code = "import asyncio, json, re, random, logging, dataclasses, pathlib, datetime, zipfile, html.parser, \
                urllib.parse, unittest, decimal, traceback; print(datetime.datetime.now().year)";
    in_both(|kind| {
        let ran = X::run(&["-c", code, "--browser", kind.name()]).done().well();
        let year: u32 = ran.stdout.trim().parse().unwrap();
        assert!((2025..2100).contains(&year), "{kind}: {year}");
    });
}

#[test]
fn a_loop_without_end_leaves_the_page_alive_and_ends_by_its_limit() {
    in_both(|kind| {
        in_browser(kind, "/timers.html", |session| {
            let ticks = |session: &Session| {
                session
                    .page("return Number(document.querySelector('#ticks').textContent)")
                    .as_i64()
                    .unwrap()
            };
            let before = ticks(session);
            let limited = Execute {
                code: "def f():\n    while True: pass\nf()".to_owned(),
                time_limit: Some(2.0),
                ..Execute::default()
            };
            let id = session.begin(limited);
            session.wait_until_started(&id);
            session.wait_for_page(&format!(
                "return Number(document.querySelector('#ticks').textContent) > {}",
                before + 20
            ));
            let cell = session.end(&id, &[]);
            assert_eq!(cell.status(), Status::Error, "{kind}");
            assert!(cell.traceback().contains("while True: pass"), "{kind}: {}", cell.traceback());
            assert_eq!(session.cell("1 + 1").shown(), "2", "{kind}");
        });
    });
}

#[test]
fn the_command_line_ends_a_loop_with_a_traceback_of_where_it_was() {
    in_both(|kind| {
        let ran =
            X::run(&["-c", "while True: pass", "--timeout", "2", "--browser", kind.name()]).done();
        ran.raised_saying(&["Traceback", "while True: pass"]);
        assert!(ran.took > Duration::from_secs(2), "{ran:?}");
    });
}

#[test]
fn an_interrupt_ends_what_runs_and_nothing_else() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            for code in [
                "while True: pass",
                "import time; time.sleep(1000)",
                "import asyncio; await asyncio.sleep(1000)",
            ] {
                session.cell("kept = 'kept'");
                let id = begin(session, code);
                session.automation.send(&Request::Interrupt).unwrap();
                let cell = session.end(&id, &[]);
                assert_eq!(cell.status(), Status::Error, "{kind}, {code}");
                assert!(cell.traceback().contains("KeyboardInterrupt"), "{kind}, {code}: {cell:?}");
                assert_eq!(session.cell("kept").shown(), "'kept'", "{kind}, {code}");
            }
        });
    });
}

#[test]
fn a_second_execution_is_told_that_the_session_is_busy() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            let first = begin(session, "import time\ntime.sleep(1000)");
            let second = session.cell("1 + 1");
            assert_eq!(second.status(), Status::Busy, "{kind}");
            session.automation.send(&Request::Interrupt).unwrap();
            assert_eq!(session.end(&first, &[]).status(), Status::Error, "{kind}");
            assert_eq!(session.cell("1 + 1").shown(), "2", "{kind}");
        });
    });
}

#[test]
fn questions_are_answered_while_code_waits() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            session.cell("colour_of_the_snake = 'green'");
            let running = begin(session, "import time\ntime.sleep(1000)");
            let code = "colour_of_the_sn".to_owned();
            let Reply::Complete(found) = session.ask(&Request::Complete { cursor: 16, code })
            else {
                panic!("{kind}: no completions");
            };
            assert!(
                found.items.iter().any(|item| item.text.contains("colour_of_the_snake")),
                "{found:?}"
            );
            session.automation.send(&Request::Interrupt).unwrap();
            assert_eq!(session.end(&running, &[]).status(), Status::Error);
        });
    });
}

#[test]
fn a_reset_forgets_everything() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            session.cell("x = 1");
            assert_eq!(session.ask(&Request::Reset), Reply::Done, "{kind}");
            assert!(session.cell("x").traceback().contains("NameError"), "{kind}");
            assert_eq!(session.cell("1 + 1").shown(), "2", "{kind}");
        });
    });
}

/// A thread that waits for a long time, and one that does something again and again.
const THREADS: &str = "import js, threading, time\n\
     def count():\n    while True:\n        js.document.title = str(time.monotonic())\n        time.sleep(0.01)\n\
     threading.Thread(target=threading.Event().wait, args=(36000,), daemon=True).start()\n\
     threading.Thread(target=count, daemon=True).start()";

#[test]
fn a_reset_ends_threads_and_lets_go_of_their_memory() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            let restart = |session: &mut Session| {
                session.cell(THREADS);
                assert_eq!(session.ask(&Request::Reset), Reply::Done, "{kind}");
            };
            let memory = |session: &mut Session| {
                session
                    .browser(|browser| Ok(browser.memory()))
                    .unwrap()
                    .expect("the memory of its processes")
            };
            for _ in 0..10 {
                restart(session);
            }
            let before = memory(session);
            for _ in 0..50 {
                restart(session);
            }
            // One interpreter has 20 MB. The browser's collector needs no moment in particular.
            poll("an end of the interpreters", Duration::from_secs(60), || {
                let grown = memory(session).saturating_sub(before) >> 20;
                if grown >= 400 {
                    eprintln!("{kind}: {} MB grew by {grown} MB in 50 resets", before >> 20);
                    restart(session);
                }
                Ok((grown < 400).then_some(()))
            })
            .unwrap();
            let title = session.page("return document.title;");
            assert_eq!(session.cell("import time; time.sleep(0.1); 1").shown(), "1", "{kind}");
            assert_eq!(session.page("return document.title;"), title, "{kind}");
        });
    });
}

#[test]
fn listeners_and_timers_go_with_their_session() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            let code = "import js\nbutton = js.document.querySelector('#button')\n\
                 def count(name):\n    js.document.body.dataset[name] = int(js.document.body.dataset[name] or 0) + 1\n\
                 js.document.body.dataset.clicks = js.document.body.dataset.ticks = 0\n\
                 button.addEventListener('click', lambda event: count('clicks'))\n\
                 button.onclick = lambda event: count('clicks')\n\
                 js.setInterval(lambda: count('ticks'), 5)\n\
                 js.page_world.addEventListener('click', lambda event: count('clicks'))\n\
                 button.click()\njs.document.body.dataset.clicks";
            assert_eq!(session.cell(code).shown(), "'3'", "{kind}");
            session.wait_for_page("return document.body.dataset.ticks > 2;");
            assert_eq!(session.ask(&Request::Reset), Reply::Done, "{kind}");
            let ticks = session.page("return document.body.dataset.ticks;");
            session.page("document.querySelector('#button').click();");
            let wait = "import js, time\ntime.sleep(0.1)\njs.document.body.dataset.clicks";
            assert_eq!(session.cell(wait).shown(), "'3'", "{kind}");
            assert_eq!(session.page("return document.body.dataset.ticks;"), ticks, "{kind}");
        });
    });
}

#[test]
fn sleep_and_await_take_their_time() {
    check_cells(
        "/plain.html",
        &[
            (
                "import time\nbegan = time.monotonic()\ntime.sleep(0.2)\ntime.monotonic() - began >= 0.2",
                "True",
            ),
            ("import asyncio\nawait asyncio.sleep(0.05, 'slept')", "'slept'"),
            (
                "async def f(n):\n    await asyncio.sleep(0.01)\n    return n\nawait asyncio.gather(f(1), f(2))",
                "[1, 2]",
            ),
            ("asyncio.run(f(3))", "3"),
        ],
    );
}
