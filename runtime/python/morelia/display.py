"""What the console shows: HTML, pictures, Markdown and more, under IPython's names.

>>> from morelia.display import HTML, display
>>> display(HTML("<b>bold</b>"))  # doctest: +SKIP

HTML, Markdown and SVG are shown in a frame in which no script runs; pictures of
the network wait for a click.
"""

from _morelia_lib.display import DisplayHandle, clear_output, display, update_display


class _Data:
    """Data of one MIME type, given or read from a file."""

    _binary = False

    def __init__(self, data=None, filename=None):
        if data is None and filename is None:
            raise TypeError(f"{type(self).__name__}() needs data or a filename")
        if data is None:
            with open(filename, "rb") as file:
                data = file.read()
            if not self._binary:
                data = data.decode("utf-8")
        self.data = data
        self.filename = filename

    def __repr__(self):
        return f"<{type(self).__module__}.{type(self).__qualname__} object>"


class HTML(_Data):
    """HTML, given as a string or read from a file.

    >>> HTML("<b>bold</b>")._repr_html_()
    '<b>bold</b>'
    """

    def _repr_html_(self):
        return self.data


class Markdown(_Data):
    """Markdown with GitHub's tables, given as a string or read from a file.

    >>> Markdown("**bold**")._repr_markdown_()
    '**bold**'
    """

    def _repr_markdown_(self):
        return self.data


class Latex(_Data):
    """LaTeX, shown as its source.

    >>> Latex("$x^2$")._repr_latex_()
    '$x^2$'
    """

    def _repr_latex_(self):
        return self.data


class SVG(_Data):
    """A drawing, given as a string or read from a file.

    >>> SVG("<svg xmlns='http://www.w3.org/2000/svg'/>")._repr_svg_()
    "<svg xmlns='http://www.w3.org/2000/svg'/>"
    """

    def _repr_svg_(self):
        return self.data


class JSON(_Data):
    """A value that JSON can hold, shown as a tree. A string is taken as JSON text.

    >>> JSON({"a": [1, 2]})._repr_json_()
    {'a': [1, 2]}
    """

    def _repr_json_(self):
        return self.data


class Pretty(_Data):
    """Text that is shown as it is, without quotes.

    >>> Pretty("two\\nlines")
    two
    lines
    """

    def __repr__(self):
        return str(self.data)


class Image(_Data):
    """A picture: PNG, JPEG, GIF, WebP or SVG.

    Takes bytes, the name of a file, or an address, in ``data`` or by name.
    ``width`` and ``height`` are in pixels. A picture of the network is loaded
    when the person asks for it. Raises ValueError for bytes of another format.

    >>> Image(b"GIF89a...").format
    'gif'
    """

    _binary = True

    def __init__(self, data=None, url=None, filename=None, format=None, width=None, height=None, alt=None):
        if isinstance(data, str):
            if data.startswith(("http://", "https://", "data:")):
                data, url = None, data
            else:
                data, filename = None, data
        self.url, self.width, self.height, self.alt = url, width, height, alt
        if url is not None:
            self.data, self.filename, self.format = None, None, format
            return
        super().__init__(data, filename)
        from _morelia_lib import images

        found = images.kind_of(bytes(self.data[:1000]))
        if found is None and format is None:
            raise ValueError("Image() knows PNG, JPEG, GIF, WebP and SVG; these bytes are none of them")
        self._mime = found[0] if found else f"image/{format.lower()}"
        self.format = format or self._mime.removeprefix("image/").removesuffix("+xml")

    def _repr_mimebundle_(self, include=None, exclude=None):
        if self.url is None and self.width is None and self.height is None:
            return {self._mime: self.data}
        from html import escape

        address = self.url
        if address is None:
            from base64 import b64encode

            address = f"data:{self._mime};base64,{b64encode(self.data).decode('ascii')}"
        given = {"src": address, "width": self.width, "height": self.height, "alt": self.alt}
        text = " ".join(f'{name}="{escape(str(value))}"' for name, value in given.items() if value is not None)
        return {"text/html": f"<img {text}>"}


__all__ = [
    "HTML", "JSON", "SVG", "DisplayHandle", "Image", "Latex", "Markdown", "Pretty", "clear_output",
    "display", "update_display",
]
