"""Running code, with Pyodide's names.

>>> run_js("1 + 1")
2
"""

import js

__all__ = ["run_js"]


def run_js(code):
    """Run JavaScript as `eval` does, and return its value.

    code
        `str`, the JavaScript.

    In the extension this raises `pyodide.ffi.JsException` (an `EvalError`):
    browsers let no content script evaluate text.
    """
    if not isinstance(code, str):
        raise TypeError(f"run_js() needs a str, not {type(code).__name__!r}")
    return js.eval(code)
