"""Collect every module of Python's module index into a CSV file.

Run it on the documentation that Debian's python3-doc puts on the disk:

    ./x run examples/modules_to_csv.py --serve /usr/share/doc/python3-doc/html --url py-modindex.html

It writes out/modules.csv with a name, an address and a one-line description for
each module, and prints the first rows. ``./x run`` without arguments runs it.
"""

import csv
import pathlib
import sys

import js

SHOWN = 12
WIDTH = 79


def one_line(text):
    """Gives the text with all white space, line ends too, as single spaces.

    >>> one_line("a\\n  b ")
    'a b'
    """
    return " ".join(text.split())


def modules(document):
    """Yields ``(name, address, description)`` for each row of the index.

    Packages that have no page of their own have no address, and are left out.
    """
    for row in document.querySelectorAll("table.modindextable tr"):
        link = row.querySelector("a[href]")
        if not link:
            continue
        description = row.querySelector("em")
        yield link.textContent, link.href, one_line(description.textContent) if description else ""


def write_csv(rows, path):
    """Writes the rows with a header; makes the folder when it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["module", "address", "description"])
        writer.writerows(rows)


def print_table(rows):
    """Prints the rows in two columns that fit a terminal."""
    widest = max(len(name) for name, _, _ in rows)
    room = WIDTH - widest - 2
    print(f"{'Module':{widest}}  Description")
    print(f"{'-' * widest}  {'-' * room}")
    for name, _, description in rows:
        if len(description) > room:
            description = description[: room - 1] + "…"
        print(f"{name:{widest}}  {description}")


def main():
    """Reads the page, writes the file, prints the first rows and the count."""
    rows = list(modules(js.document))
    if not rows:
        sys.exit(f"{js.location.href} has no module index; open py-modindex.html of Python's documentation")
    path = pathlib.Path("out/modules.csv")
    write_csv(rows, path)
    print_table(rows[:SHOWN])
    print(f"… {len(rows)} modules in all, written to {path}")


if __name__ == "__main__":
    main()
