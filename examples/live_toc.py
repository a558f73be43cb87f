"""Put a table of contents with counts at the top of the page, live.

    ./x run examples/live_toc.py --serve /usr/share/doc/python3-doc/html \\
        --url library/json.html --screenshot toc.png

Each section of the page gets a line with a link, and with the number of
paragraphs and code samples in it. Running it again replaces the table.
"""

import sys

import js

ID = "morelia-toc"
HEADINGS = "h2[id], h3[id], section[id] > h2, section[id] > h3"


class Section:
    """A heading and what stands below it.

    ``title`` is its text, ``level`` 2 or 3, ``anchor`` the id to link to,
    ``paragraphs`` and ``samples`` are counts.
    """

    def __init__(self, heading):
        body = heading.closest("section[id]") or heading.parentElement
        self.title = heading_text(heading)
        self.level = int(heading.tagName[1])
        self.anchor = heading.id or body.id
        self.paragraphs = body.querySelectorAll("p").length
        self.samples = body.querySelectorAll("pre").length

    def __str__(self):
        indent = "  " * (self.level - 2)
        return f"{indent}{self.title} ({self.paragraphs} paragraphs, {self.samples} samples)"


def heading_text(heading):
    """Gives a heading's text without the ¶ that links to it."""
    copy = heading.cloneNode(True)
    for link in copy.querySelectorAll("a.headerlink"):
        link.remove()
    return " ".join(copy.textContent.split())


def element(name, text="", **attributes):
    """Makes an element; ``style`` and ``href`` and the like are attributes."""
    made = js.document.createElement(name)
    made.textContent = text
    for key, value in attributes.items():
        made.setAttribute(key, value)
    return made


def table_of_contents(sections):
    """Builds the ``nav`` element."""
    nav = element("nav", id=ID, style="border: 1px solid; padding: .5em 1em; margin: 1em 0")
    nav.append(element("strong", f"{len(sections)} sections"))
    items = element("ul")
    for section in sections:
        item = element("li", style=f"margin-left: {(section.level - 2) * 1.5}em")
        item.append(
            element("a", section.title, href="#" + section.anchor),
            element("small", f" {section.paragraphs} ¶, {section.samples} samples"),
        )
        items.append(item)
    nav.append(items)
    return nav


def main():
    """Finds the sections, puts the table in place and prints it."""
    document = js.document
    previous = document.getElementById(ID)
    if previous:
        previous.remove()
    sections = [Section(heading) for heading in document.querySelectorAll(HEADINGS)]
    if not sections:
        sys.exit(f"{js.location.href} has no sections; try library/json.html of Python's documentation")
    place = document.querySelector("[role=main], main") or document.body
    place.prepend(table_of_contents(sections))
    for section in sections:
        print(section)


if __name__ == "__main__":
    main()
