//! A trap ends the interpreter that it happens in, wherever it is; a new one takes its place.

use morelia_browser::Outcome;
use morelia_e2e::{Cell, Session, in_both, in_browser};
use morelia_protocol::Reply;

/// `trap` is a function of another module that does nothing but trap. In place
/// of one that the runtime calls without expecting an error it ends our module,
/// too: no code can catch a trap but JavaScript's. What the page has comes back
/// with the next turn of the event loop, before another interpreter needs it.
const TRAP: &str = "\
import js, threading, time
from pyodide.ffi import to_js
code = '0061736d0100000001040160000003020100070501017400000a05010300000b'
module = js.WebAssembly.Module.new(to_js(bytes.fromhex(code)))
trap = js.WebAssembly.Instance.new(module).exports.t
kept = 'kept'
def crash(*_):
    js.setTimeout(js.Reflect.deleteProperty.bind(None, js.performance, 'now'), 0)
    js.performance.now = trap
    time.perf_counter()
";

#[test]
fn a_trap_in_an_execution_is_told_and_working_code_follows() {
    check_crash("crash()");
}

#[test]
fn a_trap_after_a_wait_is_told_and_working_code_follows() {
    check_crash("time.sleep(0.05)\ncrash()");
}

#[test]
fn a_trap_in_a_thread_is_told_and_working_code_follows() {
    check_crash("threading.Thread(target=crash).start()\ntime.sleep(1000)");
}

#[test]
fn a_trap_in_a_thread_after_a_wait_is_told_and_working_code_follows() {
    check_crash(
        "def late():\n    time.sleep(0.05)\n    crash()\n\
         threading.Thread(target=late).start()\ntime.sleep(1000)",
    );
}

#[test]
fn a_trap_in_a_callback_that_javascript_catches_is_told_and_working_code_follows() {
    check_crash("js.Array.of(1).forEach(crash)");
}

#[test]
fn a_session_survives_one_trap_after_the_other() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            for _ in 0..5 {
                crash(session, "crash()");
            }
        });
    });
}

fn check_crash(code: &str) {
    in_both(|kind| {
        println!("{kind}: {code}");
        in_browser(kind, "/plain.html", |session| crash(session, code));
    });
}

#[track_caller]
fn crash(session: &mut Session, code: &str) {
    for part in ["RuntimeError", "unreachable"] {
        session.allow(part);
    }
    let cell = session.cell(&format!("{TRAP}{code}"));
    assert!(is_crash(&cell), "{cell:?}");
    // Another interpreter, which works in every way.
    let after = session.cell(
        "import threading, time\n\
         thread = threading.Thread(target=time.sleep, args=(0.01,))\n\
         thread.start()\nthread.join()\n'kept' in globals()",
    );
    assert_eq!(after.shown(), "False", "{after:?}");
}

fn is_crash(cell: &Cell) -> bool {
    matches!(&cell.instead, Some(Outcome::Died(_) | Outcome::Replied(Reply::Failed { .. })))
}
