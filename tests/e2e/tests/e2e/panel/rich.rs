//! Values that are more than text: HTML, Markdown, pictures, JSON; and that they do no harm.

use super::console::{Console, check};
use serde_json::json;

/// The document inside of the first frame.
const INNER: &str = "document.querySelector('.sandbox iframe')?.contentDocument";

/// What the server was asked for below `/leak`.
fn leaks(console: &Console) -> Vec<String> {
    let asked = console.server.requests().into_iter().map(|request| request.path);
    asked.filter(|path| path.contains("/leak")).collect()
}

fn get(console: &Console, expression: &str) -> serde_json::Value {
    console.browser.execute(&format!("return {expression}"), &[]).unwrap()
}

#[test]
fn hostile_html_runs_nothing_and_tells_nobody() {
    check("/plain.html", |console| {
        // What the frame's policy refuses, the browsers tell in their consoles.
        console.allow("Content Security Policy");
        console.allow("Content-Security-Policy");
        console.allow("sandbox");
        let title = get(console, "document.title");
        console.run("import js; from morelia.display import HTML");
        let code = "HTML((await (await js.fetch('/hostile-output.html')).text()).replace('SERVER', js.location.origin))";
        assert_eq!(console.run(code).state, "ok");
        console.wait_for(&format!("{INNER}?.querySelector('#end') != null"));
        for id in ["script-link", "top-link", "send"] {
            get(console, &format!("{INNER}.getElementById('{id}').click()"));
        }
        get(console, &format!("{INNER}.getElementById('form').requestSubmit?.()"));
        // A turn of both event loops later, whatever would happen has happened.
        assert_eq!(console.run("1 + 1").result, "2");
        assert_eq!(get(console, "globalThis.hostile ?? null"), json!(null));
        assert_eq!(get(console, "document.title"), title);
        assert_eq!(get(console, &format!("{INNER}.URL")), json!("about:srcdoc"));
        assert_eq!(leaks(console), Vec::<String>::new(), "{}", console.kind());
        // What wants to cover the panel stays in its frame.
        let covered = "(box => { const at = document.elementFromPoint(box.left + 2, box.top + 2); \
                       return at.closest('.toolbar') !== null })(document.querySelector('.toolbar').getBoundingClientRect())";
        assert_eq!(get(console, covered), json!(true));
        let height = get(console, "document.querySelector('.sandbox').offsetHeight");
        assert!(height.as_i64().is_some_and(|height| height > 20 && height <= 640), "{height}");
    });
}

#[test]
fn links_open_in_a_tab_of_their_own_by_a_click() {
    check("/plain.html", |console| {
        console.run("import js; from morelia.display import HTML");
        console.run("HTML(f'<a href={js.location.origin}/other.html style=\"display:block;height:80px\">go</a>')");
        console.wait_for(&format!(
            "{INNER}?.querySelector('a') && document.querySelector('.sandbox').offsetHeight > 60"
        ));
        let before = console.browser.windows().unwrap().len();
        console.click(".sandbox iframe");
        let wanted = "a new window".to_owned();
        let deadline = morelia_browser::Deadline::after(std::time::Duration::from_secs(30));
        while console.browser.windows().unwrap().len() == before {
            assert!(!deadline.passed(), "{}: no {wanted}", console.kind());
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        assert_eq!(get(console, &format!("{INNER}.URL")), json!("about:srcdoc"));
    });
}

#[test]
fn values_show_their_best_side() {
    check("/plain.html", |console| {
        console.run("from morelia.display import *");
        console.run("Markdown('# Head\\n\\n| a |\\n|---|\\n| *b* |')");
        console.wait_for(&format!("{INNER}?.querySelector('td em')?.textContent === 'b'"));
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30\" height=\"10\"/>";
        console.run(&format!("SVG('{svg}')"));
        console.wait_for("document.querySelector('img.picture')?.naturalWidth === 30");
        // A picture of one pixel, as the bytes that savefig writes.
        console.run(
            "import base64; base64.b64decode('R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==')",
        );
        console.wait_for("[...document.querySelectorAll('img.picture')].at(-1).naturalWidth === 1");
        console.run("JSON({'b': [1, {'c': None}], 'a': 'text'})");
        assert_eq!(console.texts(".json > details > .items > .item > .key, .json > details > .items > details > summary > .key"), ["b", "a"]);
        console.click(".json details details > summary");
        console.wait_for_text(".json .items .items", "1");
        console.click(".prompt .cm-content");
        console.run("display({'image/png': 'bm8=', 'text/plain': 'x'}, raw=True)");
        console.wait_for_text(".note.bad", "cannot read this image");
        console.run("display({'application/x-unknown': '1'}, raw=True)");
        console.wait_for_text(".entry.display .note", "application/x-unknown");
        // What unfolds has one line.
        let cell = console.run("['x' * 50, 'y' * 50]");
        assert_eq!(cell.result.matches('\n').count(), 0, "{cell:?}");
    });
}

#[test]
fn pictures_of_the_network_wait_for_a_click() {
    check("/plain.html", |console| {
        console.run("import js; from morelia.display import Image");
        console.run("Image(js.location.origin + '/picture.svg')");
        console.wait_for(&format!("{INNER}?.querySelector('img') != null"));
        let asked = |console: &Console| {
            console.server.requests().iter().filter(|it| it.path == "/picture.svg").count()
        };
        assert_eq!(asked(console), 0);
        console.click(".more");
        console.wait_for(&format!("{INNER}.querySelector('img').naturalWidth === 40"));
        assert_eq!(asked(console), 1);
        assert_eq!(get(console, "globalThis.hostile ?? null"), json!(null));
    });
}

#[test]
fn displays_are_replaced_and_cleared() {
    check("/plain.html", |console| {
        console.run("from morelia.display import *");
        console.run("shown = display('first', display_id=True)");
        assert_eq!(console.texts(".entry.display"), ["'first'"]);
        console.run("shown.update('second')");
        assert_eq!(console.texts(".entry.display"), ["'second'"]);
        let cell = console.run("print('before'); clear_output(wait=True); print('after')");
        assert_eq!(cell.output, "after\n");
        let cell = console.run("print('before'); clear_output()");
        assert_eq!(cell.output, "");
    });
}
