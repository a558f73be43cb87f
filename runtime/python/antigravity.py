"""Python defies gravity: a green tree python flies up the page.

>>> import antigravity

CPython's module of this name opens a picture on the web. Here the picture is
drawn by Python and flies over the page that Python runs in; nothing is loaded,
the page's own elements stay as they are, and at the end nothing is left of it.

``antigravity.flight`` is the task that flies: ``await`` it to see the landing,
``antigravity.flight.cancel()`` ends it at once. A script that imports it and has
nothing more to do ends when the python is half-way up, so that it can be seen. `fly` starts over, and with
`TreePython` you can fly yourself. Who prefers reduced motion sees a python that
hangs in the air for a moment.
"""

import asyncio
import hashlib
import math
import time

__all__ = ["TreePython", "fly", "flight", "geohash"]

_SVG = "http://www.w3.org/2000/svg"
_WIDTH, _HEIGHT = 200, 440
_POINTS = 60
_TURNS = 1.6  # how many waves there are in a body
_WAVES = 2.5  # how many of them run through it during a flight


def geohash(latitude, longitude, datedow):
    """Print where to go on a day, by the algorithm of https://xkcd.com/426/.

    latitude, longitude
        `float`, degrees; only the whole part matters.
    datedow
        `bytes`, the date and that day's opening of the Dow Jones.

    >>> geohash(37.421542, -122.085589, b'2005-05-26-10458.68')
    37.857713 -122.544543
    """
    digest = hashlib.md5(datedow, usedforsecurity=False).hexdigest()
    north, west = (f"{float.fromhex('0.' + part):f}"[1:] for part in (digest[:16], digest[16:]))
    print(f"{int(latitude)}{north} {int(longitude)}{west}")


class TreePython:
    """A green tree python, *Morelia viridis*, above everything in the page.

    It is in the page inside of a ``with`` block, and clicks go through it.

    >>> with TreePython() as python:
    ...     for step in range(100):
    ...         python.rise(step / 100)
    ...         time.sleep(0.05)
    """

    def __init__(self):
        import js  # Not at the top: `geohash` needs no page.

        self._js = js
        self._last_resort = None
        self._is_still = js.matchMedia("(prefers-reduced-motion: reduce)").matches
        self._host = js.document.createElement("div")
        # Set one by one, because a page's policy may forbid `style` as an attribute;
        # important, because a page's rules may be meant for every `div`.
        for name, value in {
            "all": "initial", "position": "fixed", "inset": "0", "display": "block",
            "overflow": "hidden", "pointer-events": "none", "z-index": "2147483647",
        }.items():
            self._host.style.setProperty(name, value, "important")
        self._host.setAttribute("aria-hidden", "true")
        self._picture = _element("svg", viewBox=f"0 0 {_WIDTH} {_HEIGHT}")
        self._picture.style.position = "absolute"
        self._picture.style.height = "60%"
        self._parts = _draw(self._picture)
        # Closed: neither the page's scripts nor its styles reach the picture.
        self._host.attachShadow(mode="closed").append(self._picture)

    def __enter__(self):
        self.rise(0)
        self._js.document.documentElement.append(self._host)
        return self

    def __exit__(self, *_):
        self._js.clearTimeout(self._last_resort)
        self._host.remove()

    def vanish_after(self, seconds):
        """Have the browser take it away after some seconds, unless it is gone by then.

        A reset of Python, or a crash, ends a ``with`` block without an exit.

        >>> python.vanish_after(10)
        """
        self._js.clearTimeout(self._last_resort)
        # A function of the browser's own: it needs no Python to be there still.
        remove = self._host.remove.bind(self._host)
        self._last_resort = self._js.setTimeout(remove, seconds * 1000)

    def rise(self, share):
        """Go to a place on the way up.

        share
            `float`: at 0 the python is just below the window, at 1 just above.

        With reduced motion it is in the middle, whatever the share.
        """
        if self._is_still:
            share = 0.5
        width, height = self._js.innerWidth, self._js.innerHeight
        length = 0.6 * height
        x = 0.5 * width - 0.1 * length + 0.12 * width * math.sin(2 * math.pi * share)
        y = height - share * (height + length)
        self._picture.style.transform = f"translate({x:.1f}px, {y:.1f}px)"
        _bend(self._parts, 2 * math.pi * _WAVES * share)


def _element(name, parent=None, **attributes):
    """Makes an SVG element; underscores in the names of attributes become hyphens."""
    from js import document

    made = document.createElementNS(_SVG, name)
    for key, value in attributes.items():
        made.setAttribute(key.replace("_", "-"), str(value))
    if parent is not None:
        parent.append(made)
    return made


def _draw(picture):
    """Puts the parts into the picture, and gives those that move by name."""
    round_ends = {"stroke_linecap": "round", "stroke_linejoin": "round"}
    body = _element("path", picture, fill="#4fae32", stroke="#1f5c22", stroke_width=3, **round_ends)
    flank = _element("path", picture, fill="#7fd04a")
    spine = _element("path", picture, fill="none", stroke="#dff2a0", stroke_width=2.5, **round_ends)
    # A line of length 0 with round ends is a dot.
    scales = _element("path", picture, fill="none", stroke="#fffbe0", stroke_width=7, **round_ends)

    head = _element("g", picture)
    tongue = "M0 -30 V-46 L-5 -55 M0 -46 L5 -55"
    skull = "M-11 10 C-14 0 -22 -4 -20 -16 C-18 -28 -8 -36 0 -36 C8 -36 18 -28 20 -16 C22 -4 14 0 11 10 C5 14 -5 14 -11 10 Z"
    crown = "M-7 8 C-6 -4 -9 -20 0 -29 C9 -20 6 -4 7 8 C3 11 -3 11 -7 8 Z"
    _element("path", head, d=tongue, fill="none", stroke="#d8303a", stroke_width=2.5, **round_ends)
    _element("path", head, d=skull, fill="#4fae32", stroke="#1f5c22", stroke_width=3)
    _element("path", head, d=crown, fill="#7fd04a")
    for side in (-1, 1):
        eye = _element("ellipse", head, cx=14 * side, cy=-14, rx=5.5, ry=6.5, fill="#ffd23c")
        eye.setAttribute("stroke", "#1f5c22")
        _element("ellipse", head, cx=14 * side, cy=-14, rx=1.6, ry=5, fill="#14210f")
        _element("circle", head, cx=12.5 * side, cy=-16.5, r=1.3, fill="#ffffff")
        _element("circle", head, cx=4 * side, cy=-30, r=1.4, fill="#1f5c22")
    return {"body": body, "flank": flank, "spine": spine, "scales": scales, "head": head}


def _bend(parts, phase):
    """Lets the wave run on: gives the parts the shape that they have at a phase."""
    middle, across, thickness = [], [], []
    for index in range(_POINTS):
        part = index / (_POINTS - 1)  # 0 is the tip of the tail, 1 the neck
        angle = 2 * math.pi * _TURNS * part - phase
        swing = 58 * (1 - part) ** 0.5 + 10
        middle.append((_WIDTH / 2 + swing * math.sin(angle), _HEIGHT - 10 - (_HEIGHT - 75) * part))
        thickness.append(1 + 17 * math.sin(math.pi * (0.85 * part) ** 0.6) ** 0.8)
    for index in range(_POINTS):
        (x0, y0), (x1, y1) = middle[max(index - 1, 0)], middle[min(index + 1, _POINTS - 1)]
        length = math.hypot(x1 - x0, y1 - y0)
        across.append(((y1 - y0) / length, (x0 - x1) / length))

    def outline(width):
        left, right = [], []
        for (x, y), (nx, ny), thick in zip(middle, across, thickness):
            dx, dy = width * thick * nx, width * thick * ny
            left.append((x - dx, y - dy))
            right.append((x + dx, y + dy))
        return _path(left + right[::-1]) + "Z"

    parts["body"].setAttribute("d", outline(1))
    parts["flank"].setAttribute("d", outline(0.55))
    parts["spine"].setAttribute("d", _path(middle[6:]))
    parts["scales"].setAttribute("d", "".join(f"M{x:.1f} {y:.1f}h0" for x, y in middle[9:-3:5]))
    (x, y), (nx, ny) = middle[-1], across[-1]
    turn = math.degrees(math.atan2(ny, nx)) + 180
    parts["head"].setAttribute("transform", f"translate({x:.1f} {y:.1f}) rotate({turn:.1f})")


def _path(points):
    """The path through points, as SVG writes it.

    >>> _path([(0, 0), (1.25, 2)])
    'M0.0 0.0L1.2 2.0'
    """
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


async def fly(seconds=5, half_way=None):
    """Let a green tree python fly up the page, once.

    seconds
        `float`, how long it takes.
    half_way
        What is to be set when half of it is over: an `asyncio.Event` or the like.

    >>> await fly(seconds=10)
    """
    with TreePython() as python:
        python.vanish_after(seconds + 1)
        began = time.monotonic()
        while (share := (time.monotonic() - began) / seconds) < 1:
            python.rise(share)
            if share >= 0.5 and half_way is not None:
                half_way.set()
            await asyncio.sleep(1 / 60)


def _take_off():
    """Begins the flight of the import; None where there is no page to fly over."""
    try:
        from js import document
    except ImportError:
        return None
    from _morelia_lib.execute import wait_at_the_end
    from _morelia_lib.loop import start_task  # It works in threads, too.

    if not document:
        return None
    half_way = asyncio.Event()
    started = start_task(fly(half_way=half_way))
    started.add_done_callback(lambda task: half_way.set())
    wait_at_the_end(half_way)
    return started


flight = _take_off()
