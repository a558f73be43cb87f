"""Libraries that the page has loaded, used from Python as their documentation has it."""

import time

import js
import leaks
from js import page_world
from pyodide.ffi import run_sync

d3, jQuery = page_world.d3, page_world.jQuery


def test_d3_draws_a_chart():
    data = [{"name": "a", "value": 3}, {"name": "b", "value": 8}, {"name": "c", "value": 5}]
    x = d3.scaleBand().domain([row["name"] for row in data]).range([0, 300]).padding(0.1)
    y = d3.scaleLinear().domain([0, d3.max(data, lambda row, *_: row.value)]).nice().range([150, 0])
    d3.select("#chart").selectAll("svg").remove()
    svg = d3.select("#chart").append("svg").attr("width", 300).attr("height", 170)
    bars = svg.selectAll("rect").data(data).join("rect")
    bars.attr("x", lambda row, *_: x(row.name)).attr("y", lambda row, *_: y(row.value))
    bars.attr("width", x.bandwidth()).attr("height", lambda row, *_: 150 - y(row.value)).attr("fill", "teal")
    svg.append("g").attr("transform", "translate(0,150)").call(d3.axisBottom(x))
    rects = js.document.querySelectorAll("#chart rect")
    assert len(rects) == 3
    heights = [float(rect.getAttribute("height")) for rect in rects]
    assert heights[1] == 150 and heights[0] < heights[2] < heights[1], heights
    assert [tick.textContent for tick in js.document.querySelectorAll("#chart .tick text")] == ["a", "b", "c"]
    clicked = []
    bars.on("click", lambda event, row: clicked.append((event.type, row.name)))
    rects[1].dispatchEvent(js.MouseEvent.new("click"))
    assert clicked == [("click", "b")], clicked
    assert d3.group(data, lambda row, *_: row.value > 4).get(True).length == 2


def test_jquery():
    jQuery("#list .made").remove()
    items = jQuery("#list .item")
    assert items.length == 2 and items.text() == "onetwo"
    items.addClass("seen").css("color", "rgb(255, 0, 0)")
    assert js.document.querySelector(".item").className == "item seen"
    jQuery("<li>").addClass("item made").text("three").appendTo("#list")
    assert [item.textContent for item in js.document.querySelectorAll("#list li")] == ["one", "two", "three"]
    seen = []
    jQuery("#list").on("click", ".item", lambda event: seen.append(event.target.textContent))
    js.document.querySelector(".item").click()
    assert seen == ["one"], seen
    jQuery("#list").off("click")
    texts = []
    jQuery(".item").each(lambda index, node: texts.append((index, node.textContent)))
    assert texts == [(0, "one"), (1, "two"), (2, "three")], texts
    assert run_sync(jQuery.get("/plain.html")).count("A plain page") > 0


def test_three_makes_a_scene():
    end = time.monotonic() + 20
    while not hasattr(page_world, "THREE") and time.monotonic() < end:
        time.sleep(0.05)
    THREE = page_world.THREE
    scene = THREE.Scene.new()
    camera = THREE.PerspectiveCamera.new(50, 1.6, 0.1, 100)
    camera.position.set(0, 0, 5)
    material = THREE.MeshBasicMaterial.new(color=0x00FF00)
    cubes = [THREE.Mesh.new(THREE.BoxGeometry.new(1, 1, 1), material) for _ in range(3)]
    for index, cube in enumerate(cubes):
        cube.position.x = index * 1.5
        scene.add(cube)
    assert len(scene.children) == 3
    assert [child.position.x for child in scene.children] == [0, 1.5, 3]
    cubes[0].rotation.y += 0.5
    assert abs(cubes[0].quaternion.y - 0.2474) < 0.001
    box = THREE.Box3.new().setFromObject(scene)
    assert box.max.x == 3.5, box.max.x
    vertices = cubes[0].geometry.attributes.position.array
    assert len(vertices) == 72 and len(vertices.to_bytes()) == 288
    assert isinstance(cubes[0], THREE.Object3D)


def run():
    watch = leaks.Watch()
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            try:
                test()
                watch.check(test)
            except Exception as error:
                raise AssertionError(f"{name}: {type(error).__name__}: {error}") from error
    print("all passed")


run()
