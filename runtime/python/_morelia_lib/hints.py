"""What may help with an error, in a sentence or two below its traceback."""

import sys

from .resolve import is_js

# Distributions whose modules have another name.
_DISTRIBUTIONS = {
    "bs4": "beautifulsoup4", "yaml": "PyYAML", "PIL": "pillow", "dateutil": "python-dateutil",
    "sklearn": "scikit-learn", "cv2": "opencv-python", "attr": "attrs", "dotenv": "python-dotenv",
}
_NATIVE = frozenset(
    "numpy pandas scipy matplotlib PIL sklearn cv2 lxml torch tensorflow polars pyarrow psycopg2 cryptography "
    "greenlet orjson pydantic_core uvloop zstandard".split()
)
_IMPOSSIBLE = {
    "subprocess": "a page cannot start programs", "multiprocessing": "a page has no processes; threading works",
    "tkinter": "a page has no windows of Python's; use the page itself",
    "ctypes": "there are no shared libraries in a page",
    "readline": "the console's editor has its own history and keys",
}


def hints_for(error):
    """Hints for an exception: a list of texts, often empty. Never raises, except for KeyboardInterrupt.

    >>> hints_for(ModuleNotFoundError("No module named 'subprocess'", name="subprocess"))
    ['subprocess: a page cannot start programs.']
    """
    try:
        return [hint for hint in _hints(error) if hint]
    except KeyboardInterrupt:
        raise
    except BaseException:
        return []


def _hints(error):
    # A class of the person's own needs no advice of ours.
    if isinstance(error, ModuleNotFoundError):
        yield _module(error)
    elif isinstance(error, ImportError):
        yield _imported_name(error)
    elif isinstance(error, AttributeError):
        yield _attribute(error)
    elif isinstance(error, NameError):
        yield _name(error)
    elif isinstance(error, SyntaxError):
        yield _syntax(error)
    elif isinstance(error, RuntimeError) and "JavaScript waits" in str(error):
        yield (
            "This blocks, and JavaScript waits for the result of the function: use an `async def` that awaits, "
            "or do the waiting in the cell or in an event listener, which may block."
        )
    elif isinstance(error, TimeoutError) and "JavaScript" in str(error):
        yield (
            "JavaScript waits for the result of this function, so it may not take long: do the work in the "
            "cell, in an event listener, or in an `async def`."
        )
    elif type(error).__name__ == "JsException":
        yield _javascript(error)


def _close(word, names):
    from difflib import get_close_matches

    names = [n for n in names if isinstance(n, str) and n != word and (word.startswith("_") or not n.startswith("_"))]
    for name in names:
        if name.lower() == word.lower():
            return name
    found = get_close_matches(word, names[:5000], 1, 0.7)
    if not found:
        folded = {n.lower().replace("_", ""): n for n in reversed(names[:5000])}
        found = [folded[k] for k in get_close_matches(word.lower().replace("_", ""), folded, 1, 0.8)]
    return found[0] if found else None


def _printed_suggestion(error):
    """Whether Python's own traceback has a suggestion."""
    import traceback

    told = traceback.TracebackException(type(error), error, error.__traceback__, limit=1, compact=True)
    return "Did you mean" in "".join(told.format_exception_only())


def _name(error):
    name = getattr(error, "name", None)
    if not name or _printed_suggestion(error):
        return None
    if name in sys.stdlib_module_names:
        return f"Did you forget to `import {name}`?"
    import builtins

    from . import console_names

    known = set(vars(builtins)) | set(console_names.FUNCTIONS)
    trace = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        known |= set(frame.f_locals) | set(frame.f_globals)
        trace = trace.tb_next
    close = _close(name, sorted(known, key=str))
    if close:
        return f"Did you mean {close!r}?"
    if name in ("document", "window", "console", "localStorage", "location", "navigator", "fetch", "alert"):
        return f"JavaScript's names are in the module js: `js.{name}`."
    return None


def _attribute(error):
    name, owner = getattr(error, "name", None), getattr(error, "obj", None)
    if name and owner is None and "'NoneType' object" in str(error):
        return "The value before the dot is None: what should have given it found nothing."
    if not name or owner is None or _printed_suggestion(error):
        return None
    # The names of a JavaScript object are its properties'; no getter runs.
    close = _close(name, sorted(n for n in dir(owner) if isinstance(n, str)))
    if close:
        return f"Did you mean {close!r}?"
    if is_js(owner):
        return _javascript_words(name, owner)
    return None


def _javascript_words(name, owner):
    words = {"text": "textContent", "html": "innerHTML", "class_": "className", "attrs": "attributes",
             "find": "querySelector", "find_all": "querySelectorAll", "select": "querySelectorAll"}
    instead = words.get(name)
    if instead and instead in dir(owner):
        return f"An element's own name for that is {instead!r}."
    return None


def _imported_name(error):
    wanted = getattr(error, "name_from", None)
    module = sys.modules.get(getattr(error, "name", None) or "")
    if wanted is None and "cannot import name '" in str(error):
        wanted = str(error).split("cannot import name '", 1)[1].split("'", 1)[0]
    if not wanted or module is None or _printed_suggestion(error):
        return None
    close = _close(wanted, sorted(n for n in dir(module) if isinstance(n, str)))
    return f"Did you mean {close!r}?" if close else None


def _module(error):
    name = (error.name or "").partition(".")[0]
    if not name:
        return None
    if name in _IMPOSSIBLE:
        return f"{name}: {_IMPOSSIBLE[name]}."
    if name in sys.stdlib_module_names:
        return f"{name} is part of Python, but does not work in a page; docs/stdlib.md lists what does."
    if "." in (error.name or "") and name in sys.modules:
        return None
    close = _close(name, sorted(sys.stdlib_module_names))
    if close and name not in _DISTRIBUTIONS and name not in _NATIVE:
        return f"Did you mean {close!r}?"
    if name in _NATIVE:
        return f"{name} contains compiled code, which does not work in a page yet."
    wheel = _DISTRIBUTIONS.get(name, name)
    return f"{name} is not part of Python: install {wheel} from its wheel with `%pip install`; `%pip?` tells how."


def _syntax(error):
    text = (error.text or "").strip()
    word = text.split(None, 1)[0] if text else ""
    if word in ("pip", "pip3"):
        return f"Packages are managed by `%pip`, a magic: `%{text.lstrip('%')}`."
    if word in ("let", "const", "var", "function") or "=>" in text or "===" in text:
        return "This looks like JavaScript: put `%%js` on the first line of the cell."
    if word in ("ls", "cd", "cat", "pwd", "mkdir", "rm", "cp", "mv") and text != word:
        return f"For files there are magics: `%{text}`."
    return None


def _javascript(error):
    text = str(error)
    if "is not a valid selector" in text or "SyntaxError" in text and "selector" in text:
        return "The selector is not valid CSS; for XPath there is xp()."
    if "cross-origin" in text or "Permission denied to access" in text:
        return "The object belongs to a frame of another site, which browsers keep apart."
    return None


__all__ = ["hints_for"]
