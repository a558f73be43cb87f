//! `pyodide`, `pyscript` and `morelia` in a content script: where its world differs from a page's.

use morelia_e2e::{check_cells, in_both, in_browser};

#[test]
fn closed_shadow_roots_and_frames() {
    check_cells(
        "/roots.html",
        &[
            ("import js, morelia\njs.document.querySelector('my-closed').shadowRoot", "jsnull"),
            (
                "[p.textContent for p in morelia.find_all('p.hidden')]",
                "['open', 'in open', 'closed', 'in closed']",
            ),
            ("morelia.find('my-closed >>> div >>> p').textContent", "'in closed'"),
            ("morelia.shadow_root(js.document.body) is None", "True"),
            (
                "[d.URL.rpartition('/')[2] for d in morelia.documents()]",
                "['roots.html', 'plain.html']",
            ),
            ("morelia.find('#top', frames=True).textContent", "'A plain page'"),
        ],
    );
}

#[test]
fn pyscript() {
    check_cells(
        "/roots.html",
        &[
            (
                "from pyscript import when, display, document, web, HTML, storage, fetch\n\
                 clicks = []\n\
                 @when('click', '#go')\n\
                 def go(event):\n\
                 \x20   clicks.append(event.target.id)\n\
                 \x20   display(HTML('<b>clicked</b>'), target='output')\n\
                 document.querySelector('#go').click()\n\
                 clicks, web.page['output'].innerHTML",
                "(['go'], '<div><b>clicked</b></div>')",
            ),
            (
                "web.page.append(web.div(web.p('one', classes=['k']), id='made'))\n\
                 [p.textContent for p in web.page['made'].find('.k')]",
                "['one']",
            ),
            (
                "store = await storage('kept')\nstore['n'] = store.get('n', 0) + 1\nawait store.sync()\n\
                 (await storage('kept'))['n'], document.cookie, js.localStorage.length"
                    .replace("js.", "__import__('js').")
                    .as_str(),
                "(1, '', 0)",
            ),
            ("(await fetch('/other.html').text()).count('Another page')", "2"),
            (
                "from pyodide.code import eval_code, run_js\neval_code('1 + 1'), await __import__('pyodide.code').code.eval_code_async('2')",
                "(2, 2)",
            ),
            // No content script evaluates text, whatever the page's policy.
            (
                "try:\n    run_js('1 + 1')\nexcept Exception as error:\n    print(type(error).__name__, error.name)",
                "JsException EvalError",
            ),
        ],
    );
}

#[test]
fn what_a_handler_raises_is_told_once() {
    check_cells(
        "/roots.html",
        &[(
            "import js\nfrom pyscript import when\nfrom pyodide.ffi import run_sync\nimport asyncio\n\
                 @when('click', '#go')\nasync def go(event):\n    raise ValueError('async')\n\
                 told = []\nimport _morelia\nreal = _morelia.report_error\n\
                 _morelia.report_error = lambda *parts: told.append(parts[:2])\n\
                 js.document.querySelector('#go').click()\nrun_sync(asyncio.sleep(0.05))\n\
                 _morelia.report_error = real\ntold",
            "[('ValueError', 'async')]",
        )],
    );
}

#[test]
fn modules_of_javascript_are_imported_into_the_pages_world() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            session.allow("no-such.mjs");
            for (code, wanted) in [
                (
                    "from pyscript import js_import\nmodule, = await js_import('./greeting.mjs')\n\
                     module.name, module.default('Ada')",
                    "('greeting', 'Hello Ada, from A plain page')",
                ),
                ("counter = module.Counter.new()\ncounter.add(), counter.add()", "(1, 2)"),
                ("(await js_import('./greeting.mjs', '/greeting.mjs'))[1] == module", "True"),
                (
                    "try:\n    await js_import('./no-such.mjs')\nexcept Exception as error:\n    \
                     print(type(error).__name__)",
                    "JsException\n",
                ),
            ] {
                assert_eq!(session.cell(code).shown(), wanted, "{kind}: {code}");
            }
        });
    });
}
