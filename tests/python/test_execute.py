"""Execution: modes, results, exits, errors."""

import json
import os
import sys
import tempfile

from fake_morelia import Host
from _morelia_lib.console import Console, encode


def fresh():
    return Console(type(sys)("__main__"))


def check(code, console=None, **request):
    """Executes code in a console; gives (reply, host)."""
    console = console or fresh()
    with Host(lines=request.pop("lines", ()), can_block=request.pop("can_block", True)) as host:
        reply = console.handle({"op": "execute", "code": code, **request})
    json.loads(encode(reply))
    return reply, host


def plain(code, **request):
    reply, host = check(code, **request)
    assert reply["status"] == "ok", reply
    return reply["result"] and reply["result"]["text/plain"]


def trace(code, **request):
    reply, host = check(code, **request)
    assert reply["status"] == "error", reply
    return reply["error"]["traceback"]


def test_cell_results():
    assert plain("1 + 1") == "2"
    assert plain("x = 3\nx") == "3"
    assert plain("x = 3") is None
    assert plain("None") is None
    assert plain("1;") is None
    assert plain("(1) ; # comment") is None
    assert plain("'a;'") == "'a;'"
    assert plain("1 # ;") == "1"
    assert plain("") is None
    assert plain("# only a comment") is None
    assert plain("'é'; 'ü'") == "'ü'"
    assert plain("def f(): return 1\nf()") == "1"


def test_cell_leaves_no_hidden_names():
    console = fresh()
    check("1", console)
    check("1/0", console)
    assert not [name for name in console.namespace if "morelia" in name]


def test_counter_and_history():
    console = fresh()
    for code in ("10", "x = 1", "20", "None", "30"):
        reply, _ = check(code, console)
    assert reply["execution_count"] == 5
    names = console.namespace
    assert names["In"] == ["", "10", "x = 1", "20", "None", "30"]
    assert names["Out"] == {1: 10, 3: 20, 5: 30}
    assert (names["_"], names["__"], names["___"]) == (30, 20, 10)
    assert plain("_ + __", console=console) == "50"


def test_underscore_of_the_person_is_kept():
    console = fresh()
    check("1", console)
    check("_ = 'mine'", console)
    check("2", console)
    assert console.namespace["_"] == "mine"


def test_top_level_await():
    assert plain("import asyncio\nawait asyncio.sleep(0.001, 'slept')") == "'slept'"
    assert plain("async def f(): return 5\nx = await f()\nx + 1") == "6"
    console = fresh()
    check("async def f(): return 5", console)
    assert plain("await f()", console=console, mode="eval") == "5"


def test_await_where_blocking_is_impossible():
    reply, _ = check("import asyncio\nawait asyncio.sleep(1)", can_block=False)
    assert reply["error"]["name"] == "RuntimeError"
    assert "JavaScript waits" in reply["error"]["message"]


def test_error_in_await():
    text = trace("async def f():\n    return 1 / 0\nawait f()")
    assert text.startswith('Traceback (most recent call last):\n  File "<cell 1>", line 3, in <module>\n    await f()'), text
    assert "base_events" not in text and "_morelia_lib" not in text
    assert text.endswith("ZeroDivisionError: division by zero\n")


def test_future_imports_stay():
    console = fresh()
    check("from __future__ import annotations", console)
    assert plain("def f(x: nowhere): pass\nf.__annotations__['x']", console=console) == "'nowhere'"


def test_modes():
    console = fresh()
    reply, _ = check("x = 1\nx", console, mode="exec")
    assert reply["status"] == "ok" and reply["result"] is None
    assert plain("  x + 1", console=console, mode="eval") == "2"
    reply, host = check("x + 2", console, mode="single")
    assert reply["result"] is None and host.stdout in ("3\n", "")
    reply, _ = check("", mode="nonsense")
    assert reply["error"]["name"] == "ValueError"


def test_single_prints_through_displayhook():
    from _morelia_lib import stdio

    saved = sys.displayhook
    sys.displayhook = stdio.displayhook
    try:
        _, host = check("40 + 2", mode="single")
    finally:
        sys.displayhook = saved
    assert host.stdout == "42\n"


def test_script():
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "neighbour_of_it.py"), "w") as file:
            file.write("value = 7\n")
        path = os.path.join(folder, "it.py")
        console = fresh()
        main = sys.modules.get("__main__")
        argv = list(sys.argv)
        reply, host = check(
            "import sys, neighbour_of_it\nx = 1\n'no result'\n"
            "print(__name__, __file__ == sys.argv[0], sys.argv[1:], neighbour_of_it.value)\n"
            "print(sys.modules['__main__'].x)\n",
            console, mode="script", filename=path, argv=[path, "a", "b"],
        )
        sys.path.remove(folder)
    assert reply["status"] == "ok" and reply["result"] is None, reply
    assert host.stdout == "__main__ True ['a', 'b'] 7\n1\n"
    assert "x" not in console.namespace and sys.argv == argv
    assert sys.modules.get("__main__") is main


def test_script_text_without_a_file():
    reply, host = check("import sys\nprint('__file__' in globals(), sys.argv)", mode="script", filename="<string>")
    assert host.stdout == "False ['-c']\n", (reply, host.stdout)
    assert "await" not in trace("import asyncio\nawait asyncio.sleep(0)\n1/0", mode="script").splitlines()[2]


def test_module():
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "run_as_module.py"), "w") as file:
            file.write("import sys\nprint(__name__, sys.argv[1:])\nif sys.argv[1:] == ['fail']: 1/0\n")
        sys.path.insert(0, folder)
        reply, host = check("run_as_module", mode="module", argv=["run_as_module", "x"])
        assert (reply["status"], host.stdout) == ("ok", "__main__ ['x']\n"), reply
        text = trace("run_as_module", mode="module", argv=["run_as_module", "fail"])
        assert "runpy" not in text and "line 3, in <module>" in text, text
        sys.path.remove(folder)
    reply, _ = check("no_such_module_anywhere", mode="module")
    assert reply["error"]["traceback"] == "ImportError: No module named no_such_module_anywhere\n", reply


def test_exit_codes():
    for code, status in (("", 0), ("None", 0), ("3", 3), ("True", 1), ("-1", 255), ("256", 0)):
        reply, host = check(f"raise SystemExit({code})")
        assert (reply["status"], reply["exit_code"], host.stderr) == ("exit", status, ""), (code, reply)
    reply, host = check("import sys; sys.exit('bad news')")
    assert (reply["status"], reply["exit_code"], host.stderr) == ("exit", 1, "bad news\n")
    reply, host = check("import sys\nasync def f(): sys.exit(4)\nawait f()")
    assert (reply["status"], reply["exit_code"]) == ("exit", 4)


def test_output_goes_to_the_streams():
    _, host = check("import sys\nprint('a', end='')\nprint('b', file=sys.stderr)")
    assert (host.stdout, host.stderr) == ("a", "b\n")


def test_input():
    reply, host = check(
        "import builtins\nfrom _morelia_lib.stdio import ask\nask('Name? ')", lines=["Ada"]
    )
    assert reply["result"]["text/plain"] == "'Ada'" and host.prompts == [("Name? ", False)]
    reply, _ = check("from _morelia_lib.stdio import ask\nask()")
    assert reply["error"]["name"] == "EOFError"


def test_lone_surrogates_survive():
    reply, host = check("print('\\ud800')\n'\\udfff'")
    assert host.stdout == "\\ud800\n"
    assert json.loads(encode(reply))["result"]["text/plain"] == "'\\udfff'"


def test_last_exception_is_kept():
    check("1/0")
    assert isinstance(sys.last_value, ZeroDivisionError)
    assert sys.last_traceback.tb_frame.f_code.co_filename == "<cell 1>"


def test_results_that_misbehave():
    reply, host = check("class A:\n  def __repr__(self): raise ValueError('mine')\nA()")
    assert reply["status"] == "ok" and "repr() raised ValueError" in reply["result"]["text/plain"]
    assert 'in __repr__' in host.stderr and "_morelia_lib" not in host.stderr
    reply, _ = check("'x' * 3_000_000")
    assert len(reply["result"]["text/plain"]) < 1_000_200
    reply, _ = check("class A:\n  def __repr__(self): raise KeyboardInterrupt\nA()")
    assert reply["error"]["name"] == "KeyboardInterrupt"


def test_rich_results():
    console = fresh()
    check("class A:\n"
          "  def __repr__(self): return 'A!'\n"
          "  def _repr_html_(self): return '<b>A</b>'\n"
          "  def _repr_png_(self): return b'\\x89PNG'\n"
          "  def _repr_markdown_(self): return None\n"
          "  def _repr_svg_(self): raise KeyError('svg')\n"
          "  def _repr_mimebundle_(self, include=None, exclude=None):\n"
          "    return {'application/json': {'a': [1]}}, {}\n", console)
    reply, host = check("A()", console)
    assert reply["result"].pop("application/vnd.morelia.tree+json")
    assert reply["result"] == {
        "text/plain": "A!", "text/html": "<b>A</b>", "image/png": "iVBORw==",
        "application/json": '{"a": [1]}',
    }
    assert host.stderr.endswith("KeyError: 'svg'\n")
    reply, _ = check("A", console)
    assert list(reply["result"]) == ["text/plain", "application/vnd.morelia.tree+json"]
    _, host = check("display(A(), 3)\ndisplay({'text/html': '<i>'}, raw=True)", console)
    assert host.bundles[0]["text/html"] == "<b>A</b>"
    assert host.bundles[1:] == [{"text/plain": "3"}, {"text/html": "<i>"}]


def test_unknown_operation():
    assert fresh().handle({"op": "fly"})["op"] == "failed"


def test_dispatch_speaks_json():
    from _morelia_lib import console

    reply = json.loads(console.dispatch('{"op": "is_complete", "code": "if x:"}'))
    assert reply == {"op": "is_complete", "status": "incomplete", "indent": "    "}
    assert json.loads(console.dispatch("no json"))["op"] == "failed"
    assert json.loads(console.dispatch('{"op": "complete"}'))["op"] == "failed"


def test_only_the_last_cells_are_kept():
    import linecache

    from _morelia_lib import console as console_module

    kept, console_module.KEPT = console_module.KEPT, 3
    try:
        console = fresh()
        for number in range(1, 7):
            check(f"{number} * 10", console)
        names = console.namespace
        assert names["In"] == ["", "", "", "", "4 * 10", "5 * 10", "6 * 10"]
        assert names["Out"] == {4: 40, 5: 50, 6: 60}
        assert linecache.getline("<cell 3>", 1) == ""
        assert linecache.getline("<cell 4>", 1) == "4 * 10\n"
        names["In"].clear()
        names["Out"].clear()
        for _ in range(5):
            check("1", console)
        assert names["Out"] == {9: 1, 10: 1, 11: 1}
    finally:
        console_module.KEPT = kept
