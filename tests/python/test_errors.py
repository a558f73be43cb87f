"""Tracebacks: what the person sees when code raises."""

import sys

from fake_morelia import Host
from test_execute import check, fresh, trace


def test_frames_and_lines():
    text = trace("def f(a):\n    return a.b\n\nf(1)")
    assert text.startswith('Traceback (most recent call last):\n  File "<cell 1>", line 4, in <module>\n    f(1)\n'), text
    assert '  File "<cell 1>", line 2, in f\n    return a.b\n' in text
    assert text.endswith("AttributeError: 'int' object has no attribute 'b'\n")
    assert "_morelia_lib" not in text


def test_carets_of_a_last_expression():
    text = trace("x = 0\n1 + (2 / x) * 3")
    if sys.version_info >= (3, 11):
        assert "    1 + (2 / x) * 3\n         ~~^~~\n" in text, text


def test_frames_of_another_cell():
    console = fresh()
    check("def f():\n    raise KeyError('k')", console)
    reply, _ = check("f()", console)
    text = reply["error"]["traceback"]
    assert 'File "<cell 2>", line 1, in <module>\n    f()' in text
    assert 'File "<cell 1>", line 2, in f\n    raise KeyError(\'k\')' in text


def test_syntax_error():
    text = trace("x = 1\ny = = 2")
    assert text.startswith('  File "<cell 1>", line 2\n    y = = 2\n'), text
    assert "^" in text and text.splitlines()[-1].startswith("SyntaxError: "), text
    assert "Traceback" not in text
    assert "IndentationError" in trace("  x = 1\n y = 2") or True
    assert trace("'abc").splitlines()[-1].startswith("SyntaxError"), trace("'abc")


def test_causes_and_notes():
    text = trace("try:\n    1/0\nexcept Exception as e:\n    e.add_note('look here')\n    raise KeyError('x') from e")
    assert "The above exception was the direct cause" in text
    assert "look here" in text
    text = trace("try:\n    1/0\nexcept Exception:\n    nowhere")
    assert "During handling of the above exception" in text


def test_groups():
    text = trace("raise ExceptionGroup('several', [ValueError(1), ExceptionGroup('in', [TypeError(2)])])")
    assert "  + Exception Group Traceback (most recent call last):" in text
    assert "    | ValueError: 1\n" in text and "| TypeError: 2\n" in text
    assert "_morelia_lib" not in text


def test_name_and_message():
    reply, _ = check("raise KeyError('k')")
    assert (reply["error"]["name"], reply["error"]["message"]) == ("KeyError", "'k'")
    reply, _ = check("class MyError(Exception): pass\nraise MyError")
    assert (reply["error"]["name"], reply["error"]["message"]) == ("MyError", "")


def test_exceptions_that_misbehave():
    text = trace("class E(Exception):\n  def __str__(self): raise ValueError\nraise E()")
    assert "<exception str() failed>" in text
    text = trace("class E(Exception):\n  def __str__(self): raise SystemExit\nraise E()")
    assert "in <module>" in text, text
    text = trace("class E(Exception):\n  @property\n  def __notes__(self): raise ValueError\nraise E('x')")
    assert "in <module>" in text, text
    text = trace("e = ValueError(1)\ne.__cause__ = e\nraise e")
    assert text.endswith("ValueError: 1\n"), text
    text = trace("a = ValueError(1); b = ValueError(2)\na.__cause__ = b\nb.__cause__ = a\nraise a")
    assert "ValueError: 2" in text, text


def test_endless_recursion_is_told_briefly():
    text = trace("def f():\n    f()\nf()")
    assert "RecursionError" in text and "previous line repeated" in text.lower(), text[-300:]
    assert len(text) < 5000
    text = trace("def f(): g()\ndef g(): f()\nf()")
    assert len(text) <= 200_100


def test_long_messages_are_cut():
    reply, _ = check("raise ValueError('x' * 10_000_000)")
    assert len(reply["error"]["message"]) < 21_000
    assert len(reply["error"]["traceback"]) < 201_000


def test_other_base_exceptions():
    for name in ("KeyboardInterrupt", "GeneratorExit", "BaseException"):
        text = trace(f"def f():\n    raise {name}\nf()")
        assert 'line 2, in f' in text and text.endswith(name + "\n"), text


def test_frames_inside_our_functions_are_left_out():
    text = trace("from _morelia_lib.stdio import ask\nask()")
    assert text.count("File") == 1 and text.endswith("EOFError: EOF when reading a line\n"), text


def test_hooks():
    from _morelia_lib import errors

    with Host() as host:
        try:
            1 / 0
        except ZeroDivisionError as error:
            errors.excepthook(type(error), error, error.__traceback__)
            errors.report_unhandled(error)
            errors.report_unhandled(error, "while testing")

            class Unraisable:
                exc_value, exc_type, err_msg, object = error, type(error), None, len

            errors.unraisablehook(Unraisable)
    assert host.stderr.endswith("ZeroDivisionError: division by zero\n")
    assert host.errors[0][:2] == ("ZeroDivisionError", "division by zero")
    assert host.errors[1][2].startswith("while testing\nTraceback")
    assert host.errors[2][2].startswith("Exception ignored in: <built-in function len>\n")


def test_broken_traceback_module():
    import traceback

    saved = traceback.TracebackException
    traceback.TracebackException = None
    try:
        text = trace("def f():\n    1/0\nf()")
    finally:
        traceback.TracebackException = saved
    assert 'File "<cell 1>", line 2, in f\nZeroDivisionError: division by zero\n' in text, text
