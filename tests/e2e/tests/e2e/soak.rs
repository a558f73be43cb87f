//! Many executions through the extension, and what they leave in memory.

use morelia_browser::{Outcome, poll};
use morelia_e2e::{Cell, Session, in_both, in_browser};
use morelia_protocol::{Execute, ExecuteMode, Status};
use std::time::Duration;

/// Makes the browser collect garbage: only then it lets go of Python's objects.
const GARBAGE: &str =
    "import js, time\nfor _ in range(40): js.ArrayBuffer.new(8_000_000)\ntime.sleep(0.05)";

/// How long that may take.
const COLLECTED: Duration = Duration::from_secs(30);

/// What is kept of cells is full after so many.
const KEPT: usize = 60;

/// How many there are: `MORELIA_SOAK=20000` makes it that many, the default is for every day.
fn executions() -> usize {
    std::env::var("MORELIA_SOAK").ok().and_then(|text| text.parse().ok()).unwrap_or(600)
}

/// A cell of `tests/bench/soak.py`.
struct Soaking {
    title: String,
    code: String,
    /// How it has to end, when not well.
    raises: Option<String>,
    mode: ExecuteMode,
}

fn cells() -> Vec<Soaking> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../bench/soak.py");
    let text = std::fs::read_to_string(file).unwrap();
    text.split("\n# %% ")
        .skip(1)
        .map(|part| {
            let (title, code) = part.split_once('\n').unwrap();
            let raises = title.split_once(" raises ").map(|(_, name)| name.to_owned());
            let is_script = title.ends_with(" script");
            let mode = if is_script { ExecuteMode::Script } else { ExecuteMode::Cell };
            Soaking { title: title.to_owned(), code: code.to_owned(), raises, mode }
        })
        .collect()
}

/// What is in memory after a collection: bytes, objects, proxies of both languages.
fn left(session: &mut Session) -> [i64; 3] {
    let cell = session.cell(
        // What results unfold from is kept on purpose, for a thousand of them.
        "import gc, _morelia_ffi, _morelia_memory\n\
         from _morelia_lib import objects; objects.handles.forget()\n\
         for _ in range(3): gc.collect()\n\
         print(_morelia_memory.in_use(), len(gc.get_objects()), sum(_morelia_ffi.live_proxies().values()))",
    );
    let numbers: Vec<i64> =
        cell.stdout.split_whitespace().map(|word| word.parse().unwrap()).collect();
    numbers.try_into().unwrap_or_else(|_| panic!("{cell:?}"))
}

fn ending(cell: &Cell) -> Option<&str> {
    let executed = cell.executed.as_ref().unwrap_or_else(|| panic!("{cell:?}"));
    match executed.status {
        Status::Ok => None,
        Status::Exit => Some("SystemExit"),
        _ => Some(executed.error.as_ref().map_or("no error", |error| error.name.as_str())),
    }
}

fn soak(session: &mut Session, cells: &[Soaking], numbers: std::ops::Range<usize>) {
    for number in numbers {
        let Soaking { title, code, raises, mode } = &cells[number % cells.len()];
        let cell = session.execute(Execute {
            code: code.replace("NUMBER", &number.to_string()),
            mode: *mode,
            filename: (*mode == ExecuteMode::Script).then(|| "soak.py".to_owned()),
            ..Execute::default()
        });
        assert!(!matches!(cell.instead, Some(Outcome::Died(_))), "{title}: {cell:?}");
        assert_eq!(ending(&cell), raises.as_deref(), "{number}, {title}: {cell:?}");
    }
}

#[test]
fn mixed_executions_leave_memory_flat() {
    let cells = cells();
    assert!(cells.len() > 40);
    let all = executions();
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            session.cell(&format!("import _morelia_lib.console as c; c.KEPT = {KEPT}"));
            let settled = (all / 2).min(1000);
            soak(session, &cells, 0..settled);
            let before = left(session);
            soak(session, &cells, settled..all);
            let proxies_before = before[2];
            let after = poll("a collection of JavaScript's garbage", COLLECTED, || {
                session.cell(GARBAGE);
                let now = left(session);
                Ok((now[2] - proxies_before < 20).then_some(now))
            })
            .unwrap();
            let each = (all - settled) as i64;
            println!("{kind}: {before:?} after {settled}, {after:?} after {all}");
            let [bytes, objects] = [0, 1].map(|at| after[at] - before[at]);
            assert!(bytes < 200 * each, "{kind}: {bytes} bytes of {each} executions are left");
            assert!(objects < each / 2, "{kind}: {objects} objects of {each} executions are left");
        });
    });
}
