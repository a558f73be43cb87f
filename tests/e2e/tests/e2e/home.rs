//! Files in `~` stay with the site: over reloads, restarts, crashes, and never half of one.

use crate::lifetime::stop_background;
use morelia_browser::{BrowserKind, LaunchOptions, Server};
use morelia_e2e::{Session, in_both, in_browser, site};
use morelia_protocol::{Execute, Request, Status};
use serde_json::json;
use std::time::Duration;

const WRITE: &str = "\
import os, pathlib
home = pathlib.Path.home()
(home / 'notes').mkdir()
(home / 'notes/a.txt').write_text('kept ü')
(home / 'notes/run.sh').write_bytes(bytes(range(256)))
(home / 'notes/run.sh').chmod(0o751)
os.utime(home / 'notes/run.sh', ns=(5, 6_000_000_007))
os.symlink('notes/a.txt', home / 'link')
os.mkdir(os.fsencode(home) + b'/\\xff')
pathlib.Path('/tmp/gone').write_text('')";

const READ: &str = "\
import os, pathlib
home = pathlib.Path.home()
s = os.stat(home / 'notes/run.sh')
(home / 'link').read_text(), oct(s.st_mode), s.st_mtime_ns, s.st_size, \
sorted(os.listdir(os.fsencode(home))), os.path.exists('/tmp/gone')";

const KEPT: &str = "('kept ü', '0o100751', 6000000007, 256, [b'link', b'notes', b'\\xff'], False)";

#[test]
fn files_in_home_outlive_the_page_and_the_interpreter() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            assert_eq!(session.cell("import os; os.listdir()").shown(), "[]", "{kind}");
            session.cell(WRITE);
            session.go("/plain.html");
            assert_eq!(session.cell(READ).shown(), KEPT, "{kind}: after a reload");
            session.go("/other.html");
            assert_eq!(session.cell(READ).shown(), KEPT, "{kind}: on another page of the site");
            session.ask(&Request::Reset);
            assert_eq!(session.cell(READ).shown(), KEPT, "{kind}: in another interpreter");
            session.cell("import shutil; shutil.rmtree(home / 'notes'); os.unlink(home / 'link')");
            session.go("/plain.html");
            let left = session.cell("import os; os.listdir(b'.')").shown();
            assert_eq!(left, "[b'\\xff']", "{kind}: what was removed");
        });
    });
}

#[test]
fn another_site_sees_nothing() {
    in_both(|kind| {
        let elsewhere = Server::start(site()).unwrap();
        in_browser(kind, "/plain.html", |session| {
            session.cell("open('secret', 'w').write('1')");
            // Another port is another origin.
            session.go_to(&elsewhere.url("/plain.html"));
            assert_eq!(session.cell("import os; os.listdir()").shown(), "[]", "{kind}");
            session.cell("open('other', 'w').write('1')");
            session.go("/plain.html");
            assert_eq!(session.cell("import os; os.listdir()").shown(), "['secret']", "{kind}");
        });
    });
}

#[test]
fn files_in_home_outlive_the_browser() {
    in_both(|kind| {
        let profile = tempfile::tempdir().unwrap();
        let options = || LaunchOptions::new(kind).with_profile(profile.path());
        let server = Server::start(site()).unwrap();
        let mut session = Session::launch(options(), server, "/plain.html", None);
        assert_eq!(session.cell(WRITE).status(), Status::Ok, "{kind}");
        // Not even with the power gone.
        let server = session.kill();
        let mut session = Session::launch(options(), server, "/plain.html", None);
        assert_eq!(session.cell(READ).shown(), KEPT, "{kind}");
    });
}

#[test]
fn a_kill_in_the_middle_of_a_write_leaves_the_old_or_the_new_file() {
    in_both(|kind| {
        let profile = tempfile::tempdir().unwrap();
        let options = || LaunchOptions::new(kind).with_profile(profile.path());
        let server = Server::start(site()).unwrap();
        let mut session = Session::launch(options(), server, "/plain.html", None);
        session.cell("open('big', 'wb').write(b'0' * 12_000_000)");
        let mut outcomes = Vec::new();
        for (round, delay) in [50, 300, 1200, 3000].into_iter().enumerate() {
            let digit = round + 1;
            let code = format!("open('big', 'wb').write(b'{digit}' * 12_000_000)");
            session.begin(Execute { code, ..Execute::default() });
            // Not a wait for something: the moment of the kill.
            std::thread::sleep(Duration::from_millis(delay));
            let server = session.kill();
            session = Session::launch(options(), server, "/plain.html", None);
            let found = session.cell("b = open('big', 'rb').read(); len(b), set(b)").shown();
            let whole: Vec<String> =
                (0..=digit).map(|digit| format!("(12000000, {{{}}})", 48 + digit)).collect();
            assert!(whole.contains(&found), "{kind}, after {delay} ms: {found}");
            outcomes.push(found);
        }
        println!("{kind}: {outcomes:?}");
    });
}

#[test]
fn the_background_may_stop_while_it_stores() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            let code = "open('big', 'wb').write(b'1' * 30_000_000)".to_owned();
            let id = session.begin(Execute { code, ..Execute::default() });
            session.wait_until_started(&id);
            for _ in 0..3 {
                stop_background(session);
            }
            assert_eq!(session.end(&id, &[]).status(), Status::Ok, "{kind}");
            session.go("/plain.html");
            let found = session.cell("b = open('big', 'rb').read(); len(b), set(b)").shown();
            assert_eq!(found, "(30000000, {49})", "{kind}");
        });
    });
}

#[test]
fn half_a_file_is_not_kept_when_the_page_goes() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            session.cell("open('f', 'w').write('old')");
            let code = "import os, time\n\
                        f = open('f', 'w')\n\
                        f.write('half of'); f.flush()\n\
                        open('whole', 'w').write('new')\n\
                        g = open('synced', 'w')\n\
                        g.write('so far'); g.flush(); os.fsync(g.fileno())\n\
                        print('ready')\n\
                        time.sleep(1000)";
            let id = session.begin(Execute { code: code.to_owned(), ..Execute::default() });
            session.wait_until_started(&id);
            session.wait_for_output("ready");
            session.go("/plain.html");
            let read = "[open(name).read() for name in ('f', 'whole', 'synced')]";
            assert_eq!(session.cell(read).shown(), "['old', 'new', 'so far']", "{kind}");
        });
    });
}

#[test]
fn there_is_a_limit_for_each_site() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            let shown = session.cell("open('big', 'wb').write(bytes(65 << 20))").shown();
            assert_eq!(shown, "OSError: [Errno 28] No space left on device", "{kind}");
            session.cell("import os; os.unlink('big')");
            let shown = session.cell("open('small', 'w').write('1')").shown();
            assert_eq!(shown, "1", "{kind}");
            let cell = session.cell("for i in range(10_001): open(f'n{i}', 'w').close()");
            let why = "were not kept: the limit of 10000 files for one site is reached";
            assert!(cell.stderr.contains(why), "{kind}: {cell:?}");
            let shown = session.cell("os.sync()").shown();
            let wanted = "OSError: [Errno 28] the limit of 10000 files for one site is reached; \
                          remove some files from ~";
            assert_eq!(shown.lines().last(), Some(wanted), "{kind}");
            let cell = session.cell("for i in range(1000): os.unlink(f'n{i}')");
            assert_eq!((cell.stderr.as_str(), cell.status()), ("", Status::Ok), "{kind}");
        });
    });
}

#[test]
fn a_container_has_folders_of_its_own() {
    let profile = tempfile::tempdir().unwrap();
    let options = || LaunchOptions::new(BrowserKind::Firefox).with_profile(profile.path());
    let server = Server::start(site()).unwrap();
    let url = server.url("/plain.html");
    let mut session = Session::launch(options(), server, "/plain.html", None);
    session.cell("open('outside', 'w').write('1')");
    let server = session.kill();

    let browser = Session::browser_for(options());
    let before = browser.windows().unwrap();
    browser.post("moz/context", &json!({ "context": "chrome" })).unwrap();
    let open = "const window = Services.wm.getMostRecentWindow('navigator:browser');\
                window.gBrowser.addTrustedTab(arguments[0], { userContextId: 2 });";
    browser.execute(open, &[json!(url)]).unwrap();
    browser.post("moz/context", &json!({ "context": "content" })).unwrap();
    let windows = browser.windows().unwrap();
    let opened = windows.iter().find(|window| !before.contains(window)).unwrap();
    // Python is started in the first tab that shows a page.
    browser.close_window().unwrap();
    browser.switch_to(opened).unwrap();
    browser.goto(&url).unwrap();
    let mut session = Session::beside(browser, server, None);
    assert_eq!(session.cell("import os; os.listdir()").shown(), "[]");
    session.cell("open('inside', 'w').write('1')");
    session.go("/plain.html");
    assert_eq!(session.cell("import os; os.listdir()").shown(), "['inside']");
    let server = session.kill();

    let mut session = Session::launch(options(), server, "/plain.html", None);
    assert_eq!(session.cell("import os; os.listdir()").shown(), "['outside']");
}
