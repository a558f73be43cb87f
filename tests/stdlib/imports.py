"""Imports every public module of the standard library and writes the table in docs/stdlib.md."""

import sys
import warnings

#: Why a module does not import, in the words of the table.
REASONS = {
    "ctypes": "no native libraries in a page",
    "curses": "no terminal in a page",
    "ensurepip": "pip needs processes",
    "mmap": "no memory mapping in WebAssembly",
    "msvcrt": "Windows only",
    "nt": "Windows only",
    "ossaudiodev": "Linux only",
    "readline": "the console has its own line editor",
    "resource": "no operating system limits in a page",
    "syslog": "no system log in a page",
    "termios": "no terminal in a page",
    "tkinter": "no Tk in a page",
    "turtle": "needs tkinter",
    "turtledemo": "needs tkinter",
    "tty": "no terminal in a page",
    "pty": "no terminal in a page",
    "venv": "an environment needs processes",
    "winreg": "Windows only",
    "winsound": "Windows only",
    "idlelib": "needs tkinter",
}

#: Importing these does something that a test does not want.
NOT_IMPORTED = {"antigravity": "opens a picture", "this": "prints a poem"}


def public_modules():
    """The names of all public top-level modules, sorted."""
    return sorted(name for name in sys.stdlib_module_names if not name.startswith("_"))


def outcome(name):
    """Import a module; return None, or the reason why it does not import."""
    if name in NOT_IMPORTED:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            __import__(name)
    except BaseException as error:  # whatever it is, the table names it
        return f"{type(error).__name__}: {error}"
    return None


def table():
    """The whole document as Markdown."""
    names = public_modules()
    rows, imported = [], 0
    for name in names:
        reason = outcome(name)
        imported += reason is None
        if reason is None:
            rows.append(f"| `{name}` | yes | |")
        else:
            why = REASONS.get(name, f"NO REASON: {reason}").replace("|", "\\|").replace("\n", " ")
            rows.append(f"| `{name}` | no | {why} |")
    head = [
        "# The standard library in a page",
        "",
        "Written by the test `the_table_of_the_standard_library_is_true`, which imports every public module inside the runtime.",
        "",
        f"{imported} of {len(names)} public modules import.",
        "",
        "| module | imports | why not |",
        "|---|---|---|",
    ]
    return "\n".join(head + rows)
