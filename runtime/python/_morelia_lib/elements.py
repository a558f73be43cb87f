"""What a panel asks about elements: highlight, reveal, pick, select."""

from . import element_selectors, nodes
from .element_tools import needed
from .objects import Gone, handles


def answer_elements(console, request):
    """Answers the operation ``elements``; ``ask`` tells what about."""
    try:
        return _ANSWERS[request["ask"]](request)
    except Gone as error:
        return {"op": "failed", "message": str(error)}
    except KeyboardInterrupt:
        raise
    except Exception as error:
        return {"op": "failed", "message": f"{error}"}


def _node(request):
    return handles.get(request["id"]).value


def _highlight(request):
    tools = needed("Highlighting")
    if request.get("id") is None:
        tools.hide()
    else:
        tools.highlight(_node(request))
    return {"answer": "done"}


def _scroll(request):
    node = _node(request)
    tools = needed("Scrolling")
    tools.scroll(node)
    tools.highlight(node)
    return {"answer": "done"}


def _locate(request):
    """Says where a node is, and keeps it for the developer tools."""
    node = _node(request)
    tools = needed("Revealing")
    if nodes.kind(node) == 11 and nodes.host_of(node) is not None:
        node = nodes.host_of(node)
    tools.revealed = node
    return {"answer": "located", "path": nodes.path(node)}


def _select(request):
    node = nodes.follow(request["path"])
    if node is None:
        return {"op": "failed", "message": "the element that is selected is not in this frame"}
    needed("S").select(node)
    return {"answer": "done"}


def _pick(request):
    needed("The element picker").pick()
    return {"answer": "picking"}


def _cancel(request):
    needed("The element picker").cancelPick()
    return {"answer": "cancelled"}


def _picked(request):
    """How picking goes on; a picked element is told as Python that finds it."""
    tools = needed("The element picker")
    state = tools.pickState()
    if state != "picked":
        return {"answer": "picking" if state == "picking" else "cancelled"}
    element = tools.picked()
    tools.select(element)
    return {"answer": "picked", "code": element_selectors.expression(element)}


_ANSWERS = {
    "highlight": _highlight, "scroll": _scroll, "locate": _locate, "select": _select,
    "pick": _pick, "picked": _picked, "cancel": _cancel,
}

__all__ = ["answer_elements"]
