"""`pyodide.console`."""

import asyncio
import sys

try:
    import js  # noqa: F401
except ImportError:
    js = None  # In CPython there is no browser.
else:
    from pyodide.console import BANNER, Console, ConsoleFuture, PyodideConsole, repr_shorten


def run(main):
    return asyncio.run(main())


def test_lines_are_put_together():
    async def main():
        console = Console()
        assert await console.push("1 + 1") == 2
        assert await console.push("x = 5") is None and console.globals["x"] == 5
        lines = [console.push(line) for line in ("def f(n):", "    return n * x", "")]
        assert [line.syntax_check for line in lines] == ["incomplete", "incomplete", "complete"]
        assert isinstance(lines[0], ConsoleFuture) and await lines[2] is None
        assert await console.push("f(3)") == 15 and await console.push("f(3);") is None
        assert await console.push("import asyncio; await asyncio.sleep(0, 'slept')") == "slept"
        assert await PyodideConsole().push("6 * 7") == 42 and "Python" in BANNER

    run(main)


def test_errors_are_told():
    async def main():
        console = Console()
        future = console.push("1 +* 2")
        assert future.syntax_check == "syntax-error" and "SyntaxError" in future.formatted_error
        assert type(future.exception()) is SyntaxError and console.buffer == []
        future = console.push("1 / 0")
        try:
            await future
        except ZeroDivisionError:
            text = future.formatted_error
            assert text.startswith("Traceback (most recent call last):\n  File \"<console>\", line 1"), text
            assert text.endswith("ZeroDivisionError: division by zero\n") and "morelia" not in text, text
        else:
            raise AssertionError("no error")

    run(main)


def test_streams_go_to_the_callbacks_while_code_runs():
    out, err, asked = [], [], []

    def read(size):
        asked.append(size)
        return "a line\n"

    async def main():
        console = Console(stdin_callback=read, stdout_callback=out.append, stderr_callback=err.append)
        before = sys.stdout
        assert await console.push("import sys; print('hi'); sys.stderr.write('oh'); sys.stdin.readline()") == "a line\n"
        assert ("".join(out), "".join(err)) == ("hi\n", "oh") and asked and sys.stdout is before
        with console.redirect_streams():
            print("inside")
        assert out[-2:] == ["inside", "\n"] or out[-1] == "inside\n"
        console.persistent_redirect_streams()
        try:
            print("still")
        finally:
            console.persistent_restore_streams()
        assert "still" in "".join(out) and sys.stdout is before

    run(main)


def test_completion():
    console = Console({"number": 5, "numerals": []})
    assert console.complete("x = num")[1] == 4
    found, start = console.complete("num")
    assert start == 0 and {"number", "numerals"} <= {name.rstrip("(") for name in found}
    found, start = console.complete("print(numerals.app")
    assert (found, start) == (["numerals.append("], 6)


def test_repr_shorten():
    assert repr_shorten("abc") == "'abc'"
    assert repr_shorten("abcdefgh", limit=8) == "'abc...fgh'"
    assert repr_shorten("abcdefgh", limit=8, split=2, separator="~") == "'a~h'"
    assert len(repr_shorten("x" * 5000)) == 1003


if js is None:
    for _name in [name for name in globals() if name.startswith("test_")]:
        del globals()[_name]
