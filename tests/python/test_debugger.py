"""``breakpoint()``, ``pdb`` and the ends of programs, on the console's input."""

import sys

from fake_morelia import Host

INSIDE = sys.platform == "emscripten"


def _runs(code, lines, **request):
    from _morelia_lib.console import Console

    module = type(sys)("__main__")
    previous = sys.modules["__main__"]
    sys.modules["__main__"] = module
    try:
        with Host(lines) as host:
            console = Console(module)
            reply = console.handle({"op": "execute", "code": code, **request})
            after = console.handle({"op": "execute", "code": "1 + 1"})
    finally:
        sys.modules["__main__"] = previous
    assert after["result"] == {"text/plain": "2"}, after
    return reply, host


CODE = """\
def double(x):
    breakpoint()
    y = x * 2
    return y

double(21)
"""


def test_breakpoint_steps_and_shows_lines():
    if not INSIDE:
        return
    reply, host = _runs(CODE, ["p x", "n", "n", "p y", "l", "w", "c"])
    assert reply["result"] == {"text/plain": "42"}, reply
    assert [prompt for prompt, _ in host.prompts] == ["(Pdb) "] * 7
    said = host.stdout
    assert "> <cell 1>(2)double()\n-> breakpoint()\n" in said, said
    assert "\n21\n> <cell 1>(3)double()\n-> y = x * 2\n" in "\n" + said, said
    assert "\n42\n" in said, said
    assert "  4  ->\t    return y" in said, said
    assert "<cell 1>(6)<module>()" in said, said
    assert "_morelia_lib" not in said, said
    # After "c" the debugger waited for Ctrl+C, and does so no longer.
    import signal

    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_step_goes_into_functions_but_not_into_the_console():
    if not INSIDE:
        return
    code = "def inner():\n    return 5\nbreakpoint()\nz = inner()\n"
    reply, host = _runs(code, ["s", "s", "r", "n", "n", "n", "n", "n"])
    assert reply["status"] == "ok", reply
    assert "--Call--\n> <cell 1>(1)inner()" in host.stdout, host.stdout
    assert "_morelia_lib" not in host.stdout, host.stdout


def test_quitting_ends_the_cell_and_not_the_session():
    if not INSIDE:
        return
    reply, host = _runs("breakpoint()\nprint('not reached')", ["q"])
    assert (reply["status"], reply["exit_code"]) == ("exit", 1), reply
    assert "not reached" not in host.stdout


def test_the_end_of_input_ends_a_script_that_is_debugged():
    if not INSIDE:
        return
    reply, host = _runs("breakpoint()\nprint('not reached')", [], mode="script", filename="s.py")
    assert (reply["status"], reply["exit_code"]) == ("exit", 1), reply
    assert "not reached" not in host.stdout


def test_stop_at_the_prompt_ends_the_cell():
    if not INSIDE:
        return
    import _morelia

    def stop(prompt, password):
        raise KeyboardInterrupt

    from _morelia_lib.console import Console

    with Host() as host:
        _morelia.request_input = stop
        reply = Console(type(sys)("m")).handle({"op": "execute", "code": "breakpoint()\nprint('not reached')"})
    assert reply["error"]["name"] == "KeyboardInterrupt", reply
    assert "not reached" not in host.stdout
    assert sys.monitoring.get_tool(sys.monitoring.DEBUGGER_ID) is None


def test_post_mortem_shows_where_it_happened():
    if not INSIDE:
        return
    from _morelia_lib.console import Console

    with Host(["p zero", "u", "w", "q"]) as host:
        console = Console(type(sys)("m"))
        console.handle({"op": "execute", "code": "def f(zero):\n    return 1 / zero\nf(0)"})
        reply = console.handle({"op": "execute", "code": "import pdb\npdb.pm()"})
    assert reply["status"] == "ok", reply
    assert "> <cell 1>(2)f()\n-> return 1 / zero\n" in host.stdout, host.stdout
    assert "\n0\n> <cell 1>(3)<module>()" in host.stdout, host.stdout
    assert "_morelia_lib" not in host.stdout, host.stdout


def test_an_interactive_interpreter_inside_a_cell():
    reply, host = _runs(
        "import code\ncode.interact(banner='hello', local={'a': 20}, exitmsg='bye')",
        ["a + 1", "for i in range(2):", "    print(i)", "", "1 / 0"],
    )
    assert reply["status"] == "ok", reply
    assert "21\n" in host.stdout and "0\n1\n" in host.stdout, host.stdout
    assert "ZeroDivisionError" in host.stderr and "bye" in host.stderr, host.stderr


def test_exit_ends_the_cell_with_its_code():
    for code, status, printed in (
        ("exit(3)", 3, ""), ("quit()", 0, ""), ("import sys; sys.exit('no luck')", 1, "no luck\n"),
        ("raise SystemExit", 0, ""),
    ):
        reply, host = _runs(code, [])
        assert (reply["status"], reply["exit_code"]) == ("exit", status), (code, reply)
        assert host.stderr == printed, code


def test_help_is_not_paged():
    reply, host = _runs("help(len)", [])
    assert reply["status"] == "ok", reply
    assert "len(" in host.stdout, host.stdout
    assert host.prompts == []


def test_interactive_help_ends_with_quit():
    reply, host = _runs("help()", ["len", "quit"])
    assert reply["status"] == "ok", reply
    assert host.stdout.count("len(") >= 1, host.stdout


def test_sys_ps1_tells_cells_from_scripts():
    for mode, expected in (("cell", "True\n"), ("script", "False\n")):
        _, host = _runs("import sys; print(hasattr(sys, 'ps1'))", [], mode=mode)
        assert host.stdout == expected, mode
