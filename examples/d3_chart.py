"""Draw a chart with the D3 that a page has loaded; compute what it shows in Python.

    npm ci --prefix tests/libraries   # once, to have D3 for the page
    ./x run examples/d3_chart.py --serve . --url examples/chart.html --screenshot chart.png

The page has a table of rates. Python reads it, and works out how many pythons
and rats there will be, as Lotka and Volterra did. In a window (``--headed``) the
numbers follow the mouse, and a click in the legend hides a line.
"""

import sys

import js
from pyodide.ffi import run_sync

WIDTH, HEIGHT = 860, 400
LEFT, RIGHT, TOP, BOTTOM = 50, 20, 30, 45
YEARS = 40
STEP = 0.1
COLORS = {"rats": "#b8862d", "pythons": "#3f9b2f"}
NAMES = {"rats": "Rats, in hundreds", "pythons": "Pythons"}


def read_rates():
    """Gives the numbers of the page's table by the ids of their cells."""
    return {cell.id: float(cell.textContent) for cell in js.document.querySelectorAll("td[id]")}


def simulate(rates):
    """Computes the years ahead: a list of ``(year, rats, pythons)``.

    Each step uses the slope in its middle, so that the circles close.
    """

    def slopes(rats, pythons):
        born = rates["births"] * rats - rates["caught"] * rats * pythons
        hatched = rates["hatched"] * rats * pythons - rates["deaths"] * pythons
        return born, hatched

    rats, pythons = rates["rats"], rates["pythons"]
    history = []
    for index in range(round(YEARS / STEP) + 1):
        history.append((index * STEP, rats, pythons))
        more_rats, more_pythons = slopes(rats, pythons)
        more_rats, more_pythons = slopes(rats + more_rats * STEP / 2, pythons + more_pythons * STEP / 2)
        rats, pythons = rats + more_rats * STEP, pythons + more_pythons * STEP
    return history


class Chart:
    """Two lines with axes, a legend, and numbers that follow the mouse.

    ``d3`` lives in the page's world: what it gives are proxies, and lists that it
    is given are copied to it. A function that it is given is called with all
    arguments that D3 has, so ``*_`` takes those that are not wanted.
    """

    def __init__(self, d3, history):
        self.d3 = d3
        self.history = history
        self.series = {"rats": [row[1] for row in history], "pythons": [row[2] for row in history]}
        self.hidden = set()
        highest = max(max(values) for values in self.series.values())
        self.x = d3.scaleLinear().domain([0, YEARS]).range([LEFT, WIDTH - RIGHT])
        self.y = d3.scaleLinear().domain([0, highest]).nice().range([HEIGHT - BOTTOM, TOP])
        # Who asked the system for less motion gets the end of a transition at once.
        self.motion = not js.matchMedia("(prefers-reduced-motion: reduce)").matches

    def draw(self):
        """Puts the chart into the page, in place of an earlier one."""
        d3 = self.d3
        d3.select("#chart svg").remove()
        self.svg = d3.select("#chart").append("svg").attr("viewBox", [0, 0, WIDTH, HEIGHT])
        self.svg.attr("width", "100%").attr("font-family", "inherit").attr("font-size", 13)
        self.draw_axes()
        self.lines = {name: self.draw_line(name) for name in self.series}
        self.draw_legend()
        self.draw_pointer()

    def draw_axes(self):
        """Draws both axes, their titles, and lines across."""
        below = self.svg.append("g").attr("transform", f"translate(0,{HEIGHT - BOTTOM})")
        below.call(self.d3.axisBottom(self.x).ticks(10)).attr("font-size", 12)
        across = self.svg.append("g").attr("transform", f"translate({LEFT},0)")
        across.call(self.d3.axisLeft(self.y).ticks(6).tickSize(LEFT + RIGHT - WIDTH)).attr("font-size", 12)
        across.select(".domain").remove()
        across.selectAll(".tick line").attr("stroke", "#e3e9df")
        self.text(WIDTH - RIGHT, HEIGHT - 8, "years", anchor="end")

    def draw_line(self, name):
        """Draws the line of a series, and the area below it; gives their group."""
        points = [[self.x(row[0]), self.y(value)] for row, value in zip(self.history, self.series[name])]
        group = self.svg.append("g").attr("class", name)
        area = self.d3.area().y0(self.y(0))
        group.append("path").attr("d", area(points)).attr("fill", COLORS[name]).attr("opacity", 0.12)
        path = group.append("path").attr("class", "line").attr("d", self.d3.line()(points))
        path.attr("fill", "none").attr("stroke", COLORS[name]).attr("stroke-width", 2.5)
        return group

    def draw_legend(self):
        """Writes the names; a click on one hides or shows its line."""
        for place, (name, title) in enumerate(NAMES.items()):
            entry = self.svg.append("g").attr("class", f"legend {name}").attr("cursor", "pointer")
            entry.attr("transform", f"translate({LEFT + 10 + 170 * place},{TOP - 14})")
            entry.append("rect").attr("width", 14).attr("height", 14).attr("rx", 3).attr("fill", COLORS[name])
            entry.append("text").attr("x", 21).attr("y", 12).attr("fill", "#22301f").text(title)
            # `name=name` keeps the name of this turn of the loop.
            entry.on("click", lambda *_, name=name, entry=entry: self.toggle(name, entry))

    def toggle(self, name, entry):
        """Hides or shows a line."""
        self.hidden ^= {name}
        is_hidden = name in self.hidden
        self.lines[name].transition().duration(400 * self.motion).attr("opacity", 0 if is_hidden else 1)
        entry.attr("opacity", 0.4 if is_hidden else 1)

    def draw_pointer(self):
        """Prepares what is shown where the mouse is."""
        self.pointer = self.svg.append("g").attr("class", "pointer").attr("display", "none")
        self.pointer.append("line").attr("y1", TOP).attr("y2", HEIGHT - BOTTOM).attr("stroke", "#8a9685")
        self.numbers = self.text(WIDTH - RIGHT, TOP - 2, "", anchor="end")
        # An empty place hears of no mouse, so there is something behind it all.
        ground = self.svg.insert("rect", ":first-child").attr("fill", "#fbfcf9")
        ground.attr("width", WIDTH).attr("height", HEIGHT)
        self.svg.on("pointermove", self.point)
        self.svg.on("pointerleave", lambda *_: self.leave())

    def point(self, event, *_):
        """Shows the numbers of the year below the mouse."""
        x, _ = self.d3.pointer(event)
        index = round(self.x.invert(x) / STEP)
        if not 0 <= index < len(self.history):
            return self.leave()
        year, rats, pythons = self.history[index]
        self.pointer.attr("display", None).attr("transform", f"translate({self.x(year)},0)")
        self.numbers.text(f"year {year:.1f}: {rats * 100:.0f} rats, {pythons:.1f} pythons")

    def leave(self):
        """Shows no numbers."""
        self.pointer.attr("display", "none")
        self.numbers.text("")

    def text(self, x, y, words, anchor="start"):
        """Writes words into the chart."""
        made = self.svg.append("text").attr("x", x).attr("y", y).attr("text-anchor", anchor)
        return made.attr("fill", "#4c5a47").text(words)

    def unroll(self):
        """Lets the lines grow from the left, and waits until they are there."""
        lines = self.svg.selectAll("path.line").attr("pathLength", 1).attr("stroke-dasharray", 1)
        growing = lines.attr("stroke-dashoffset", 1).transition().duration(1500 * self.motion)
        # A promise of the page's: waiting for it does not hold up the page.
        run_sync(growing.attr("stroke-dashoffset", 0).end())


def main():
    """Computes, draws, and says what is to be seen."""
    if not hasattr(js.page_world, "d3"):
        sys.exit(f"{js.location.href} has no D3; open examples/chart.html after npm ci --prefix tests/libraries")
    chart = Chart(js.page_world.d3, simulate(read_rates()))
    chart.draw()
    chart.unroll()
    for name, values in chart.series.items():
        print(f"{name}: from {min(values):.1f} to {max(values):.1f}")


if __name__ == "__main__":
    main()
