"""Running code with Pyodide's names."""

import asyncio

try:
    import js
except ImportError:
    js = None  # In CPython there is no browser.
else:
    from pyodide import code
    from pyodide.code import CodeRunner, eval_code, eval_code_async, find_imports, relaxed_call, should_quiet


def raised(call, *args, **kwargs):
    """The exception that a call raises, or None."""
    try:
        call(*args, **kwargs)
    except BaseException as error:
        return error
    return None


def test_eval_code():
    assert eval_code("1 + 1") == 2 and eval_code("1 + 1;") is None and eval_code("") is None
    assert eval_code("x = 1") is None
    names = {"x": 5}
    assert eval_code("y = x * 2\ny + 1", names) == 11 and names["y"] == 10
    assert set(names) - {"__builtins__"} == {"x", "y"}
    assert eval_code("x", {"x": 1}, {"x": 2}) == 2
    assert eval_code("def f():\n  return 7\nf()") == 7


def test_return_modes():
    assert eval_code("a = b = 3", return_mode="last_expr_or_assign") == 3
    assert eval_code("a = 1\na += 3", return_mode="last_expr_or_assign") == 4
    assert eval_code("a: int = 3", return_mode="last_expr_or_assign") == 3
    assert eval_code("a: int", return_mode="last_expr_or_assign") is None
    assert eval_code("a, b = 1, 2", return_mode="last_expr_or_assign") is None
    assert eval_code("1", return_mode="none") is None
    assert eval_code("1;", quiet_trailing_semicolon=False) == 1
    assert type(raised(eval_code, "1", return_mode="x")) is ValueError


def test_errors_of_programs():
    assert type(raised(eval_code, "1 +")) is SyntaxError
    assert type(raised(eval_code, "1 / 0")) is ZeroDivisionError
    assert type(raised(eval_code, "await f()")) is RuntimeError
    assert raised(eval_code, "x = (", filename="mine.py").filename == "mine.py"


def test_eval_code_async():
    source = "import asyncio\nx = await asyncio.sleep(0, 5)\nx + 1"
    assert asyncio.run(eval_code_async(source)) == 6
    assert asyncio.run(eval_code_async("1 + 1")) == 2
    assert asyncio.run(eval_code_async("await asyncio.sleep(0, 5);", {"asyncio": asyncio})) is None


def test_code_runner():
    runner = CodeRunner("x + 1")
    assert type(raised(runner.run, {"x": 1})) is RuntimeError
    runner.compile()
    assert runner.run({"x": 1}) == 2 and runner.run({"x": 2}) == 3
    runner.ast.body[0].value.op = __import__("ast").Sub()
    assert runner.compile().run({"x": 1}) == 0
    assert CodeRunner("1 + 1", mode="eval").compile().run() == 2


def test_should_quiet():
    assert should_quiet("1;") and should_quiet("1 ; ") and should_quiet("1; # why")
    assert not should_quiet("1") and not should_quiet("1 # ;") and not should_quiet("'1;'")
    assert not should_quiet("(") and not should_quiet("")


def test_find_imports():
    assert find_imports("import numpy as np, os.path; from json.decoder import x; from . import y") == ["json", "numpy", "os"]
    assert find_imports("    def f():\n        import a") == ["a"]
    assert find_imports("not python at all") == []


def test_relaxed_call():
    assert relaxed_call(lambda: 5, 1, 2, x=3) == 5
    assert relaxed_call(lambda a, b=2: (a, b), 1) == (1, 2)
    assert relaxed_call(lambda *args, **kwargs: (args, kwargs), 1, b=2) == ((1,), {"b": 2})
    assert relaxed_call(lambda a, *, b: (a, b), 1, 2, b=3, c=4) == (1, 3)
    assert relaxed_call(max, 1, 2) == 2
    assert type(raised(relaxed_call, lambda a: a)) is TypeError
    assert code.relaxed_wrap([].append)(1, 2) is None


def test_run_js():
    assert code.run_js("1 + 1") == 2 and code.run_js("({a: [1]})").to_py() == {"a": [1]}
    assert type(raised(code.run_js, 5)) is TypeError


if js is None:
    for _name in [name for name in globals() if name.startswith("test_")]:
        del globals()[_name]
