"""Prints the events of objects, for ``monitor_events``."""

import js
from pyodide.ffi import create_proxy

_GROUPS = {
    "mouse": "auxclick click contextmenu dblclick mousedown mouseenter mouseleave mousemove mouseout mouseover "
             "mouseup wheel",
    "key": "keydown keyup keypress",
    "touch": "touchstart touchmove touchend touchcancel",
    "control": "resize scroll zoom focus blur select input change submit reset",
}
_OTHER = "load unload abort error beforeunload hashchange popstate visibilitychange copy cut paste drop"
_SHOWN = ("key", "clientX", "clientY", "button", "inputType", "deltaY")
_monitored = []


class _Monitor:
    def __init__(self, target, types):
        self.target, self.types = target, set(types)
        self.proxy = create_proxy(_print)
        for kind in types:
            target.addEventListener(kind, self.proxy, True)

    def drop(self, types):
        for kind in self.types & types:
            self.target.removeEventListener(kind, self.proxy, True)
        self.types -= types
        if not self.types:
            self.proxy.destroy()
            _monitored.remove(self)


def _print(event):
    details = [f"{name}={value!r}" for name in _SHOWN if (value := getattr(event, name, None)) not in (None, "")
               and not type(value).__name__.startswith("JsNull")]
    target = getattr(event, "target", None)
    print(f"{event.type}{'  ' + ' '.join(details) if details else ''}  {_described(target)}")


def _described(target):
    name = getattr(target, "localName", None)
    if not isinstance(name, str):
        return repr(target)
    if target.id:
        return f"<{name} id={target.id!r}>"
    classes = target.getAttribute("class")
    return f"<{name} class={classes!r}>" if isinstance(classes, str) else f"<{name}>"


def _types(types):
    if not types:
        types = (*_GROUPS, *_OTHER.split())
    found = {}
    for kind in types:
        if not isinstance(kind, str):
            raise TypeError(f"the type of an event is a str, not {type(kind).__name__!r}")
        for one in _GROUPS.get(kind, kind).split():
            found[one] = None
    return list(found)


def _targets(target):
    if isinstance(target, str):
        from morelia import find_all

        found = find_all(target)
        if not found:
            raise ValueError(f"no element matches {target!r}")
        return found
    if isinstance(target, (list, tuple)):
        return [one for item in target for one in _targets(item)]
    if not callable(getattr(target, "addEventListener", None)):
        raise TypeError(f"events come to elements, documents and windows, not to {type(target).__name__!r}")
    return [target]


def monitor(target, types=()):
    """Begins to print the events of an object.

    >>> monitor(js.document, ("click",))  # doctest: +SKIP
    """
    wanted = _types(types)
    for one in _targets(target):
        known = {kind for m in _monitored if m.target == one for kind in m.types}
        new = [kind for kind in wanted if kind not in known]
        if new:
            _monitored.append(_Monitor(one, new))


def unmonitor(target=None, types=()):
    """Ends that, for all objects without one.

    >>> unmonitor()  # doctest: +SKIP
    """
    targets = None if target is None else _targets(target)
    for one in list(_monitored):
        if targets is None or any(one.target == t for t in targets):
            one.drop(set(_types(types)) if types else set(one.types))


__all__ = ["monitor", "unmonitor"]
