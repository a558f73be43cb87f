"""What cells ask of the panel: its clipboard, its editor, its transcript, downloads.

The panel that ran the cell does it; where there is none, as with the command line,
nothing happens.
"""

import json

import _morelia

from .display import printable


def _act(action, **fields):
    fields = {name: printable(value) for name, value in fields.items()}
    return _morelia.act(json.dumps({"action": action, **fields}))


def copy(text):
    """Puts text into the clipboard. Gives False where nothing listens.

    >>> copy("text")  # doctest: +SKIP
    True
    """
    return _act("copy", text=text)


def clear():
    """Empties the transcript. Gives False where nothing listens.

    >>> clear()  # doctest: +SKIP
    True
    """
    return _act("clear")


def set_input(code):
    """Puts code into the editor. Gives False where nothing listens.

    >>> set_input("1 + 1")  # doctest: +SKIP
    True
    """
    return _act("set_input", code=code)


def download(name, data, mime):
    """Hands bytes to the browser as a download. Gives False where nothing listens.

    >>> download("a.txt", b"text", "text/plain")  # doctest: +SKIP
    True
    """
    import binascii

    return _act("download", name=name, mime=mime, base64=binascii.b2a_base64(data, newline=False).decode("ascii"))


def reveal(path):
    """Shows a node in the Elements panel. Gives False where nothing listens.

    path
        A list: an `int` is the index of a child element, beginning with the
        document's; "shadow" goes into the shadow root of the element so far, "frame"
        into its document.

    >>> reveal([0, 1])  # doctest: +SKIP
    True
    """
    return _act("reveal", path=json.dumps(path))


__all__ = ["clear", "copy", "download", "reveal", "set_input"]
