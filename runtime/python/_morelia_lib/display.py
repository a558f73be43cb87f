"""Turns values into MIME bundles, the way that Jupyter shows them."""

from . import errors, objects, tables

MAX_TEXT = 1_000_000
# Methods that an object may have, and what they give.
_METHODS = (
    ("_repr_html_", "text/html"),
    ("_repr_markdown_", "text/markdown"),
    ("_repr_svg_", "image/svg+xml"),
    ("_repr_png_", "image/png"),
    ("_repr_jpeg_", "image/jpeg"),
    ("_repr_latex_", "text/latex"),
    ("_repr_json_", "application/json"),
)


def bundle(value):
    """Gives the representations of a value: a dict from MIME type to text.

    There is always ``text/plain``. Binary representations are base64. A
    representation that raises is left out, and the error goes to
    ``sys.stderr``; the same for a ``repr`` that raises, which is replaced.
    Raises KeyboardInterrupt only.

    >>> bundle(3)
    {'text/plain': '3'}
    """
    found = {"text/plain": text_of(value)}
    tables.enrich(value, found)
    if isinstance(value, type):
        return found
    kind = type(value)
    for name, mime in _METHODS:
        if hasattr(kind, name):
            _add(found, mime, _called(value, name))
    if hasattr(kind, "_repr_mimebundle_"):
        more = _called(value, "_repr_mimebundle_")
        # IPython allows (data, metadata).
        more = more[0] if isinstance(more, tuple) and more else more
        if isinstance(more, dict):
            for mime, data in more.items():
                _add(found, str(mime), data)
    return found


def text_of(value):
    """``repr`` of a value, whatever it does, and of bounded length.

    >>> text_of([1, "a"])
    "[1, 'a']"
    """
    try:
        text = repr(value)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        _print_error(error)
        return f"<{type(value).__name__} object; its repr() raised {type(error).__name__}>"
    if len(text) <= MAX_TEXT:
        return text
    return f"{text[:MAX_TEXT]}\n… {len(text) - MAX_TEXT} more characters; print() shows all of them"


def _called(value, name):
    try:
        return getattr(value, name)()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        _print_error(error)
        return None


def _add(found, mime, data):
    """Puts a representation into a bundle, as text."""
    if data is None:
        return
    # As Jupyter has it: (data, metadata).
    if isinstance(data, tuple) and len(data) == 2 and isinstance(data[1], dict):
        data = data[0]
    if isinstance(data, (bytes, bytearray, memoryview)):
        import binascii

        data = bytes(data)
        if mime.startswith("text/") or mime == "image/svg+xml":
            data = data.decode("utf-8", "replace")
        else:
            data = binascii.b2a_base64(data, newline=False).decode("ascii")
    elif not isinstance(data, str):
        import json

        try:
            data = json.dumps(data)
        except (TypeError, ValueError) as error:
            _print_error(error)
            return
    found[mime] = str(data)


def _print_error(error):
    import sys

    if sys.stderr is not None:
        sys.stderr.write(errors.report(error)["traceback"])


def display(*values, raw=False):
    """Shows values in the console, as rich as they can be.

    With ``raw``, each value is a dict from MIME type to ``str`` or ``bytes``
    instead. Returns None. Raises TypeError when a raw value is not a dict.

    >>> display("<b>", {"text/html": "<b>bold</b>"}, raw=False)  # doctest: +SKIP
    """
    import _morelia

    for value in values:
        if raw:
            if not isinstance(value, dict):
                raise TypeError(f"display(raw=True) takes dicts, not {type(value).__name__}")
            found = {}
            for mime, data in value.items():
                _add(found, str(mime), data)
        else:
            found = objects.add_tree(bundle(value), value)
        _morelia.display({mime: printable(text) for mime, text in found.items()})


def printable(text):
    """``text`` with lone surrogates, which no UTF-8 can carry, written out.

    >>> printable("a\\ud800")
    'a\\\\ud800'
    """
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text


__all__ = ["MAX_TEXT", "bundle", "display", "printable", "text_of"]
