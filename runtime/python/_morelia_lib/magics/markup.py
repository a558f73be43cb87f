"""Cells in other languages, and cells whose output is kept: ``%%js``, ``%%html``, ``%%capture``."""

import sys

from . import running
from .arguments import options
from .registry import UsageError, register_magic


@register_magic("line_cell", takes_code=True)
def js(line, cell=None, *, frame):
    """Run JavaScript in the page's own world, and give its value to Python.

    %js EXPRESSION
    %%js [-o NAME]
    statements

    -o  also keep the value in this variable

    The value is that of the last statement; a promise is waited for. A cell may use
    `await`; it gives what it returns, then. Browsers evaluate text only in the
    page's own world, and only where the page's Content-Security-Policy allows it.

    Example: titles = %js [...document.querySelectorAll("h2")].map((it) => it.textContent)
    """
    opts, code = options("%%js", line, "o:") if cell is not None else ({}, line)
    if cell is not None:
        if code:
            raise UsageError("%%js has no code on its first line; the statements go below")
        code = cell
    if not code.strip():
        raise UsageError("%js needs JavaScript, as in `%js document.title`")
    value = _evaluated(code)
    if "o" in opts:
        frame.f_globals[opts["o"]] = value
    return value


@register_magic("cell")
def javascript(line, cell, *, frame):
    """The same as %%js.

    Example: %%javascript
    """
    return js(line, cell, frame=frame)


def _evaluated(code):
    import js as world
    from pyodide.ffi import JsException, JsProxy, run_sync

    try:
        evaluate = world.page_world.eval
    except (AttributeError, RuntimeError):
        # Outside of the extension there is one world.
        evaluate = world.eval
    try:
        try:
            value = evaluate(code)
        except JsException as error:
            if not _awaits(error, code):
                raise
            value = evaluate(f"(async () => {{{code}\n}})()")
        if isinstance(value, JsProxy) and callable(getattr(value, "then", None)):
            value = run_sync(value)
    except JsException as error:
        if _is_policy(error):
            raise UsageError(
                "%%js: this page's Content-Security-Policy forbids to evaluate JavaScript. "
                "Reach its objects from Python instead: js.document, js.page_world, js.page_world.someFunction()"
            ) from None
        raise
    return value


def _awaits(error, code):
    return getattr(error, "name", "") == "SyntaxError" and ("await" in code or "return" in code)


def _is_policy(error):
    text = str(error).lower()
    return getattr(error, "name", "") == "EvalError" or "content security policy" in text \
        or "unsafe-eval" in text or "trusted type" in text or "trustedscript" in text or "blocked by csp" in text


def _shows(mime):
    def show(line, cell):
        from ..display import display

        display({mime: cell}, raw=True)

    return show


def _markup(name, mime, what, example):
    show = _shows(mime)
    show.__name__ = name
    show.__doc__ = f"""Show the cell as {what}.

    Example: %%{name}
             {example}
    """
    return register_magic("cell")(show)


html = _markup("html", "text/html", "HTML, in a frame of its own without scripts", "<b>bold</b>")
markdown = _markup("markdown", "text/markdown", "Markdown", "**bold**")
svg = _markup("svg", "image/svg+xml", "an SVG picture", '<svg width="9" height="9"><rect width="9" height="9"/></svg>')
latex = _markup("latex", "text/latex", "LaTeX", "$x^2$")


class Captured:
    """What ``%%capture`` kept: ``stdout`` and ``stderr`` as text, ``outputs`` as MIME bundles.

    Shown or called, it prints all of that.

    >>> str(Captured("a", "", []))
    'a'
    """

    def __init__(self, stdout, stderr, outputs):
        self.stdout, self.stderr, self.outputs = stdout, stderr, outputs

    def show(self):
        """Prints and displays what was kept."""
        import _morelia

        sys.stdout.write(self.stdout)
        sys.stderr.write(self.stderr)
        for bundle in self.outputs:
            _morelia.display(bundle)

    __call__ = show

    def __str__(self):
        return self.stdout


@register_magic("cell")
def capture(line, cell, *, frame, first_line):
    """Run the cell and keep what it prints and displays, instead of showing it.

    %%capture [--no-stdout] [--no-stderr] [--no-display] [NAME]
    statements

    The options say what is shown all the same. NAME gets an object with `stdout`,
    `stderr` and `outputs`; `NAME.show()` shows them later.

    Example: %%capture noise
    """
    import io

    import _morelia

    words = line.split()
    flags = {w for w in words if w.startswith("--")}
    names = [w for w in words if not w.startswith("--")]
    is_odd = flags - {"--no-stdout", "--no-stderr", "--no-display"}
    if len(names) > 1 or is_odd or not all(map(str.isidentifier, names)):
        raise UsageError(f"%%capture takes one name and --no-stdout, --no-stderr, --no-display, not {line!r}")
    texts, outputs = {}, []
    saved = sys.stdout, sys.stderr, _morelia.display
    for name in ("stdout", "stderr"):
        if f"--no-{name}" not in flags:
            texts[name] = io.StringIO()
            setattr(sys, name, texts[name])
    if "--no-display" not in flags:
        _morelia.display = outputs.append
    try:
        value = running.run(cell, frame, first_line)
        if value is not None and "--no-display" not in flags:
            from ..display import bundle

            outputs.append(bundle(value))
    finally:
        sys.stdout, sys.stderr, _morelia.display = saved
        if names:
            kept = {n: t.getvalue() for n, t in texts.items()}
            frame.f_globals[names[0]] = Captured(kept.get("stdout", ""), kept.get("stderr", ""), outputs)


__all__ = ["Captured", "capture", "html", "javascript", "js", "latex", "markdown", "svg"]
