"""Tracebacks: lines, carets and hints, wherever the code came from."""

import os
import sys
import tempfile
import warnings

from fake_morelia import Host

INSIDE = sys.platform == "emscripten"


def _told(code, mode="cell", **request):
    from _morelia_lib.console import Console

    with Host() as host:
        reply = Console(type(sys)("m")).handle({"op": "execute", "code": code, "mode": mode, **request})
    assert reply["status"] == "error", reply
    return reply["error"]["traceback"], host


def _check(code, *parts):
    told, _ = _told(code)
    for part in parts:
        assert part in told, f"{part!r} is not in:\n{told}"


def test_a_cells_line_and_the_place_in_it():
    _check(
        "def f(a):\n    return a['x'] + a['y']\nf({'x': 1})",
        "Traceback (most recent call last):\n  File \"<cell 1>\", line 3, in <module>\n    f({'x': 1})\n",
        "    return a['x'] + a['y']\n                    ~^^^^^\nKeyError: 'y'\n",
    )


def test_syntax_errors_point_at_the_place():
    told, _ = _told("x = (1,\ny = 2")
    assert '  File "<cell 1>", line 1\n    x = (1,\n        ^\nSyntaxError: \'(\' was never closed\n' in told, told


def test_causes_notes_and_groups():
    _check(
        "try:\n    int('x')\nexcept ValueError as e:\n    e.add_note('a note')\n    raise KeyError('k') from e",
        "ValueError: invalid literal for int() with base 10: 'x'\na note\n",
        "The above exception was the direct cause of the following exception:",
        "KeyError: 'k'",
    )
    _check(
        "raise ExceptionGroup('both', [ValueError(1), TypeError('t')])",
        "  + Exception Group Traceback (most recent call last):",
        "  | ExceptionGroup: both (2 sub-exceptions)",
        "    | ValueError: 1\n    +---------------- 2 ----------------\n    | TypeError: t",
    )


def test_hints():
    if sys.version_info < (3, 12):
        return
    _check("[].appendd", "Did you mean: 'append'?")
    _check("printt", "Did you mean: 'print'?")
    _check("from collections import namedtupel", "Did you mean: 'namedtuple'?")


def test_recursion_is_cut():
    told, _ = _told("def r(): return r()\nr()")
    assert "[Previous line repeated " in told and told.count("in r\n") < 10, told
    # Without a text where it is the stack that ends before the count does.
    assert "RecursionError" in told


def test_lines_of_a_module_in_a_zip_archive():
    import zipfile

    path = os.path.join(tempfile.mkdtemp(), "package.zip")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("zipped_for_test.py", "def fail(n):\n    return 1 / n  # in the archive\n")
    sys.path.insert(0, path)
    try:
        _check("import zipped_for_test\nzipped_for_test.fail(0)", "    return 1 / n  # in the archive\n           ~~^~~\n")
    finally:
        sys.path.remove(path)


def test_lines_of_a_module_whose_loader_has_the_source():
    import importlib.util

    class Loader:
        source = "def fail():\n    raise LookupError('none')  # from the loader\n"

        def create_module(self, spec):
            return None

        def exec_module(self, module):
            exec(compile(self.source, "/archive/loaded_for_test.py", "exec"), module.__dict__)

        def get_source(self, name):
            return self.source

    spec = importlib.util.spec_from_loader("loaded_for_test", Loader(), origin="/archive/loaded_for_test.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules["loaded_for_test"] = module
    try:
        _check("import loaded_for_test\nloaded_for_test.fail()", "    raise LookupError('none')  # from the loader\n")
    finally:
        del sys.modules["loaded_for_test"]


def test_a_warning_is_shown_once_with_its_line():
    from _morelia_lib.console import Console

    code = "import warnings\ndef old(): warnings.warn('old', DeprecationWarning, stacklevel=2)\nfor _ in range(3):\n    old()"
    with Host() as host:
        Console(type(sys)("__main__")).handle({"op": "execute", "code": code})
    if INSIDE:
        assert host.stderr.count("DeprecationWarning: old") == 1, host.stderr
        assert "<cell 1>:4: DeprecationWarning: old\n  old()\n" in host.stderr, host.stderr


def test_our_own_frames_are_left_out():
    told, _ = _told("async def f():\n    raise OSError('no')\nawait f()")
    assert "_morelia_lib" not in told and "asyncio" not in told, told
    assert told.count("File ") == 2, told


def test_keyboard_interrupt_shows_where():
    told, _ = _told("def spin():\n    raise KeyboardInterrupt\nspin()")
    assert told.endswith("KeyboardInterrupt\n") and "in spin" in told, told


def test_a_warning_of_an_imported_module_names_who_imports_it():
    sys.modules.pop("sre_compile", None)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        import sre_compile  # noqa: F401
    assert [warning.filename for warning in caught] == [__file__], caught
