"""Completion inside strings and subscripts: dict keys, selectors and file paths."""

from . import complete_selectors
from .expressions import call_bracket
from .resolve import resolve

MAX_KEYS = 500
_PATH_FUNCTIONS = frozenset(
    ("open", "Path", "PurePath", "chdir", "listdir", "scandir", "mkdir", "makedirs",
     "remove", "unlink", "rmdir", "rename", "replace", "stat", "exists", "isfile",
     "isdir", "read_csv", "read_json", "walk", "glob", "rmtree", "copy", "copyfile",
     "move", "ZipFile", "is_file", "is_dir")
)


def in_string(scanned, rest, namespace):
    """``(start, items)`` for a cursor inside an open string.

    ``rest`` is the text after the cursor.

    >>> from _morelia_lib.scan import scan
    >>> in_string(scan("d['a"), "']", {"d": {"abc": 1}})
    (3, [('abc', 'key', 'int')])
    """
    opened = scanned.string
    start = opened.content
    text = scanned.text[start:]
    tokens = [token for token in scanned.tokens if token.end <= opened.start]
    if "f" in opened.prefix or "t" in opened.prefix or "\n" in text:
        return len(scanned.text), []
    if tokens and tokens[-1].text == "[":
        items = _keys_in_quotes(tokens, opened, text, rest, namespace)
        if items:
            return start, items
    found = complete_selectors.in_call(scanned, tokens, opened, text)
    if found is not None:
        return start + found[0], found[1]
    if "b" in opened.prefix or "\\" in text or not _wants_path(scanned, tokens, text):
        return len(scanned.text), []
    begin = text.rfind("/") + 1
    return start + begin, paths(text[:begin], text[begin:])


def _dict_before(tokens, namespace):
    """The dict that a ``[`` at the end of ``tokens`` belongs to, or None."""
    found, begin = resolve(tokens[:-1], namespace)
    if found is None or found.is_instance or begin == len(tokens) - 1:
        return None
    return found.value if isinstance(found.value, dict) else None


def _keys_in_quotes(tokens, opened, text, rest, namespace):
    mapping = _dict_before(tokens, namespace)
    if mapping is None:
        return []
    wanted = bytes if "b" in opened.prefix else str
    closing = "" if rest.startswith(opened.quote) else opened.quote
    items = []
    for key in _some_keys(mapping):
        if type(key) is not wanted:
            continue
        literal = repr(key)[2 if wanted is bytes else 1:-1]
        shown = key if wanted is str and key.isprintable() and "\\" not in key else literal
        if opened.quote in shown or not shown.startswith(text):
            continue
        items.append((shown + closing, "key", type(dict.get(mapping, key)).__name__))
    return items


def keys_after_bracket(tokens, namespace):
    """Items for ``d[``: the keys as they are written in Python.

    >>> from _morelia_lib.scan import scan
    >>> keys_after_bracket(scan("d[").tokens, {"d": {1: "x"}})
    [('1', 'key', 'str')]
    """
    mapping = _dict_before(tokens, namespace)
    if mapping is None:
        return []
    return [(repr(key), "key", type(dict.get(mapping, key)).__name__)
            for key in _some_keys(mapping) if type(key) in (str, int, bytes, float, bool)]


def _some_keys(mapping):
    keys = []
    for key in dict.keys(mapping):
        keys.append(key)
        if len(keys) == MAX_KEYS:
            break
    return keys


def _wants_path(scanned, tokens, text):
    """Whether a string looks like the path of a file."""
    if "://" in text:
        return False
    if "/" in text or text.startswith("~"):
        return True
    index = call_bracket(scanned)
    if not index:
        return False
    before = scanned.tokens[index - 1]
    return (before.text in _PATH_FUNCTIONS and bool(tokens)
            and tokens[-1].text in ("(", ",", "="))


def paths(folder, prefix):
    """Items for the files in a folder whose names begin with ``prefix``.

    >>> paths("/nowhere/", "")
    []
    """
    import os

    items = []
    try:
        with os.scandir(os.path.expanduser(folder) if folder else ".") as entries:
            for entry in entries:
                name = entry.name
                if not name.startswith(prefix) or (name[:1] == "." and prefix[:1] != "."):
                    continue
                items.append((name + "/", "folder", None) if entry.is_dir() else (name, "path", None))
    except (OSError, ValueError):
        return []
    items.sort(key=lambda item: (item[1] != "folder", item[0]))
    return items


__all__ = ["in_string", "keys_after_bracket", "paths"]
