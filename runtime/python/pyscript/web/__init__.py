"""The page's elements, the way that Python likes them.

>>> page.body.append(div("Hello", id="greeting", classes=["big"]))
>>> page["greeting"].style["color"] = "green"
>>> for item in page.find("li"):
...     item.classes.add("seen")
"""

from . import tags as _tags
from .collection import ElementCollection
from .element import ContainerElement, Element
from .page import Page, page
from .tags import *  # noqa: F403
from .views import Classes, Options, Style

__all__ = [
    "Classes",
    "ContainerElement",
    "Element",
    "ElementCollection",
    "Options",
    "Page",
    "Style",
    "page",
    *_tags.__all__,
]
