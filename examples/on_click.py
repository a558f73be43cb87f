"""React to clicks: a click on a code sample marks it and counts its lines.

    ./x run examples/on_click.py --serve /usr/share/doc/python3-doc/html --url library/json.html

In a browser with a window (``--headed``, or the console) the handler stays
until the page is left. Here the script clicks the first sample itself, and a
second time, to show what happens.
"""

import sys

import js

SAMPLES = "pre"


class SampleCounter:
    """Marks code samples that are clicked, and remembers which.

    An instance is a click handler: it can be given to ``addEventListener``.
    """

    def __init__(self):
        self.marked = []

    def __call__(self, event):
        sample = event.target.closest(SAMPLES)
        if not sample:
            return
        if sample in self.marked:
            self.marked.remove(sample)
            sample.style.outline = ""
            print("unmarked;", len(self.marked), "left")
            return
        self.marked.append(sample)
        sample.style.outline = "3px solid orange"
        lines = sample.textContent.strip().splitlines()
        print(f"marked a sample of {len(lines)} lines that begins with {lines[0]!r}")


def main():
    """Hooks the clicks, then clicks."""
    sample = js.document.querySelector(SAMPLES)
    if not sample:
        sys.exit(f"{js.location.href} has no code samples; try library/json.html of Python's documentation")
    js.document.addEventListener("click", SampleCounter())
    sample.click()
    sample.click()


if __name__ == "__main__":
    main()
