"""Turns values into MIME bundles, the way that Jupyter shows them."""

from . import errors, images, objects, tables
from .pretty import pretty

MAX_TEXT = 1_000_000
#: Not a representation: what is to be done with a bundle. JSON with ``display_id`` and
#: ``update``, or with ``clear`` and ``wait``.
TRANSIENT = "application/vnd.morelia.transient+json"
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
    kind = type(value)
    if kind in (bytes, bytearray, memoryview):
        image = images.of_bytes(value)
        if image is not None:
            return image
    found = {"text/plain": text_of(value, pretty)}
    tables.enrich(value, found)
    if isinstance(value, type):
        return found
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


def text_of(value, shown=repr):
    """``repr`` of a value, whatever it does, and of bounded length.

    ``shown`` is what makes the text, instead of ``repr``.

    >>> text_of([1, "a"])
    "[1, 'a']"
    """
    try:
        text = shown(value)
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


def display(*values, raw=False, display_id=None, clear=False, update=False):
    """Shows values in the console, as rich as they can be.

    With ``raw``, each value is a dict from MIME type to ``str`` or ``bytes``
    instead. With ``clear``, what the cell showed before is taken away. With a
    ``display_id``, a string or True for a new one, what is shown can be
    replaced later: a :class:`DisplayHandle` is given back, otherwise None.
    ``update`` replaces what has that id, as :func:`update_display` does.
    Raises TypeError when a raw value is not a dict.

    >>> display("<b>", {"text/html": "<b>bold</b>"}, raw=False)  # doctest: +SKIP
    """
    if clear:
        clear_output(wait=True)
    if update and display_id is None:
        raise TypeError("display(update=True) needs the display_id of what is to be replaced")
    handle = None
    if display_id is not None:
        handle = DisplayHandle(None if display_id is True else display_id)
    for value in values:
        if raw:
            if not isinstance(value, dict):
                raise TypeError(f"display(raw=True) takes dicts, not {type(value).__name__}")
            found = {}
            for mime, data in value.items():
                _add(found, str(mime), data)
        else:
            found = objects.add_tree(bundle(value), value)
        if handle is not None:
            _add(found, TRANSIENT, {"display_id": handle.display_id, "update": bool(update)})
        _send(found)
    return handle


def update_display(value, *, display_id, raw=False):
    """Shows a value in the place of one that was shown with this ``display_id``.

    Nothing happens when no display has the id. Returns None.

    >>> update_display("done", display_id="progress")  # doctest: +SKIP
    """
    display(value, raw=raw, display_id=str(display_id), update=True)


def clear_output(wait=False):
    """Takes away what the running cell showed so far.

    With ``wait``, only when it shows something new: nothing flickers then.

    >>> clear_output(wait=True)  # doctest: +SKIP
    """
    import json

    _send({TRANSIENT: json.dumps({"clear": True, "wait": bool(wait)})})


class DisplayHandle:
    """What :func:`display` gives for a ``display_id``: replaces what it showed.

    >>> DisplayHandle("progress").display_id
    'progress'
    """

    def __init__(self, display_id=None):
        if display_id is None:
            import os

            display_id = os.urandom(16).hex()
        self.display_id = str(display_id)

    def display(self, value, **options):
        """Shows a value once more under the same id."""
        display(value, display_id=self.display_id, **options)

    def update(self, value, **options):
        """Replaces what was shown under the id."""
        update_display(value, display_id=self.display_id, **options)

    def __repr__(self):
        return f"<DisplayHandle display_id={self.display_id}>"


def _send(found):
    import _morelia

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


__all__ = [
    "MAX_TEXT", "TRANSIENT", "DisplayHandle", "bundle", "clear_output", "display", "printable",
    "text_of", "update_display",
]
