"""Cells and programs as text: ``%history``, ``%save``, ``%load``, ``%run``."""

import fnmatch
import os
import re
import sys

from .. import actions, execute
from ..stdio import ask
from . import arguments
from .arguments import options
from .registry import UsageError, console, register_magic

_RANGE = re.compile(r"(\d+)(?:-(\d+)|:(\d+))?\Z")


def cells(magic, text):
    """``(number, code)`` of the cells that ranges name: ``4``, ``4-6``, ``4:7``.

    All but the running one without a range. Raises UsageError.
    """
    inputs = console().inputs
    words = text.split()
    if not words:
        return [(n, code) for n, code in enumerate(inputs) if 0 < n < len(inputs) - 1 and code]
    found = []
    for word in words:
        match = _RANGE.match(word)
        if not match:
            raise UsageError(f"{magic}: {word!r} is no range of cells; write 3, 4-6 or 4:7")
        first = int(match[1])
        last = int(match[2]) if match[2] else int(match[3]) - 1 if match[3] else first
        found += [(n, inputs[n]) for n in range(first, min(last, len(inputs) - 1) + 1) if inputs[n]]
    return found


@register_magic
def history(line):
    """Print earlier cells.

    %history [-n] [-o] [-p] [-u] [-l COUNT] [-g PATTERN] [-f FILE] [RANGE ...]

    -n  with their numbers
    -o  with their results
    -p  with >>> before them
    -u  equal ones once
    -l  the last ones
    -g  those that match a pattern, with * and ?; all that follows is the pattern
    -f  to a file
    RANGE  3, 4-6 (with 6) or 4:7 (without 7)

    Example: %history -n 4-6
    """
    pattern = None
    match = re.search(r"(?:^|\s)-g(?:\s+(.*))?$", line)
    if match:
        line, pattern = line[:match.start()], (match[1] or "*").strip()
    opts, ranges = options("%history", line, "nopul:f:")
    found = cells("%history", ranges)
    if pattern is not None:
        found = [c for c in found if fnmatch.fnmatchcase(c[1], f"*{pattern}*")]
    if "u" in opts:
        last = {code: n for n, code in found}
        found = [c for c in found if last[c[1]] == c[0]]
    if "l" in opts:
        count = arguments.integer("%history", "l", opts["l"])
        found = found[-count:] if count > 0 else []
    text = "".join(_told(n, code, opts) for n, code in found)
    if "f" in opts:
        with open(arguments.path(opts["f"]), "w", encoding="utf-8") as file:
            file.write(text)
    elif text:
        print(text, end="")


def _told(number, code, opts):
    lines = code.rstrip("\n").split("\n")
    if "p" in opts:
        lines = [("... " if at else ">>> ") + one for at, one in enumerate(lines)]
    text = "\n".join(lines) + "\n"
    if "n" in opts:
        separator = "\n" if len(lines) > 1 else " "
        text = f"{number:4}:{separator}{text}"
    outputs = console().outputs
    if "o" in opts and number in outputs:
        from ..display import text_of

        text += text_of(outputs[number]) + "\n"
    return text


@register_magic(words="path")
def save(line):
    """Write cells to a file.

    %save [-a] [-f] [-d] FILE [RANGE ...]

    -a  append
    -f  overwrite without asking
    -d  to the downloads of the browser instead of Python's own files

    Example: %save -d scraper.py 3-7
    """
    opts, rest = options("%save", line, "afd")
    words = arguments.words(rest)
    if not words:
        raise UsageError("%save needs a file name, as in `%save scraper.py 3-7`")
    name = arguments.path(words[0])
    if not os.path.splitext(name)[1]:
        name += ".py"
    found = cells("%save", " ".join(words[1:]))
    if not found:
        raise UsageError("%save: there are no such cells; `%history -n` lists them")
    text = "".join(code.rstrip("\n") + "\n" for _, code in found)
    if "d" in opts:
        actions.download(os.path.basename(name), text.encode("utf-8", "surrogatepass"), "text/x-python")
        print(f"Handed to the browser as a download: {os.path.basename(name)}")
        return
    if os.path.exists(name) and not {"a", "f"} & set(opts):
        if ask(f"File `{name}` exists. Overwrite (y/[N])? ").strip().lower() not in ("y", "yes"):
            print("Operation cancelled.")
            return
    with open(name, "a" if "a" in opts else "w", encoding="utf-8") as file:
        file.write(text)
    print(f"The following commands were written to file `{name}`:")
    print(text, end="")


@register_magic(words="path")
def load(line):
    """Put the text of a file, an address or earlier cells into the editor.

    %load FILE | URL | RANGE ...

    Where there is no editor it is printed.

    Example: %load https://example.org/scraper.py
    """
    what = line.strip()
    if not what:
        raise UsageError("%load needs a file, an address or cells, as in `%load scraper.py`")
    if what.startswith(("http://", "https://")):
        import urllib.request

        with urllib.request.urlopen(what) as answer:
            text = answer.read().decode(answer.headers.get_content_charset() or "utf-8", "replace")
    elif all(map(_RANGE.match, what.split())) and not os.path.exists(what):
        text = "\n".join(code for _, code in cells("%load", what))
    else:
        text = _text_of(arguments.path(what), "%load")
    text = f"# %load {what}\n{text}"
    if not actions.set_input(text):
        print(text)


def _text_of(path, magic):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except UnicodeDecodeError:
        raise UsageError(f"{magic}: {path} is no text in UTF-8") from None
    except OSError as error:
        raise UsageError(f"{magic}: {path}: {error.strerror}") from None


@register_magic(words="path")
def run(line):
    """Run a program from a file, or a module; its variables stay.

    %run [-i] [-n] [-e] FILE [ARGUMENT ...]
    %run -m MODULE [ARGUMENT ...]

    -i  with your variables, instead of with none
    -n  with another __name__ than "__main__"
    -e  take no notice of sys.exit()
    -m  a module, as python -m does

    Example: %run scraper.py --limit 10
    """
    module = re.match(r"-m\s+(\S+)\s*(.*)", line)
    if module:
        execute.module(module[1], [module[1], *arguments.words(module[2])])
        return
    opts, rest = options("%run", line, "ine")
    words = arguments.words(rest)
    if not words:
        raise UsageError("%run needs a file, as in `%run scraper.py --limit 10`")
    path = arguments.path(words[0])
    if not os.path.exists(path) and os.path.exists(path + ".py"):
        path += ".py"
    source = _text_of(path, "%run")
    session, made = console(), []
    if path.endswith(".ipy"):
        from .transform import transform

        source = transform(source)

    def namespace():
        module = session.module if "i" in opts else type(sys)("__main__")
        if "i" not in opts:
            module.__dict__.update(__builtins__=__builtins__, display=session.namespace.get("display"))
        if "n" in opts:
            module.__dict__["__name__"] = os.path.splitext(os.path.basename(path))[0]
        made.append(module)
        return module

    kept = {n: session.namespace.get(n, made) for n in ("__file__", "__cached__", "__name__")}
    try:
        execute.script(source, path, [path, *words[1:]], namespace)
    except SystemExit as error:
        status = execute.exit_code(error)
        if status and "e" not in opts:
            print(f"{path} exited with status {status}", file=sys.stderr)
    finally:
        if made and made[0] is session.module:
            for name, value in kept.items():
                if value is made:
                    session.namespace.pop(name, None)
                else:
                    session.namespace[name] = value
        elif made:
            # Its functions need its globals as long as they live.
            session.last_script = made[0]
            session.namespace.update(
                (n, v) for n, v in made[0].__dict__.items() if not (n.startswith("__") and n.endswith("__"))
            )


__all__ = ["cells", "history", "load", "run", "save"]
