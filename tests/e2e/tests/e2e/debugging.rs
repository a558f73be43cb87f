//! `breakpoint()`, `exit()` and tracebacks on the command line.

use morelia_e2e::{X, in_both};

const SCRIPT: &str =
    "def double(x):\n    breakpoint()\n    y = x * 2\n    return y\n\nprint(double(21))\n";

/// Runs the script in each browser with these lines typed.
fn check(typed: &str, test: impl Fn(morelia_e2e::Ran)) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.py"), SCRIPT).unwrap();
    in_both(|kind| {
        test(
            X::run(&["s.py", "--browser", kind.name()])
                .in_folder(folder.path())
                .typing(typed)
                .done(),
        );
    });
}

#[test]
fn breakpoint_takes_its_commands_from_the_input() {
    check("p x\nn\nn\np y\nw\nc\n", |ran| {
        let ran = ran.well();
        let wanted = "> /home/web_user/s.py(2)double()\n-> breakpoint()\n\
             (Pdb) 21\n\
             (Pdb) > /home/web_user/s.py(3)double()\n-> y = x * 2\n\
             (Pdb) > /home/web_user/s.py(4)double()\n-> return y\n\
             (Pdb) 42\n\
             (Pdb)   /home/web_user/s.py(6)<module>()\n-> print(double(21))\n\
             > /home/web_user/s.py(4)double()\n-> return y\n\
             (Pdb) 42\n";
        assert_eq!(ran.stdout, wanted);
    });
}

#[test]
fn quitting_the_debugger_ends_the_program() {
    check("q\ny\n", |ran| {
        assert_eq!(ran.status, 1, "{ran:?}");
        assert!(!ran.stdout.contains("42"), "{ran:?}");
        assert_eq!(ran.stderr, "", "{ran:?}");
    });
}

#[test]
fn exit_gives_the_status() {
    in_both(|kind| {
        for (code, status, complaint) in [
            ("exit(3)", 3, ""),
            ("quit()", 0, ""),
            ("import sys\ntry:\n    sys.exit(7)\nfinally:\n    print('cleaned')", 7, ""),
            ("raise SystemExit('no luck')", 1, "no luck\n"),
        ] {
            let ran = X::run(&["-c", code, "--browser", kind.name()]).done();
            assert_eq!((ran.status, ran.stderr.as_str()), (status, complaint), "{kind}: {code}");
        }
    });
}

#[test]
fn a_database_and_a_time_zone_work_in_a_page() {
    let code = "import sqlite3, datetime, zoneinfo\n\
        with sqlite3.connect('out.db') as db:\n    db.execute('create table t(a)')\n    db.execute('insert into t values(42)')\n\
        print(sqlite3.connect('/home/web_user/out.db').execute('select a from t').fetchone()[0])\n\
        print(datetime.datetime(2024, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin')).isoformat())";
    in_both(|kind| {
        let ran = X::run(&["-c", code, "--browser", kind.name()]).done().well();
        assert_eq!(ran.stdout, "42\n2024-07-01T00:00:00+02:00\n", "{kind}");
    });
}
