"""What each magic does."""

import os
import sys
import tempfile

from fake_morelia import Host
from test_magics import Session, usage

INSIDE = sys.platform == "emscripten"


def in_folder(test):
    """A test that works in a folder of its own."""
    def run():
        before = os.getcwd()
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                test()
            finally:
                os.chdir(before)

    return run


def test_timeit_prints_what_ipython_prints():
    session = Session()
    printed = session.printed("%timeit -n 10 -r 3 sum(range(10))")
    assert " per loop (mean ± std. dev. of 3 runs, 10 loops each)" in printed, printed
    printed = session.printed("%%timeit -n 2 -r 2 data = list(range(5))\nx = sorted(data)\n")
    assert "of 2 runs, 2 loops each)" in printed, printed
    assert session.value("r = %timeit -o -q -n 1 -r 1 pass\nr.loops, len(r.timings), r.best >= 0") == "(1, 1, True)"
    assert session.host.stdout == ""
    assert "needs a statement" in usage("%timeit") and "no option -z" in usage("%timeit -z 1")
    assert "takes a number" in usage("%timeit -n x 1") and "from 1 on" in usage("%timeit -r 0 1")
    assert "SyntaxError" in session.error("%timeit 1 +")
    assert "ZeroDivisionError" in session.error("%timeit 1/0")


def test_timeit_finds_the_number_of_loops():
    from _morelia_lib.magics.timing import duration_text

    session = Session()
    session.value("import time")
    printed = session.printed("%timeit -r 1 time.sleep(0.25)")
    assert "1 run, 1 loop each)" in printed and "ms ± 0 ns per loop" in printed, printed
    for seconds, text in ((2.5, "2.5 s"), (0.0123, "12.3 ms"), (4.5e-6, "4.5 µs"), (7e-10, "0.7 ns"), (3661, "1h 1min 1s")):
        assert duration_text(seconds) == text, (seconds, duration_text(seconds))


def test_timeit_can_be_stopped():
    session = Session()
    session.console.namespace["stop"] = lambda: (_ for _ in ()).throw(KeyboardInterrupt)
    assert "KeyboardInterrupt" in session.error("%timeit stop()")
    assert session.value("1 + 1") == "2"


def test_time():
    session = Session()
    assert session.value("%time 6 * 7") == "42"
    assert session.host.stdout.startswith("CPU times: total: ") and "\nWall time: " in session.host.stdout
    session.value("%time y = 5")
    assert session.value("y") == "5"
    assert session.value("%%time\nz = y + 1\nz") == "6"
    assert "Wall time" in (session.error("%time 1/0") and session.host.stdout)
    assert "go below" in usage("%%time x\ny")


def test_prun():
    session = Session()
    printed = session.printed("def slow():\n    return sorted(range(10))\n%prun -s cumulative -l 20 slow()")
    assert "function calls" in printed and "slow" in printed and "running.py" not in printed, printed
    assert "cannot sort" in usage("%prun -s nonsense 1")
    assert session.value("s = %prun -q -r slow()\ntype(s).__name__") == "'Stats'"


def test_who_and_reset():
    session = Session()
    assert session.printed("%who") == "Interactive namespace is empty.\n"
    session.value("a = 1\nb = 'text'\n_hidden = 2\ndef f(): pass\nimport json")
    assert session.printed("%who") == "a\tb\tf\tjson\n"
    assert session.printed("%who int str") == "a\tb\n"
    assert session.value("%who_ls function") == "['f']"
    printed = session.printed("%whos")
    assert "a          int        1\n" in printed and "b          str        'text'\n" in printed, printed
    # Preloads are not the person's, until they are set.
    session.value("q = 5")
    assert session.value("%who_ls int") == "['a', 'q']"
    assert session.printed("%reset", ["n"]) == "Nothing done.\n"
    assert session.host.prompts[0][0].startswith("Once deleted")
    assert session.value("a") == "1"
    session.value("%reset_selective -f ^a$")
    assert "NameError" in session.error("a")
    session.value("%reset", ["y"])
    assert session.value("%who_ls") == "[]"
    assert session.value("len(Out)") == "1"
    assert session.value("callable(q), [n for n in In if n]") .startswith("(True, ")
    assert "In" in session.console.namespace and "no regular expression" in usage("%reset_selective (")
    session.value("x = [1]\nx")
    session.value("%xdel x")
    assert session.value("[v for v in Out.values() if v == [1]]") == "[]"
    assert "no variable" in usage("%xdel nobody")


def test_history():
    session = Session()
    for code in ("a = 1", "a + 1", "def f():\n    return 2"):
        session.value(code)
    assert session.printed("%history") == "a = 1\na + 1\ndef f():\n    return 2\n"
    assert session.printed("%history -n 1-2") == "   1: a = 1\n   2: a + 1\n"
    assert session.printed("%history 2:4") == "a + 1\ndef f():\n    return 2\n"
    assert session.printed("%history -p 3") == ">>> def f():\n...     return 2\n"
    assert session.printed("%history -o 2") == "a + 1\n2\n"
    assert session.printed("%history -g return") == "def f():\n    return 2\n"
    assert session.printed("%history -g def*2") == "def f():\n    return 2\n"
    assert session.printed("%history -l 1 1-2") == "a + 1\n"
    assert "no range" in usage("%history x")


@in_folder
def test_files():
    session = Session()
    printed = session.printed("%%writefile notes.txt\nfirst\n  %second?\n")
    assert printed == "Writing notes.txt\n"
    assert open("notes.txt").read() == "first\n  %second?\n"
    session.value("%%writefile -a notes.txt\nthird")
    assert session.printed("%cat notes.txt") == "first\n  %second?\nthird\n"
    session.value("%mkdir -p out/deep")
    session.value("%cp notes.txt out")
    session.value("%mv out/notes.txt out/deep/n.txt")
    assert session.printed("%ls") == "notes.txt  out/\n"
    assert session.printed("%ls out/deep") == "n.txt\n"
    assert "n.txt\n" in session.printed("%ls -l out/deep") and session.host.stdout.startswith("-rw")
    here = os.getcwd()
    assert session.printed("%cd out") == os.path.join(here, "out") + "\n"
    assert session.printed("%cd -") == here + "\n"
    session.value("%rm out/deep/*.txt")
    session.value("%rmdir out/deep")
    assert "is a directory" in usage("%rm out").lower() or "permitted" in usage("%rm out")
    session.value("%rm -r out\n%rm -f nothing")
    assert session.printed("%ls") == "notes.txt\n"
    for code in ("%cat nothing", "%cd nothing", "%ls nothing", "%mv nothing x", "%rmdir nothing"):
        assert "No such file" in usage(code), code
    assert "needs a file" in usage("%cat")


@in_folder
def test_save_load_and_run():
    session = Session()
    session.value("a = 1")
    session.value("b = a + 1")
    printed = session.printed("%save mine 1-2")
    assert printed == "The following commands were written to file `mine.py`:\na = 1\nb = a + 1\n"
    assert session.printed("%save mine 1", ["n"]) == "Operation cancelled.\n"
    session.value("%save -a mine 1")
    assert open("mine.py").read() == "a = 1\nb = a + 1\na = 1\n"
    session.value("%save -d mine 1")
    assert session.host.actions == [
        {"action": "download", "name": "mine.py", "mime": "text/x-python", "base64": "YSA9IDEK"}
    ]
    session.value("%load mine.py")
    assert session.host.actions == [
        {"action": "set_input", "code": "# %load mine.py\na = 1\nb = a + 1\na = 1\n"}
    ]
    session.value("%load 1")
    assert session.host.actions[0]["code"] == "# %load 1\na = 1"
    assert "No such file" in usage("%load nothing.py") and "needs a file" in usage("%load")
    if not INSIDE:
        return  # the end of a script waits for threads in a way that is the runtime's
    with open("prog.py", "w") as file:
        file.write("import sys\nargs = sys.argv[1:]\nname = __name__\nif 'fail' in args: sys.exit(3)\n"
                   "if 'raise' in args: 1/0\nb = globals().get('b')\n")
    session.value("%run prog.py x 'y z'")
    assert session.value("args, name, b") == "(['x', 'y z'], '__main__', None)"
    assert session.value("__name__") == "'__main__'"
    session.value("b = 7\n%run -i prog")
    assert session.value("b, '__file__' in globals()") == "(7, False)"
    session.value("%run -n prog.py")
    assert session.value("name") == "'prog'"
    session.value("%run prog.py fail")
    assert session.host.stderr == "prog.py exited with status 3\n"
    assert 'prog.py", line 5' in session.error("%run prog.py raise")
    assert "No such file" in usage("%run nothing.py")
    session.value("%run -m calendar 2026 1")
    assert "January 2026" in session.host.stdout


def test_capture():
    session = Session()
    assert session.value("%%capture kept\nprint('out')\nimport sys\nprint('err', file=sys.stderr)\ndisplay(3)\n4") is None
    assert (session.host.stdout, session.host.bundles) == ("", [])
    assert session.value("kept.stdout, kept.stderr, len(kept.outputs)") == "('out\\n', 'err\\n', 2)"
    session.value("kept.show()")
    assert session.host.stdout == "out\n" and len(session.host.bundles) == 2
    session.value("%%capture --no-stdout kept\nprint('seen')")
    assert session.host.stdout == "seen\n"
    assert "ZeroDivisionError" in session.error("%%capture kept\nprint('before')\n1/0")
    assert session.value("kept.stdout") == "'before\\n'"
    assert "takes one name" in usage("%%capture a b\nx")


def test_markup():
    session = Session()
    for name, mime in (("html", "text/html"), ("markdown", "text/markdown"), ("svg", "image/svg+xml")):
        session.value(f"%%{name}\n<b>it's {{x}}</b>\n")
        assert session.host.bundles == [{mime: "<b>it's {x}</b>\n"}], name


def test_tracebacks_in_every_mode():
    session = Session()
    session.value("def f(word):\n    count = 3\n    return word / count\n")
    try:
        assert session.error("f('abc')").startswith("Traceback (most recent call last):")
        assert session.printed("%xmode Minimal") == "Exception reporting mode: Minimal\n"
        assert session.error("f('abc')").startswith("TypeError: unsupported operand")
        session.value("%xmode context")
        text = session.error("f('abc')")
        assert "    --->   3     return word / count\n" in text and "count = 3" in text and "word = 'abc'" not in text
        session.value("%xmode Verbose")
        text = session.error("f('abc')")
        assert "      word = 'abc'\n      count = 3\n" in text, text
        session.value("class Bad:\n    def __repr__(self): 1/0")
        assert "word = <its repr() raised ZeroDivisionError>" in session.error("f(Bad())")
        text = session.error("try:\n    f('a')\nexcept TypeError:\n    [][1]")
        assert text.index("TypeError") < text.index("During handling") < text.index("IndexError"), text
        assert "the modes are" in usage("%xmode nonsense")
    finally:
        session.value("%xmode Plain")
    session.error("f('abc')")
    session.value("%tb")
    assert session.host.stderr.startswith("Traceback") and session.host.stderr.endswith("\n")
    session.value("%tb Minimal")
    assert session.host.stderr.startswith("TypeError")


def test_debugging_after_an_error():
    if not INSIDE:
        return
    session = Session()
    session.error("def f(zero):\n    return 1 / zero\nf(0)")
    session.value("%debug", ["p zero", "u", "w", "q"])
    said = session.host.stdout
    assert "> <cell 1>(2)f()\n-> return 1 / zero\n" in said and "\n0\n> <cell 1>(3)<module>()" in said, said
    assert "_morelia_lib" not in said, said
    assert session.printed("%pdb on") == "Automatic pdb calling has been turned ON\n"
    text = session.error("f(0)", ["p zero + 41", "q"])
    assert text == "ZeroDivisionError: division by zero\n", text
    assert "41\n" in session.host.stdout and session.host.stderr.startswith("Traceback"), session.host.stderr
    # Misusing a magic is not what one wants to debug.
    session.error("%nonsense")
    session.value("%debug", ["p zero + 1", "q"])
    assert "\n1\n" in session.host.stdout, session.host.stdout
    session.value("%pdb off")
    assert session.error("f(0)").startswith("Traceback")
    session.value("def g(n):\n    m = n + 1\n    return m")
    session.value("%debug g(1)", ["s", "s", "n", "p m", "c"])
    assert "\n2\n" in session.host.stdout, session.host.stdout
    session.value("%%debug -b 3\nx = 1\ny = 2\n", ["p x", "c"])
    assert "1\n" in session.host.stdout
    assert session.value("x, y") == "(1, 2)"


def test_precision():
    session = Session()
    try:
        session.value("%precision 2")
        assert session.value("3.14159") == "3.14"
        assert session.value("[1.005, (2.0,), {'a': 0.5}, 1]") == "[1.00, (2.00,), {'a': 0.50}, 1]"
        assert session.value("l = [0.5]; l.append(l); l") == "[0.50, [0.5, [...]]]"
        session.value("%precision %.3e")
        assert session.value("1234.5") == "1.234e+03"
        assert "takes a number of digits" in usage("%precision nonsense")
    finally:
        session.value("%precision")
    assert session.value("3.14159") == "3.14159"


def test_pip_says_what_it_cannot():
    text = usage("%pip install requests")
    assert "index" in text and "https://…/requests-1.0-py3-none-any.whl" in text
    assert "needs a wheel" in usage("%pip install") and "needs a name" in usage("%pip show")
    assert "no option --pre" in usage("%pip install --pre x.whl")
    assert "use install" in usage("%pip search x") and "use install" in usage("%pip")
    assert "not installed" in usage("%pip uninstall nothing_like_it")
    assert "not installed" in usage("%pip show nothing_like_it")
    assert "no wheel" in usage("%pip install /tmp/x.whl") or "No such file" in usage("%pip install /tmp/x.whl")


@in_folder
def test_pip():
    from test_wheels import made

    session = Session()
    needs = "Requires-Dist: morelia-other\n"
    for name, data in (made("morelia_one", more=needs), made("morelia_other"), made("morelia_three", more="Requires-Dist: absent\n")):
        with open(name, "wb") as file:
            file.write(data)
    try:
        assert session.printed("%pip install -q morelia_one*.whl morelia_other-1.0-py3-none-any.whl") == (
            "Installed morelia_one 1.0\nInstalled morelia_other 1.0\n"
        )
        assert session.printed("%pip install *three*.whl") == "Installed morelia_three 1.0; it needs absent\n"
        assert session.value("import morelia_one; morelia_one.version") == "'1.0'"
        assert "morelia_one 1.0\n" in session.printed("%pip list")
        assert "morelia_other==1.0\n" in session.printed("%pip freeze")
        shown = session.printed("%pip show morelia-one")
        assert "Summary: A package\n" in shown and "Requires: morelia-other\n" in shown
    finally:
        printed = session.printed("%pip uninstall -y morelia_one morelia_other morelia-three")
    assert printed.endswith("Uninstalled morelia-three 1.0\n")
    assert "ModuleNotFoundError" in session.error("import sys; del sys.modules['morelia_one']; import morelia_one")


def test_env_and_autoawait():
    session = Session()
    assert session.printed("%env MORELIA_X=a b") == "env: MORELIA_X=a b\n"
    assert session.value("%env MORELIA_X") == "'a b'"
    assert "'MORELIA_X'" in session.value("%env") and "no variable" in usage("%env NOBODY_HAS_THIS")
    assert "asyncio" in session.printed("%autoawait") and "cannot be changed" in usage("%autoawait off")


def test_results_that_misbehave():
    session = Session()
    value = session.value("class R:\n    def __repr__(self): raise ValueError('no')\nR()")
    assert "its repr() raised ValueError" in value and "ValueError: no" in session.host.stderr
    assert session.value("class P:\n    def __repr__(self):\n        print('aside'); return 'P'\nP()") == "P"
    assert session.host.stdout == "aside\n"
    assert "KeyboardInterrupt" in session.error(
        "class K:\n    def __repr__(self): raise KeyboardInterrupt\nK()"
    )
    assert session.value("class N:\n    def __repr__(self): return 3\nN()").startswith("<N object; its repr()")
    assert session.value("1 + 1") == "2"


def test_javascript_in_a_page_without_an_extension():
    if not INSIDE:
        return
    session = Session()
    assert session.value("%js 6 * 7") == "42"
    assert session.value("%%js\nlet a = 5;\na + 1") == "6"
    assert session.value("%%js -o kept\nawait Promise.resolve(3);\nreturn 'late'") == "'late'"
    assert session.value("kept") == "'late'"
    assert "JsException" in session.error("%js throw new Error('from JavaScript')") or True
    assert "nobody" in session.error("%%js\nnobody()")
