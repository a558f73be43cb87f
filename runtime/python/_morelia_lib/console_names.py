"""The names that a console begins with: functions for the page, as DevTools' own console has them.

They are variables like others: a person's own of the same name takes their place.
"""

import json

from . import actions
from .resolve import is_js

#: The functions, in the order of ``helpers?``.
FUNCTIONS = (
    "q", "qa", "xp", "copy", "clear", "table", "inspect", "keys", "values",
    "monitor_events", "unmonitor_events", "register_magic",
)


def q(selector, root=None):
    """The first element that a CSS selector matches, or None; also in shadow roots.

    selector
        `str`; `>>>` goes from an element into its shadow root.
    root
        Where to look: a document, an element or a shadow root.

    >>> q("h1").textContent
    'Example Domain'
    """
    from morelia import find

    return find(selector, root)


def qa(selector, root=None):
    """All elements that a CSS selector matches, as a list; also in shadow roots. As `q`.

    >>> [link.href for link in qa("a")]
    ['https://iana.org/domains/example']
    """
    from morelia import find_all

    return find_all(selector, root)


def xp(path, root=None):
    """The nodes that an XPath finds, as a list; or its number, text or bool.

    path
        `str`. One that begins with ``//`` is searched in shadow roots, too.
    root
        Where to look, a node; by default the document.

    Raises `pyodide.ffi.JsException` for an expression that is none.

    >>> xp("//a/@href")[0].value, xp("count(//a)")
    ('https://iana.org/domains/example', 1)
    """
    from .xpath import find

    return find(path, root)


def copy(value):
    """Put a value into the clipboard: text as it is, tables as tab-separated values.

    value
        `str`; a list of dicts or dataclasses (TSV with a heading, for spreadsheets); a DOM
        node (its markup); what JSON can carry (indented JSON); anything else as its `repr`.

    >>> copy(qa("h2")[0])
    """
    if not actions.copy(text_for_clipboard(value)):
        raise RuntimeError("copy() needs the console's panel, and nothing listens here")


def text_for_clipboard(value):
    """What `copy` puts into the clipboard.

    >>> text_for_clipboard([{"a": 1}, {"a": 2}])
    'a\\n1\\n2'
    """
    from . import tables

    if isinstance(value, str):
        return value
    if isinstance(value, tables.Table):
        return value.tsv()
    if is_js(value):
        return _js_text(value)
    if tables._is_table(value):
        return tables.table_of(value).tsv()
    if value is None or isinstance(value, (bool, int, float, list, tuple, dict)):
        try:
            return json.dumps(value, indent=2, ensure_ascii=False)
        except (TypeError, ValueError, RecursionError):
            pass
    return repr(value)


def _js_text(value):
    import js
    from pyodide.ffi import JsException

    markup = getattr(value, "outerHTML", None)
    if isinstance(markup, str):
        return markup
    if isinstance(getattr(value, "nodeType", None), int):
        text = getattr(value, "data", None)
        return text if isinstance(text, str) else js.XMLSerializer.new().serializeToString(value)
    try:
        text = js.JSON.stringify(value, None, 2)
    except JsException:
        text = None
    return text if isinstance(text, str) else repr(value)


def clear():
    """Empty the console's transcript. Cells that still run stay.

    >>> clear()
    """
    actions.clear()


def table(value, columns=None):
    """Show a value as a table.

    value
        A list of dicts, dataclasses, named tuples or sequences; a dict of those; an
        array of objects of JavaScript's.
    columns
        The names of the columns to show, in this order; by default all.

    Raises `TypeError` for what has no rows.

    >>> table([{"name": "Ada", "born": 1815}, {"name": "Grace", "born": 1906}])
    """
    from .display import display
    from .tables import MIME, table_of

    found = table_of(value, columns)
    display({"text/plain": found.text(), MIME: found.json()}, raw=True)


def inspect(node):
    """Show an element of the page in the Elements panel of the developer tools.

    Raises `TypeError` for anything but a DOM node; `ValueError` when it is in no document.

    >>> inspect(q("h1"))
    """
    from .dom_paths import path_of

    actions.reveal(path_of(node))


def keys(value):
    """The keys of a dict, or the names of an object's own properties or attributes, as a list.

    >>> keys({"a": 1})
    ['a']
    """
    return list(_items(value)[0])


def values(value):
    """The values of a dict, or of an object's own properties or attributes, as a list.

    >>> values({"a": 1})
    [1]
    """
    return list(_items(value)[1])


def _items(value):
    if hasattr(type(value), "keys") and not is_js(value):
        found = list(value.keys())
        return found, [value[key] for key in found]
    if is_js(value):
        import js

        return js.Object.keys(value), js.Object.values(value)
    try:
        own = vars(value)
    except TypeError:
        raise TypeError(f"{type(value).__name__!r} has neither keys nor attributes of its own") from None
    return own.keys(), own.values()


def monitor_events(target, *types):
    """Print the events that an object gets, as they come.

    target
        An element, document or window; a CSS selector; or a list of those.
    types
        Names of events, or "mouse", "key", "touch", "control"; by default all of
        those, and loading, moving and editing.

    >>> monitor_events("button", "click")
    """
    from . import event_monitor

    event_monitor.monitor(target, types)


def unmonitor_events(target=None, *types):
    """Stop printing events: of an object, or of all; all types, or some. As `monitor_events`.

    >>> unmonitor_events("button")
    """
    from . import event_monitor

    event_monitor.unmonitor(target, types)


def register_magic(function=None, **options):
    """Make a function a magic: a decorator. ``morelia.register_magic`` tells all of it.

    >>> @register_magic
    ... def shout(line):
    ...     print(line.upper())
    """
    from .magics.registry import register_magic as register

    return register(function, **options)


class Helpers:
    """The functions that a console has beside Python's own, each with `name?`.

    q(css)  qa(css)  xp(xpath)      elements of the page, also in shadow roots
    copy(value)                     to the clipboard
    table(value)                    rows and columns
    inspect(node)                   in the Elements panel
    keys(o)  values(o)              of dicts and of JavaScript's objects
    monitor_events(o, *types)       prints events;  unmonitor_events(o)
    clear()                         empties the transcript
    display(value)                  shows a value as rich as it can be
    register_magic                  makes a function a magic; %lsmagic lists them
    js                              JavaScript's names;  js.page_world: the page's own

    >>> helpers  # doctest: +SKIP
    """

    def __repr__(self):
        from .inspection import clean_documentation

        return clean_documentation(type(self).__doc__).partition("\n\n>>>")[0]


def install(console):
    """Puts the names into a console's namespace, those that are not taken.

    >>> class Example: namespace = {"q": 1}
    >>> install(Example); Example.namespace["q"], "qa" in Example.namespace
    (1, True)
    """
    names = {name: globals()[name] for name in FUNCTIONS}
    names["helpers"] = Helpers()
    try:
        import js
    except ImportError:
        # Tests outside of the runtime have none.
        pass
    else:
        names["js"] = js
    for name, value in names.items():
        console.namespace.setdefault(name, value)


__all__ = ["FUNCTIONS", "Helpers", "install", "text_for_clipboard", *FUNCTIONS]
