//! The WebGL scene: what it shows follows the mouse.

use super::pixels::{Green, green, picture};
use super::{project, source};
use crate::panel::pictures::keep_picture;
use morelia_browser::{BrowserKind, Display, LaunchOptions, Server, poll};
use morelia_e2e::{Session, in_both, in_browser};
use morelia_protocol::{Execute, ExecuteMode, Request, Status};
use serde_json::json;
use std::time::Duration;

/// A browser without a graphics card draws a frame in a quarter of a second.
const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn the_snake_follows_the_mouse() {
    let display = Display::start().unwrap();
    in_both(|kind| {
        let server = Server::start(project()).unwrap();
        let options = LaunchOptions::new(kind).with_display(display.name());
        let mut session = Session::launch(options, server, "/examples/scene.html", None);
        let size = json!({ "width": 720, "height": 560 });
        session.automation.in_page(|browser| browser.post("window/rect", &size)).unwrap();
        session.wait_for_page("return typeof THREE === 'object'");
        let id = session.begin(Execute {
            code: source("webgl_scene.py"),
            mode: ExecuteMode::Script,
            filename: Some("webgl_scene.py".to_owned()),
            argv: ["webgl_scene.py", "600"].map(str::to_owned).to_vec(),
            time_limit: None,
        });
        let first = rest(&session);
        assert!(first.count > 500, "{kind}: {first:?}");
        move_mouse(&session, 0.1, 0.6);
        let left = see(&session, "a snake on its way to the left", |it| it.x < first.x - 0.08);
        move_mouse(&session, 0.85, 0.45);
        see(&session, "a snake on its way to the right", |it| it.x > left.x + 0.08);
        move_mouse(&session, 0.6, 0.75);
        rest(&session);
        let picture = picture(&session);
        if kind == BrowserKind::Chromium {
            keep_picture(&picture, "webgl-scene.png");
        }
        session.automation.send(&Request::Interrupt).unwrap();
        let cell = session.end(&id, &[]);
        assert!(cell.shown().ends_with("KeyboardInterrupt"), "{kind}: {cell:?}");
        let still = green(&session);
        move_mouse(&session, 0.2, 0.8);
        assert_eq!(green(&session), still, "{kind}: it moves after its end");
    });
}

#[test]
fn without_three_it_says_what_is_missing() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            let cell = session.script(&source("webgl_scene.py"), &[]);
            assert!(cell.stderr.contains("has no canvas or no three.js"), "{kind}: {cell:?}");
        });
    });
}

#[test]
fn without_webgl_it_says_what_to_do() {
    in_both(|kind| {
        let server = Server::start(project()).unwrap();
        let mut session = Session::start(kind, server, "/examples/scene.html", None);
        session.allow("THREE.WebGLRenderer");
        session.wait_for_page("return typeof THREE === 'object'");
        session.page("HTMLCanvasElement.prototype.getContext = () => null");
        let cell = session.script(&source("webgl_scene.py"), &[]);
        assert!(cell.stderr.starts_with("there is no WebGL in this browser"), "{kind}: {cell:?}");
        assert!(cell.stderr.contains("hardware acceleration"), "{kind}: {cell:?}");
        assert_eq!(cell.status(), Status::Exit, "{kind}: {cell:?}");
        session.check_console();
    });
}

/// Waits until something holds for the snake.
fn see(session: &Session, what: &str, holds: impl Fn(Green) -> bool) -> Green {
    poll(what, LIMIT, || {
        let seen = green(session);
        Ok(holds(seen).then_some(seen))
    })
    .unwrap()
}

/// Waits until the picture stays as it is.
fn rest(session: &Session) -> Green {
    let mut before = green(session);
    poll("a snake that rests", LIMIT, || {
        let now = green(session);
        let rests = now == before && now.count > 0;
        before = now;
        Ok(rests.then_some(now))
    })
    .unwrap()
}

/// Moves the mouse to a place in the window, given as shares of it.
fn move_mouse(session: &Session, x: f64, y: f64) {
    let size = session.page("return [innerWidth, innerHeight]");
    let at = |index: usize, share: f64| (size[index].as_f64().unwrap() * share).round();
    let to = json!({ "type": "pointerMove", "x": at(0, x), "y": at(1, y), "duration": 50 });
    let mouse = json!({
        "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": [to],
    });
    session
        .automation
        .in_page(|browser| browser.post("actions", &json!({ "actions": [mouse] })))
        .unwrap();
}
