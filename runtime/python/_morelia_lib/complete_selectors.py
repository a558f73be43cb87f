"""Completion inside CSS selectors, from the names that the page itself uses.

The names come from ``parts/page-names.js``, which reads the document in one go:
no code of the page's runs, and it ends after a bounded time.
"""

import json
import re

from .element_tools import tools
from .expressions import call_bracket

_FUNCTIONS = frozenset((
    "q", "qa", "find", "find_all", "querySelector", "querySelectorAll", "closest", "matches", "wait",
    "wait_for", "wait_gone", "screenshot", "select", "select_one", "when",
))
_PSEUDO = (
    "checked", "disabled", "empty", "enabled", "first-child", "first-of-type", "focus", "has(", "hover",
    "invalid", "is(", "last-child", "last-of-type", "link", "not(", "nth-child(", "nth-last-child(",
    "nth-of-type(", "only-child", "open", "placeholder-shown", "required", "root", "target", "where(",
)
_ROLES = (
    "alert", "article", "banner", "button", "cell", "checkbox", "columnheader", "combobox", "complementary",
    "contentinfo", "dialog", "figure", "form", "group", "heading", "img", "link", "list", "listbox",
    "listitem", "main", "menu", "menuitem", "navigation", "option", "paragraph", "progressbar", "radio",
    "region", "row", "rowgroup", "rowheader", "search", "searchbox", "slider", "spinbutton", "status",
    "switch", "tab", "table", "tablist", "tabpanel", "textbox",
)
_VALUE = re.compile(r"^\s*([^\s=~|^$*\]]+)\s*[~|^$*]?=\s*(['\"]?)([^'\"\]]*)$", re.DOTALL)
_NAME = re.compile(r"([.#:]*)((?:[-\w]|[^\x00-\x7f])*)$")


def in_call(scanned, tokens, opened, text):
    """``(offset, items)`` for a selector that is an argument of a call, else None.

    ``offset`` is where the replaced text begins in ``text``, the string so far.

    >>> from _morelia_lib.scan import scan
    >>> scanned = scan("q('p:chec")
    >>> in_call(scanned, scanned.tokens, scanned.string, "p:chec")
    (2, [('checked', 'pseudo-class', None)])
    """
    index = call_bracket(scanned)
    if not index or not tokens or tokens[-1].text != "(" or len(tokens) != index + 1:
        return None
    if scanned.tokens[index - 1].text not in _FUNCTIONS or "b" in opened.prefix or "\\" in text:
        return None
    kind, prefix, attribute = token(text)
    if kind is None:
        return len(text), []
    return len(text) - len(prefix), list(_items(kind, prefix, attribute, opened))


def token(text):
    """What is being typed at the end of a selector: ``(kind, prefix, attribute)``.

    >>> token("ul > li.it")
    ('class', 'it', None)
    >>> token("a[href='/x")
    ('value', '/x', 'href')
    """
    if text.startswith("role=") and "[" not in text:
        return "role", text[5:], None
    opened = _open_bracket(text)
    if opened is not None:
        inside = text[opened + 1:]
        value = _VALUE.match(inside)
        if value:
            return "value", value[3], value[1]
        name = inside.lstrip()
        return ("attribute", name, None) if re.fullmatch(r"[-\w:]*", name) else (None, "", None)
    sign, name = _NAME.search(text).groups()
    if sign in (".", "#"):
        return ("class" if sign == "." else "id"), name, None
    if sign in (":", "::"):
        return "pseudo-class", name, None
    return ("tag", name, None) if name else (None, "", None)


def _open_bracket(text):
    """Where a ``[`` begins that is not closed, or None."""
    opened, quote = None, None
    for index, letter in enumerate(text):
        if quote:
            quote = None if letter == quote else quote
        elif opened is not None and letter in "'\"":
            quote = letter
        elif letter == "[":
            opened = index
        elif letter == "]":
            opened = None
    return opened


def _items(kind, prefix, attribute, opened):
    if kind == "pseudo-class":
        for name in _PSEUDO:
            if name.startswith(prefix):
                yield name, kind, None
        return
    seen = set()
    for name, count in _of_page(kind, prefix, attribute):
        if opened.quote[0] in name or "\n" in name or (kind == "value" and '"' in name):
            continue
        if "\\" in name and "r" not in opened.prefix.lower():
            name = name.replace("\\", "\\\\")
        seen.add(name)
        yield name, kind, f"× {count:,}"
    if kind == "role":
        for name in _ROLES:
            if name.startswith(prefix) and name not in seen:
                yield name, kind, None


def _of_page(kind, prefix, attribute):
    found = tools()
    if found is None:
        return []
    return json.loads(found.suggest(kind, prefix, attribute))


__all__ = ["in_call", "token"]
