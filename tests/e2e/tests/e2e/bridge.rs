//! `import js`: Python and JavaScript objects meeting on a live page.

use morelia_e2e::{check_cells, in_both, in_browser};

#[test]
fn attributes_calls_and_new() {
    check_cells(
        "/plain.html",
        &[
            ("import js\njs.document.title", "'A plain page'"),
            ("js.document.title = 'changed'\njs.document.title", "'changed'"),
            ("js.document.querySelector('#top').textContent", "'A plain page'"),
            // `this` is the object that the function came from.
            ("push = js.Array.new().push\npush('a')", "1"),
            (
                "add = js.document.body.classList.add\nadd('green')\njs.document.body.className",
                "'green'",
            ),
            ("js.URL.new('http://a/b?c=d').searchParams.get('c')", "'d'"),
            ("js.Math.max(1, 5, 3)", "5"),
            ("hasattr(js.document, 'no_such_thing')", "False"),
            (
                "js.document.querySelector('#none') is None or not js.document.querySelector('#none')",
                "True",
            ),
            ("js.parseInt('42') + 1", "43"),
            (
                "try:\n    js.no_such_global\nexcept AttributeError as error:\n    print('no_such_global' in str(error))",
                "True",
            ),
        ],
    );
}

#[test]
fn iteration_indexing_and_length() {
    check_cells(
        "/plain.html",
        &[
            (
                "import js\nitems = js.document.querySelectorAll('.item')\n[it.textContent for it in items]",
                "['one', 'two', 'three']",
            ),
            ("len(items), items[1].textContent, items[-1].textContent", "(3, 'two', 'three')"),
            ("list(js.Array.of(1, 2.5, 'x', True))", "[1, 2.5, 'x', True]"),
            ("m = js.Map.new()\nm['k'] = 1\n'k' in m, m['k'], len(m)", "(True, 1, 1)"),
            ("o = js.JSON.parse('{\"a\": {\"b\": [1]}}')\no.a.b[0]", "1"),
        ],
    );
}

#[test]
fn callbacks_with_return_values() {
    check_cells(
        "/plain.html",
        &[
            ("import js\nlist(js.Array.of(1, 2, 3).map(lambda x, *_: x * 10))", "[10, 20, 30]"),
            ("list(js.Array.of(3, 1, 2).sort(lambda a, b: a - b))", "[1, 2, 3]"),
            ("js.Array.of(1, 2, 3).reduce(lambda a, b, *_: a + b, 100)", "106"),
            (
                "clicks = []\nbutton = js.document.querySelector('#button')\n\
                 button.addEventListener('click', lambda event: clicks.append(event.type))\n\
                 button.click()\nclicks, js.document.querySelector('#count').textContent",
                "(['click'], '1')",
            ),
        ],
    );
}

#[test]
fn promises_are_awaited_and_exceptions_go_both_ways() {
    check_cells(
        "/plain.html",
        &[
            ("import js\nawait js.Promise.resolve(5)", "5"),
            ("(await (await js.fetch('/other.html')).text()).count('Another page')", "2"),
            (
                "try:\n    js.JSON.parse('{')\nexcept Exception as error:\n    print(type(error).__name__, 'JSON' in str(error))",
                "JsException True",
            ),
            (
                "try:\n    await js.Promise.reject(js.Error.new('rejected'))\nexcept Exception as error:\n    print(error)",
                "Error: rejected",
            ),
            (
                "def fail(*_):\n    raise ValueError('from Python')\n\
                 try:\n    js.Array.of(1).map(fail)\nexcept ValueError as error:\n    print(error)",
                "from Python",
            ),
        ],
    );
}

#[test]
fn the_page_sees_what_python_did_and_python_what_the_page_did() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            session.cell(
                "import js\nmade = js.document.createElement('b')\nmade.id = 'made'\n\
                 made.textContent = 'by Python'\njs.document.body.append(made)",
            );
            assert_eq!(
                session.page("return document.querySelector('#made').textContent"),
                "by Python",
                "{kind}"
            );
            session.page("document.querySelector('#made').dataset.answer = 'by the page'");
            assert_eq!(session.cell("made.dataset.answer").shown(), "'by the page'", "{kind}");
        });
    });
}

#[test]
fn identity_survives_a_round_trip() {
    check_cells(
        "/plain.html",
        &[
            ("import js\nthing = {'a': 1}\nbox = js.Array.of(thing)\nbox[0] is thing", "True"),
            ("js.document.body == js.document.body", "True"),
            ("js.document.body.parentNode == js.document.documentElement", "True"),
        ],
    );
}
