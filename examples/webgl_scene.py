"""Let a python follow the mouse, in WebGL, with the three.js that a page has loaded.

    npm ci --prefix tests/libraries   # once, to have three.js for the page
    ./x run examples/webgl_scene.py 60 --headed --serve . --url examples/scene.html

The page has an empty canvas and three.js. Everything else is done from Python,
for so many seconds as the argument says: the scene is built once, and each frame
of the browser's moves the snake and draws it. Ctrl+C ends it earlier.
"""

import math
import random
import sys
import time

import js
from js import page_world
from pyodide.ffi import JsException

LINKS = 70  # how many balls the body is made of
GAP = 0.14  # from one to the next
SPEED = 4.0
GREEN, PALE, YELLOW, BLACK = 0x4FAE32, 0xF4F8C8, 0xFFD23C, 0x101010


class Snake:
    """A row of balls, each of which keeps its distance to the one before.

    ``three`` is the library, a proxy for the page's object. What the frames need
    is kept in Python, so that a frame crosses to the page only once for each ball.
    """

    def __init__(self, three, scene):
        ball = three.SphereGeometry.new(1, 20, 14)
        skin = three.MeshPhongMaterial.new(color=GREEN, shininess=40)
        pale = three.MeshLambertMaterial.new(color=PALE)
        self.body = three.Group.new()
        self.places = []
        self.balls = []
        for index in range(LINKS):
            along = index / (LINKS - 1)  # 0 at the head, 1 at the tip of the tail
            radius = 0.3 * min(1, 0.75 + along, 5 * (1 - along) ** 0.7 + 0.1)
            mesh = three.Mesh.new(ball, skin)
            mesh.scale.setScalar(radius)
            mesh.castShadow = True
            if index % 5 == 3:
                spot = three.Mesh.new(ball, pale)
                spot.scale.setScalar(0.3)
                spot.position.y = 0.85
                mesh.add(spot)
            self.body.add(mesh)
            self.balls.append(mesh.position)
            # At first it lies in a spiral.
            angle = 2.2 * math.sqrt(LINKS - index)
            self.places.append((0.19 * angle * math.cos(angle), 0.19 * angle * math.sin(angle)))
        self.head = self._head(three, ball, skin)
        self.body.add(self.head)
        scene.add(self.body)

    def _head(self, three, ball, skin):
        """Makes the head; it looks along its z axis."""
        head = three.Group.new()
        skull = three.Mesh.new(ball, skin)
        skull.scale.set(0.36, 0.27, 0.46)
        skull.castShadow = True
        head.add(skull)
        yellow = three.MeshPhongMaterial.new(color=YELLOW, shininess=90)
        black = three.MeshPhongMaterial.new(color=BLACK, shininess=90)
        for side in (-1, 1):
            eye = three.Mesh.new(ball, yellow)
            eye.scale.setScalar(0.11)
            eye.position.set(0.22 * side, 0.17, 0.18)
            pupil = three.Mesh.new(ball, black)
            pupil.scale.set(0.35, 0.9, 0.7)
            pupil.position.set(0.55 * side, 0.35, 0.3)
            eye.add(pupil)
            head.add(eye)
        return head

    def move(self, target, seconds):
        """Goes towards a place on the ground, as far as it comes in this time."""
        (x, z), (goal_x, goal_z) = self.places[0], target
        distance = math.hypot(goal_x - x, goal_z - z)
        if distance > GAP:
            step = min(SPEED * seconds, distance - GAP) / distance
            self.places[0] = (x + (goal_x - x) * step, z + (goal_z - z) * step)
        for index in range(1, LINKS):
            (x0, z0), (x, z) = self.places[index - 1], self.places[index]
            distance = math.hypot(x - x0, z - z0)
            if distance > GAP:
                x, z = x0 + (x - x0) * GAP / distance, z0 + (z - z0) * GAP / distance
                self.places[index] = (x, z)
        for ball, (x, z) in zip(self.balls, self.places):
            ball.set(x, 0.28, z)
        x, z = self.places[0]
        self.head.position.set(x, 0.36, z)
        if distance := math.hypot(goal_x - x, goal_z - z):
            self.head.lookAt(x + (goal_x - x) / distance, 0.36, z + (goal_z - z) / distance)


class Scene:
    """The forest floor, its light, and who looks at it."""

    def __init__(self, three, canvas):
        self.three, self.canvas = three, canvas
        self.renderer = three.WebGLRenderer.new(canvas=canvas, antialias=True)
        self.renderer.shadowMap.enabled = True
        self.scene = three.Scene.new()
        self.scene.background = three.Color.new(0x1D3326)
        self.scene.fog = three.Fog.new(0x1D3326, 11, 24)
        self.camera = three.PerspectiveCamera.new(45, 1, 0.1, 50)
        self.camera.position.set(0, 8, 7.2)
        self.camera.lookAt(0, 0, 0.4)
        self.scene.add(three.HemisphereLight.new(0xEAF4FF, 0x3A4A2C, 1.9))
        sun = three.DirectionalLight.new(0xFFF2D8, 3.0)
        sun.position.set(-5, 9, 3)
        sun.castShadow = True
        for side, size in {"left": -9, "right": 9, "top": 9, "bottom": -9}.items():
            setattr(sun.shadow.camera, side, size)
        sun.shadow.mapSize.set(1024, 1024)
        self.scene.add(sun)
        self.add_ground()
        self.snake = Snake(three, self.scene)
        self.target = (2.0, 2.0)
        self.last = None
        self.frames = 0
        self.is_running = False

    def add_ground(self):
        """Lays the floor, and leaves on it."""
        three = self.three
        earth = three.MeshLambertMaterial.new(color=0x3C5030)
        ground = three.Mesh.new(three.CircleGeometry.new(30, 48), earth)
        ground.rotation.x = -math.pi / 2
        ground.receiveShadow = True
        self.scene.add(ground)
        leaf = three.CircleGeometry.new(1, 12)
        chance = random.Random(353)  # The same leaves each time.
        shades = [three.MeshLambertMaterial.new(color=color) for color in (0x66803A, 0x7A8A34, 0x9A7A38, 0xA8602E)]
        for _ in range(90):
            mesh = three.Mesh.new(leaf, chance.choice(shades))
            mesh.position.set(chance.uniform(-9, 9), 0.01 + 0.02 * chance.random(), chance.uniform(-7, 6))
            mesh.rotation.set(-math.pi / 2, 0, chance.uniform(0, 6))
            mesh.scale.set(0.12, chance.uniform(0.25, 0.5), 1)
            mesh.receiveShadow = True
            self.scene.add(mesh)

    def fit(self, *_):
        """Gives the picture the size of the canvas in the page."""
        width, height = self.canvas.clientWidth, self.canvas.clientHeight
        self.renderer.setSize(width, height, False)
        self.camera.aspect = width / height
        self.camera.updateProjectionMatrix()

    def point(self, event):
        """Makes the place on the ground below the mouse the snake's target."""
        three = self.three
        across = event.offsetX / self.canvas.clientWidth * 2 - 1
        up = 1 - event.offsetY / self.canvas.clientHeight * 2
        ray = three.Raycaster.new()
        ray.setFromCamera(three.Vector2.new(across, up), self.camera)
        ground = three.Plane.new(three.Vector3.new(0, 1, 0), 0)
        place = ray.ray.intersectPlane(ground, three.Vector3.new())
        if place:  # There is none above the horizon.
            self.target = (place.x, place.z)

    def frame(self, now):
        """Moves on to a time in milliseconds, draws, and asks for the next frame."""
        seconds = min(now - (self.last or now), 100) / 1000
        self.last = now
        self.snake.move(self.target, seconds)
        self.renderer.render(self.scene, self.camera)
        self.frames += 1
        if self.is_running:
            js.requestAnimationFrame(self.frame)

    def run(self, seconds):
        """Lets it live for so long."""
        self.fit()
        js.addEventListener("resize", self.fit)
        self.canvas.addEventListener("pointermove", self.point)
        self.is_running = True
        js.requestAnimationFrame(self.frame)
        try:
            time.sleep(seconds)  # Frames and events come meanwhile.
        finally:
            self.is_running = False
            js.removeEventListener("resize", self.fit)
            self.canvas.removeEventListener("pointermove", self.point)


def main(seconds="5"):
    """Shows the scene for some seconds."""
    canvas = js.document.querySelector("canvas")
    if not canvas or not hasattr(page_world, "THREE"):
        remedy = "open examples/scene.html after npm ci --prefix tests/libraries"
        sys.exit(f"{js.location.href} has no canvas or no three.js; {remedy}")
    try:
        scene = Scene(page_world.THREE, canvas)
    except JsException as error:
        remedy = "switch on hardware acceleration, or use another browser"
        sys.exit(f"there is no WebGL in this browser ({error}); {remedy}")
    scene.run(float(seconds))
    print(f"{scene.frames / float(seconds):.0f} frames a second")


if __name__ == "__main__":
    main(*sys.argv[1:2])
