"""A class for each tag of HTML.

>>> form(label("Name", for_="name"), input_(id="name", type="text"))
<form>
"""

from .element import ContainerElement, Element
from .views import Options

_CONTAINERS = """
a abbr address article aside b blockquote body button caption cite code colgroup data dd del_
details dialog div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header
hgroup html i iframe ins kbd label legend li main map_ mark menu meter nav object_ ol output p
picture pre progress q s script section slot small span strong style sub summary sup table tbody td
template textarea tfoot th thead time title tr u ul var option
""".split()
_EMPTY = "area base br col embed hr img input_ link meta source track wbr".split()


class _HasOptions(ContainerElement):
    @property
    def options(self):
        """The options, which can be added to and removed."""
        return Options(self)


class datalist(_HasOptions):
    """The suggestions of an `input`."""


class optgroup(_HasOptions):
    """Options that belong together."""


class select(_HasOptions):
    """A choice.

    >>> select().options.add(value="1", html="One")
    """


class canvas(ContainerElement):
    """A picture that is drawn."""

    def draw(self, what, width=None, height=None):
        """Draw an image, a video's frame or another canvas, at this size.

        what
            An `Element` or `JsProxy`.
        width, height
            In CSS pixels; by default those of `what`.
        """
        source = getattr(what, "_dom_element", what)
        size = [value for value in (width, height) if value is not None]
        if len(size) == 2:
            self._dom_element.width, self._dom_element.height = size
        self._dom_element.getContext("2d").drawImage(source, 0, 0, *(size if len(size) == 2 else ()))

    def download(self, filename="snapped.png"):
        """Let the browser download the picture as a file."""
        link = globals()["a"](href=self._dom_element.toDataURL(), download=filename)
        link._dom_element.click()


class _Media(ContainerElement):
    async def play(self):
        """Begin to play. Raises `JsException` where the browser forbids it."""
        await self._dom_element.play()

    def pause(self):
        """Stop playing."""
        self._dom_element.pause()


class audio(_Media):
    """Sound."""


class video(_Media):
    """Moving pictures."""

    def snap(self, to=None, width=None, height=None):
        """Draw the current frame. Gives the `canvas`.

        to
            A `canvas` element or its id; by default a new one.
        width, height
            In CSS pixels; by default the video's own.
        """
        width = self._dom_element.videoWidth if width is None else width
        height = self._dom_element.videoHeight if height is None else height
        if to is None:
            to = canvas(width=width, height=height)
        elif isinstance(to, str):
            from .page import page

            found = page[to]
            if found is None:
                raise ValueError(f"there is no canvas with the id {to!r}")
            to = found
        elif not isinstance(to, Element):
            to = canvas(dom_element=to)
        if to._dom_element.tagName != "CANVAS":
            raise TypeError("snap() draws to a canvas element only")
        to.draw(self, width, height)
        return to


def _make_classes():
    for names, base, kind in (
        (_CONTAINERS, ContainerElement, "that others can be in"),
        (_EMPTY, Element, "that nothing can be in"),
    ):
        for name in names:
            described = {"__doc__": f"A `{name.rstrip('_')}` element, {kind}.", "__module__": __name__}
            globals()[name] = type(name, (base,), described)


_make_classes()

__all__ = [*_CONTAINERS, *_EMPTY, "audio", "canvas", "datalist", "optgroup", "select", "video"]

Element.register_element_classes([globals()[name] for name in __all__])
