"""Elements by role and name, as assistive technology has them.

>>> find('role=button[name="Buy"]')

The browser's own `computedRole` and `computedName` are used where it has them.
Elsewhere a part of the standards HTML-AAM and AccName: the roles of HTML's own
elements, and names from `aria-labelledby`, `aria-label`, labels, `alt`, `title`,
`placeholder`, `value` of buttons, and content. Not: names from CSS content.
"""

import re

import js
from pyodide.ffi import jsnull

__all__ = ["accessible_name", "by_role", "parse", "role"]

_TAGS = {
    "article": "article", "aside": "complementary", "blockquote": "blockquote", "button": "button",
    "code": "code", "datalist": "listbox", "details": "group", "dialog": "dialog", "fieldset": "group",
    "figure": "figure", "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading",
    "h5": "heading", "h6": "heading", "hr": "separator", "li": "listitem", "main": "main",
    "menu": "list", "meter": "meter", "nav": "navigation", "ol": "list", "optgroup": "group",
    "option": "option", "output": "status", "p": "paragraph", "progress": "progressbar",
    "search": "search", "summary": "button", "table": "table", "tbody": "rowgroup", "td": "cell",
    "textarea": "textbox", "tfoot": "rowgroup", "thead": "rowgroup", "time": "time", "tr": "row",
    "ul": "list", "th": "columnheader",
}
_INPUTS = {
    "button": "button", "checkbox": "checkbox", "email": "textbox", "image": "button",
    "number": "spinbutton", "radio": "radio", "range": "slider", "reset": "button",
    "search": "searchbox", "submit": "button", "tel": "textbox", "text": "textbox", "url": "textbox",
}
# Their names come from their content.
_FROM_CONTENT = frozenset((
    "button", "cell", "checkbox", "columnheader", "gridcell", "heading", "link", "menuitem",
    "menuitemcheckbox", "menuitemradio", "option", "radio", "row", "rowheader", "switch", "tab",
    "tooltip", "treeitem",
))
_SELECTOR = re.compile(r"""role=([a-z]+)\s*(?:\[\s*name\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*\])?\s*$""")
_HTML = {
    "button": "button, summary, input", "link": "a, area", "heading": "h1, h2, h3, h4, h5, h6",
    "textbox": "input, textarea", "checkbox": "input", "radio": "input", "combobox": "select, input",
    "searchbox": "input", "slider": "input", "spinbutton": "input", "listbox": "select, datalist",
    "img": "img, svg", "image": "img, svg", "option": "option", "cell": "td", "row": "tr",
    "columnheader": "th", "rowheader": "th",
}


def parse(selector):
    """The role and the name of a selector ``role=…``; None for another selector.

    Raises `ValueError` for one that cannot be read.

    >>> parse('role=button[name="Buy"]')
    ('button', 'Buy')
    """
    if not selector.startswith("role="):
        return None
    found = _SELECTOR.match(selector)
    if found is None:
        raise ValueError(f"{selector!r} is no selector by role: write role=button or role=button[name=\"Buy\"]")
    name = found[2] if found[2] is not None else found[3]
    return found[1], None if name is None else re.sub(r"\\(.)", r"\1", name)


def by_role(wanted, name, root):
    """The elements below ``root`` that have a role and, unless it is None, a name.

    >>> list(by_role("button", "Buy", js.document))
    """
    tags = _HTML.get(wanted) or ", ".join(tag for tag, role in _TAGS.items() if role == wanted) or "*"
    if wanted in ("banner", "contentinfo", "form", "region"):
        tags = "header, footer, form, section"
    for element in root.querySelectorAll(f"{tags}, [role]"):
        if role(element) == wanted and (name is None or accessible_name(element) == name):
            if not _is_hidden(element):
                yield element


def _attribute(element, name):
    value = element.getAttribute(name)
    return None if value is jsnull else value


def role(element):
    """The role of an element, as a string; None where it has none.

    >>> role(js.document.createElement("button"))
    'button'
    """
    computed = getattr(element, "computedRole", None)
    if isinstance(computed, str) and computed:
        return None if computed in ("generic", "none", "presentation") else computed
    for word in (_attribute(element, "role") or "").split():
        return None if word in ("none", "presentation", "generic") else word
    tag = element.localName
    if tag in ("a", "area"):
        return "link" if element.hasAttribute("href") else None
    if tag == "input":
        kind = (_attribute(element, "type") or "text").lower()
        if element.hasAttribute("list") and kind in ("text", "search", "email", "tel", "url"):
            return "combobox"
        return _INPUTS.get(kind, None if kind in ("hidden", "file", "password", "color") else "textbox")
    if tag == "select":
        return "listbox" if element.multiple or element.size > 1 else "combobox"
    if tag == "img":
        return None if _attribute(element, "alt") == "" else "img"
    if tag in ("header", "footer"):
        inside = element.closest("article, aside, main, nav, section")
        return None if inside is not jsnull else {"header": "banner", "footer": "contentinfo"}[tag]
    if tag in ("section", "form"):
        named = _attribute(element, "aria-label") or _attribute(element, "aria-labelledby")
        return {"section": "region", "form": "form"}[tag] if named else None
    if tag == "th" and _attribute(element, "scope") == "row":
        return "rowheader"
    return _TAGS.get(tag)


def accessible_name(element):
    """The name of an element, as assistive technology says it; perhaps empty.

    >>> accessible_name(js.document.querySelector("button"))
    'Add to cart'
    """
    computed = getattr(element, "computedName", None)
    if isinstance(computed, str) and computed:
        return _squeezed(computed)
    return _squeezed(_name(element, set(), False))


def _squeezed(text):
    return " ".join(text.split())


def _name(element, seen, inside):
    if element.js_id in seen:
        return ""
    seen.add(element.js_id)
    if not inside:
        labelled = _attribute(element, "aria-labelledby")
        if labelled:
            scope = element.getRootNode()
            found = [scope.getElementById(name) for name in labelled.split()]
            text = " ".join(_name(it, seen, True) or _content(it, seen) for it in found if it is not jsnull)
            if text.strip():
                return text
    label = _attribute(element, "aria-label")
    if label and label.strip():
        return label
    text = _native_name(element, seen)
    if text:
        return text
    if inside or (role(element) or "") in _FROM_CONTENT:
        text = _content(element, seen)
        if text.strip():
            return text
    return _attribute(element, "title") or _attribute(element, "placeholder") or ""


def _native_name(element, seen):
    tag = element.localName
    if tag in ("img", "area"):
        return _attribute(element, "alt") or ""
    if tag == "input":
        kind = (_attribute(element, "type") or "text").lower()
        if kind in ("button", "submit", "reset"):
            return element.value or {"submit": "Submit", "reset": "Reset"}.get(kind, "")
        if kind == "image":
            return _attribute(element, "alt") or ""
    if tag in ("input", "select", "textarea", "meter", "progress", "output"):
        labels = getattr(element, "labels", None)
        if labels is not None and labels is not jsnull:
            return " ".join(_content(label, seen) for label in labels)
    child = {"fieldset": "legend", "table": "caption", "figure": "figcaption", "svg": "title"}.get(tag)
    if child:
        found = element.querySelector(f":scope > {child}")
        return "" if found is jsnull else _content(found, seen)
    return ""


def _content(element, seen):
    parts = []
    for node in element.childNodes:
        if node.nodeType == 3:
            parts.append(node.data)
        elif node.nodeType == 1 and not _is_hidden(node) and node.localName not in ("script", "style"):
            text = _name(node, seen, True)
            parts.append(f" {text} " if node.localName in ("div", "p", "br", "li", "td", "th", "tr") else text)
    return "".join(parts)


def _is_hidden(element):
    if _attribute(element, "aria-hidden") == "true" or element.hasAttribute("hidden"):
        return True
    visible = getattr(element, "checkVisibility", None)
    return bool(element.isConnected and visible is not None and not element.checkVisibility(visibilityProperty=True))
