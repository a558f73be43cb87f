//! A trap ends the interpreter that it happens in, wherever it is; a new one takes its place.

use morelia_browser::Outcome;
use morelia_e2e::{Cell, Session, in_both, in_browser};
use morelia_protocol::Reply;

/// A module with a function that does nothing but trap. No code, ours
/// included, can catch that: it is as if our own had trapped.
const TRAP: &str = "\
import js, threading, time
from pyodide.ffi import to_js
code = '0061736d0100000001040160000003020100070501017400000a05010300000b'
module = js.WebAssembly.Module.new(to_js(bytes.fromhex(code)))
trap = js.WebAssembly.Instance.new(module).exports.t
kept = 'kept'
";

#[test]
fn a_trap_in_an_execution_is_told_and_working_code_follows() {
    check_crash("trap()");
}

#[test]
fn a_trap_after_a_wait_is_told_and_working_code_follows() {
    check_crash("time.sleep(0.05)\ntrap()");
}

#[test]
fn a_trap_in_a_thread_is_told_and_working_code_follows() {
    check_crash("threading.Thread(target=trap).start()\ntime.sleep(1000)");
}

#[test]
fn a_trap_in_a_thread_after_a_wait_is_told_and_working_code_follows() {
    check_crash(
        "def late():\n    time.sleep(0.05)\n    trap()\n\
         threading.Thread(target=late).start()\ntime.sleep(1000)",
    );
}

#[test]
fn a_trap_in_a_callback_is_told_and_working_code_follows() {
    check_crash("js.setTimeout(trap, 10)\njs.Array.of(1).forEach(lambda *_: trap())");
}

#[test]
fn a_session_survives_one_trap_after_the_other() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            for _ in 0..5 {
                crash(session, "trap()");
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
