//! What starts from the image is fresh, and the image holds nothing that it must not.

use crate::plain_page::{PlainPage, both};
use morelia_browser::{BrowserKind, poll};
use serde_json::json;
use std::time::Duration;

/// Code that waits, and gives the browser turns.
const BUSY: &str = "import time\n\
     time.sleep(0.001)\n\
     end = time.perf_counter() + 0.03\n\
     while time.perf_counter() < end: pass";

/// What a cell prints in a fresh interpreter, and in the next one.
fn in_two_starts(page: &mut PlainPage, code: &str) -> [String; 2] {
    page.restart();
    let first = page.execute(&json!({ "code": code }));
    assert_eq!(first.status(), "ok", "{first:?}");
    page.restart();
    let second = page.execute(&json!({ "code": code }));
    assert_eq!(second.status(), "ok", "{second:?}");
    [first.stdout(), second.stdout()]
}

#[test]
fn no_two_starts_draw_the_same_random_numbers() {
    both(|page| {
        for draw in [
            "import random; print(random.random())",
            "import random; print(random.Random().random())",
            "import uuid; print(uuid.uuid4())",
            "import secrets; print(secrets.token_hex())",
            "import os; print(os.urandom(16))",
            "import tempfile; print(next(tempfile._get_candidate_names()))",
            "import tempfile; print(tempfile.mkdtemp())",
            "from email.utils import make_msgid; print(make_msgid(domain='here'))",
        ] {
            let [first, second] = in_two_starts(page, draw);
            assert!(!first.is_empty(), "{draw}");
            assert_ne!(first, second, "{draw}");
        }
    });
}

#[test]
fn hashes_of_strings_are_the_same_in_all_starts_and_python_says_so() {
    both(|page| {
        let [first, second] = in_two_starts(
            page,
            "import sys; print(hash('morelia'), hash(b'x'), sys.flags.hash_randomization)",
        );
        assert_eq!(first, second);
        assert!(first.ends_with(" 0\n"), "{first}");
    });
}

#[test]
fn clocks_are_right_after_a_restore() {
    both(|page| {
        page.restart();
        let ran = page.execute(&json!({ "code":
            "import js, time, datetime\n\
             print(abs(time.time() * 1000 - js.Date.now()) < 1000)\n\
             print(abs(datetime.datetime.now().timestamp() * 1000 - js.Date.now()) < 1000)\n\
             print(abs(time.perf_counter() * 1000 - js.performance.now()) < 1000)\n\
             print(abs(time.monotonic() * 1000 - js.performance.now()) < 1000)\n\
             began = time.perf_counter()\n\
             time.sleep(0.05)\n\
             print(0.05 <= time.perf_counter() - began < 5)" }));
        assert_eq!(ran.stdout(), "True\n".repeat(5), "{ran:?}");
    });
}

#[test]
fn the_time_zone_is_the_persons_and_not_the_builders() {
    let mut page = PlainPage::open(BrowserKind::Chromium);
    let zone = json!({ "timezoneId": "Asia/Kolkata" });
    page.browser().devtools("Emulation.setTimezoneOverride", &zone).expect("a time zone");
    page.restart();
    let ran = page.execute(&json!({ "code":
        "import time\n\
         print('tzname' in dir(time), dir(time).count('timezone'))\n\
         from time import timezone, altzone, daylight, tzname\n\
         print(timezone, altzone, daylight, 'UTC' in tzname)\n\
         print(time.localtime(0).tm_hour, time.localtime(0).tm_min, dir(time).count('timezone'))\n\
         try: time.nothing\n\
         except AttributeError as error: print(error)" }));
    assert_eq!(
        ran.stdout(),
        "True 1\n-19800 -19800 0 False\n5 30 1\nmodule 'time' has no attribute 'nothing'\n",
        "{ran:?}"
    );
}

#[test]
fn the_next_start_knows_nothing_of_the_last() {
    both(|page| {
        let change = "import sys, os, builtins, js, random\n\
             kept = 1\n\
             builtins.kept = 1\n\
             sys.path.append('/kept')\n\
             os.environ['KEPT'] = '1'\n\
             os.makedirs('/home/web_user/kept')\n\
             os.chdir('/home/web_user/kept')\n\
             js.kept = 1";
        let look = "import sys, os, builtins\n\
             print('kept' in globals(), hasattr(builtins, 'kept'), '/kept' in sys.path, 'KEPT' in os.environ)\n\
             print(os.path.exists('/home/web_user/kept'), os.getcwd(), 'random' in sys.modules)";
        let changed = page.execute(&json!({ "code": change }));
        assert_eq!(changed.status(), "ok", "{changed:?}");
        page.restart();
        let ran = page.execute(&json!({ "code": look }));
        assert_eq!(
            ran.stdout(),
            "False False False False\nFalse /home/web_user False\n",
            "{ran:?}"
        );
    });
}

#[test]
fn after_a_trap_the_next_start_works() {
    both(|page| {
        let seen = page.browser().execute("return trapRuntime();", &[]).expect("an answer");
        assert!(
            ["RangeError", "InternalError", "RuntimeError"].iter().any(|name| seen == *name),
            "{seen}"
        );
        page.restart();
        let ran = page.execute(&json!({ "code": "import random\n6 * 7" }));
        assert_eq!(ran.reply["result"]["text/plain"], "42", "{ran:?}");
    });
}

#[test]
fn a_start_takes_little_memory() {
    both(|page| {
        let bytes = page.restart();
        assert!(bytes <= 24 << 20, "{bytes} bytes");
    });
}

#[test]
fn restores_leave_nothing_behind() {
    both(|page| {
        let restore = |times: u32| {
            let script = "await restoreManyTimes(...arguments);";
            page.browser().execute_async(script, &[json!(times), json!(BUSY)]).expect("all start");
        };
        restore(30);
        let memory = || page.browser().memory().expect("the memory of the browser's processes");
        let before = memory();
        restore(90);
        // One interpreter has 16 MB. The browser's collector needs no moment in particular.
        let collected = || {
            let grown = memory().saturating_sub(before) >> 20;
            let text = format!("{} MB grew by {grown} MB in 90 restores", before >> 20);
            Ok(if grown < 300 {
                Some(())
            } else {
                restore(1);
                eprintln!("{text}");
                None
            })
        };
        poll("an end of the instances", Duration::from_secs(60), collected).expect("memory");
    });
}

#[test]
fn the_standard_library_shows_its_source() {
    both(|page| {
        let ran = page.execute(&json!({ "code":
            "import inspect, json, json.decoder, pkgutil, importlib.util\n\
             print(json.__file__, json.__path__, json.__spec__.origin)\n\
             print('def loads(' in inspect.getsource(json))\n\
             print(inspect.getsource(json.decoder.JSONDecoder.decode).splitlines()[0].strip())\n\
             print(sorted(name for _, name, _ in pkgutil.iter_modules(json.__path__)))\n\
             print(importlib.util.find_spec('xml.dom').submodule_search_locations)\n\
             print(importlib.util.find_spec('json.nothing'))\n\
             import encodings, codecs\n\
             print(codecs.__file__, encodings.__path__)\n\
             print('def getwriter(' in inspect.getsource(codecs))" }));
        assert_eq!(
            ran.stdout(),
            "/usr/lib/python3.14/json/__init__.py ['/usr/lib/python3.14/json'] /usr/lib/python3.14/json/__init__.py\n\
             True\n\
             def decode(self, s, _w=WHITESPACE.match):\n\
             ['__main__', 'decoder', 'encoder', 'scanner', 'tool']\n\
             ['/usr/lib/python3.14/xml/dom']\n\
             None\n\
             /usr/lib/python3.14/codecs.py ['/usr/lib/python3.14/encodings']\n\
             True\n",
            "{ran:?}"
        );
    });
}

#[test]
fn a_traceback_through_the_standard_library_has_source_and_carets() {
    both(|page| {
        let ran = page.execute(&json!({ "code": "import json\njson.loads('{')" }));
        let traceback = ran.reply["error"]["traceback"].as_str().unwrap_or_default();
        for part in [
            "File \"/usr/lib/python3.14/json/decoder.py\"",
            "obj, end = self.scan_once(s, idx)",
            "~~~~~~~~~~~~~~^^^^^^^^",
        ] {
            assert!(traceback.contains(part), "{traceback}");
        }
    });
}
