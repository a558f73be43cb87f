"""``cProfile``, ``faulthandler`` and their like."""

import io
import sys

INSIDE = sys.platform == "emscripten"


def _fib(n):
    return n if n < 2 else _fib(n - 1) + _fib(n - 2)


def test_calls_are_counted():
    import cProfile

    profile = cProfile.Profile()
    assert profile.runcall(_fib, 8) == 21
    profile.create_stats()
    figures = {name[2]: value for name, value in profile.stats.items()}
    primitive, calls, own, total, callers = figures["_fib"]
    assert (primitive, calls) == (1, 67)
    assert 0 <= own <= total
    assert [name[2] for name in callers] == ["_fib"]


def test_built_in_functions_are_named():
    import cProfile

    with cProfile.Profile() as profile:
        numbers = []
        numbers.append(len("abc"))
        sorted([2, 1], key=lambda x: -x)
    profile.create_stats()
    names = {name[2] for name in profile.stats}
    assert {"<built-in method builtins.len>", "<method 'append' of 'list' objects>", "<lambda>"} <= names, names
    lambdas = next(value for name, value in profile.stats.items() if name[2] == "<lambda>")
    assert lambdas[:2] == (2, 2)
    assert [name[2] for name in lambdas[4]] == ["<built-in method builtins.sorted>"]


def test_times_add_up():
    import cProfile

    clock = iter(range(1000))
    profile = cProfile.Profile(lambda: next(clock))
    profile.runcall(_fib, 1)
    profile.create_stats()
    figures = {name[2]: value for name, value in profile.stats.items()}
    assert figures["_fib"][2:4] == (1, 1), figures


def test_the_report_is_printed_and_saved():
    import contextlib
    import cProfile
    import os
    import pstats
    import tempfile

    profile = cProfile.Profile()
    profile.runcall(_fib, 5)
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        profile.print_stats("cumulative")
    assert "15/1" in text.getvalue() and "(_fib)" in text.getvalue(), text.getvalue()
    path = os.path.join(tempfile.mkdtemp(), "figures")
    profile.dump_stats(path)
    assert pstats.Stats(path).total_calls >= 15


def test_only_one_profiler_at_a_time():
    if sys.version_info < (3, 12):
        return
    import cProfile

    first = cProfile.Profile()
    first.enable()
    try:
        cProfile.Profile().enable()
    except ValueError as error:
        assert "already active" in str(error)
    else:
        raise AssertionError("two profilers")
    finally:
        first.disable()


def test_profile_runs_in_main():
    import contextlib
    import cProfile

    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        cProfile.run("len('abc')")
    assert "function calls in" in text.getvalue()


def test_dump_traceback_shows_where_the_program_is():
    import faulthandler
    import os
    import tempfile

    path = os.path.join(tempfile.mkdtemp(), "dump")

    def deep(n):
        if n:
            deep(n - 1)
        else:
            with open(path, "w") as file:
                faulthandler.dump_traceback(file)

    deep(3)
    with open(path) as file:
        lines = file.read().splitlines()
    assert lines[0].startswith("Current thread 0x") and lines[0].endswith("(most recent call first):"), lines
    assert [line.endswith("in deep") for line in lines[1:6]] == [True] * 4 + [False], lines
    assert f'File "{__file__}", line ' in lines[1], lines
    assert not any("_morelia_lib" in line for line in lines)


def test_faulthandler_can_be_enabled():
    import faulthandler

    with open("/dev/null", "w") as file:
        faulthandler.enable(file)
        assert faulthandler.is_enabled()
        faulthandler.disable()
    assert not faulthandler.is_enabled()
    try:
        faulthandler.dump_traceback_later(0)
    except ValueError:
        pass
    else:
        raise AssertionError("a timeout of 0")
