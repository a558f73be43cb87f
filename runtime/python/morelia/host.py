"""Where Python runs."""

import json

from _morelia import host_info


def host():
    """The rung of the ladder that the interpreter stands on, as a string.

    ``"page"``: in the extension's own world of the page. ``"helper-realm"``: the
    same, where the page's policy forbids WebAssembly. ``"extension-frame"``: in
    a frame of the extension's beside the page, whose objects it reaches by
    messages; JavaScript cannot wait for Python there.

    >>> host()  # doctest: +SKIP
    'page'
    """
    return json.loads(host_info()).get("rung", "page")


__all__ = ["host"]
