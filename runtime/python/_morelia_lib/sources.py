"""Answers what the source of a file or cell is that a traceback names."""

import sys

#: Longer sources are not sent: a console shows lines, not dumps.
MAX_SOURCE = 2_000_000


def answer_source(console, request):
    """Answers a ``Source`` request: ``{"text": str or None}``.

    >>> answer_source(None, {"file": "/no/such/file.py"})
    {'text': None}
    """
    return {"text": source_of(str(request["file"]))}


def source_of(file):
    """The text of a file, cell or module by the name that tracebacks have.

    Gives None when it is not known, or longer than :data:`MAX_SOURCE`.

    >>> source_of("<cell 0>") is None
    True
    """
    import linecache

    try:
        text = "".join(linecache.getlines(file)) or _of_module(file)
    except (OSError, UnicodeError, SyntaxError, ImportError):
        return None
    return text if text and len(text) <= MAX_SOURCE else None


def _of_module(file):
    """The source of the module that has this file, as its loader knows it."""
    for name, module in list(sys.modules.items()):
        fields = getattr(module, "__dict__", {})
        if fields.get("__file__") != file:
            continue
        loader = getattr(fields.get("__spec__"), "loader", None) or fields.get("__loader__")
        if hasattr(loader, "get_source"):
            return loader.get_source(name)
    return None


__all__ = ["MAX_SOURCE", "answer_source", "source_of"]
