"""The part of the console that is JavaScript in the page: see ``parts/element-tools.js``."""

_NAME = "morelia.elements"


def tools():
    """The tools' `JsProxy`, None where there are none (in a plain page)."""
    try:
        import js
    except ImportError:
        return None
    found = js.Reflect.get(js.globalThis, js.Symbol.for_(_NAME))
    return None if found is None else found


def needed(what):
    """The tools. Raises `RuntimeError` where there are none."""
    found = tools()
    if found is None:
        raise RuntimeError(f"{what} works in Morelia's extension only, and not in this page")
    return found


__all__ = ["needed", "tools"]
