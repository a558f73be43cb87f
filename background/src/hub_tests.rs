//! The hub, with an in-memory transport.

use crate::authority::{Frame, Role};
use crate::hub::{Hub, PortId, Transport};
use morelia_protocol::{
    AttachFailure, BackgroundToClient, BackgroundToContent, ClientToBackground,
    ContentToBackground, Event, FrameTarget, Hello, Numbered, Reply, Request, Rung, encode,
};

const TARGET: FrameTarget = FrameTarget { tab_id: 1, frame_id: 0 };
const OTHER: FrameTarget = FrameTarget { tab_id: 2, frame_id: 0 };

/// Writes down what it is told, one short line each.
#[derive(Default)]
struct Memory(Vec<String>);

impl Transport for Memory {
    fn to_client(&mut self, client: PortId, message: &BackgroundToClient) {
        let told = match message {
            BackgroundToClient::Attached { session } => format!("attached {}", session.session_id),
            BackgroundToClient::AttachFailed { failure } => match failure {
                AttachFailure::Gone => "gone".to_owned(),
                AttachFailure::NotScriptable { .. } => "not scriptable".to_owned(),
                AttachFailure::StartFailed { reason } => format!("start failed: {reason}"),
            },
            BackgroundToClient::Event(numbered) => format!("event {}", numbered.seq),
            BackgroundToClient::Navigated { url } => format!("navigated {url}"),
            BackgroundToClient::Detached => "detached".to_owned(),
            BackgroundToClient::Frames { frames } => format!("{} frames", frames.len()),
        };
        self.0.push(format!("client {client}: {told}"));
    }

    fn to_content(&mut self, content: PortId, message: &BackgroundToContent) {
        let told = match message {
            BackgroundToContent::Request { id, .. } => format!("request {id}"),
            BackgroundToContent::Replay { since } => format!("replay {since}"),
            BackgroundToContent::Acknowledge { seq } => format!("acknowledge {seq}"),
            BackgroundToContent::Audience { clients } => format!("audience {clients}"),
        };
        self.0.push(format!("content {content}: {told}"));
    }

    fn close(&mut self, port: PortId) {
        self.0.push(format!("close {port}"));
    }

    fn inject(&mut self, target: FrameTarget, _: Option<Rung>) {
        self.0.push(format!("inject {}", target.tab_id));
    }

    fn list_frames(&mut self, client: PortId, tab_id: i32) {
        self.0.push(format!("list the frames of {tab_id} for {client}"));
    }
}

struct World(Hub<Memory>);

impl World {
    fn new() -> Self {
        Self(Hub::new(Memory::default()))
    }

    fn client(&mut self, port: PortId) {
        self.0.connected(port, Role::Client);
    }

    fn attach(&mut self, port: PortId, target: FrameTarget, since: u64, session: Option<&str>) {
        let session_id = session.map(str::to_owned);
        self.say(port, &ClientToBackground::Attach { target, since, session_id, force_rung: None });
    }

    fn content(&mut self, port: PortId, target: FrameTarget, document: &str, session: &str) {
        let document_id = Some(document.to_owned());
        self.0.connected(port, Role::Content(Frame { target, document_id }));
        self.hello(port, session);
    }

    fn hello(&mut self, port: PortId, session: &str) {
        let hello = Hello {
            session_id: session.to_owned(),
            url: String::new(),
            title: String::new(),
            rung: None,
            newest_seq: 0,
            busy: false,
        };
        self.say(port, &ContentToBackground::Hello(hello));
    }

    fn event(&mut self, port: PortId, seq: u64) {
        let event = Event::Replied { id: "r".to_owned(), reply: Reply::Done };
        self.say(port, &ContentToBackground::Event(Numbered { seq, event }));
    }

    fn replaying(&mut self, port: PortId, since: u64) {
        self.say(port, &ContentToBackground::Replaying { since });
    }

    fn say<M: serde::Serialize>(&mut self, port: PortId, message: &M) {
        self.0.received(port, &encode(message).unwrap()).unwrap();
    }

    #[track_caller]
    fn check(&mut self, expected: &[&str]) {
        assert_eq!(std::mem::take(&mut self.0.transport().0), expected);
    }

    /// One client, attached and up to date.
    fn attached() -> Self {
        let mut world = Self::new();
        world.client(1);
        world.attach(1, TARGET, 0, None);
        world.content(10, TARGET, "d1", "s1");
        world.replaying(10, 0);
        world.0.transport().0.clear();
        world
    }
}

#[test]
fn attaching_injects_and_then_tells_of_the_session() {
    let mut world = World::new();
    world.client(1);
    world.attach(1, TARGET, 0, None);
    world.check(&["inject 1"]);
    world.content(10, TARGET, "d1", "s1");
    world.check(&["client 1: attached s1", "content 10: audience 1", "content 10: replay 0"]);
    world.hello(10, "s1");
    world.check(&["client 1: attached s1"]);
}

#[test]
fn a_request_reaches_the_session_of_its_client_only() {
    let mut world = World::attached();
    world.content(11, OTHER, "d2", "s2");
    let request = Request::Interrupt;
    world.say(1, &ClientToBackground::Request { id: "r1".to_owned(), request });
    world.check(&["content 10: request r1"]);
    world.event(11, 1);
    world.check(&[]);
    world.event(10, 1);
    world.check(&["client 1: event 1"]);
}

#[test]
fn a_second_client_is_brought_up_to_date_and_the_first_hears_nothing_twice() {
    let mut world = World::attached();
    world.event(10, 1);
    world.client(2);
    world.attach(2, TARGET, 0, None);
    // An event that was under way before the replay began.
    world.event(10, 2);
    world.check(&[
        "client 1: event 1",
        "client 2: attached s1",
        "content 10: audience 2",
        "content 10: replay 0",
        "client 1: event 2",
    ]);
    world.replaying(10, 0);
    world.event(10, 1);
    world.event(10, 2);
    world.event(10, 3);
    world.check(&[
        "client 2: event 1",
        "client 2: event 2",
        "client 1: event 3",
        "client 2: event 3",
    ]);
}

#[test]
fn an_event_is_forgotten_when_all_clients_have_it() {
    let mut world = World::attached();
    world.client(2);
    world.attach(2, TARGET, 0, None);
    world.replaying(10, 0);
    world.event(10, 1);
    world.0.transport().0.clear();
    world.say(1, &ClientToBackground::Acknowledge { seq: 1 });
    world.check(&[]);
    world.say(2, &ClientToBackground::Acknowledge { seq: 1 });
    world.check(&["content 10: acknowledge 1"]);
    // A client that leaves holds nothing back.
    world.say(1, &ClientToBackground::Acknowledge { seq: 5 });
    world.0.disconnected(2);
    world.check(&["content 10: audience 1", "content 10: acknowledge 5"]);
}

#[test]
fn after_a_stop_the_ports_make_the_hub_what_it_was() {
    for content_first in [true, false] {
        let mut world = World::new();
        if content_first {
            world.content(10, TARGET, "d1", "s1");
            world.check(&[]);
            world.client(1);
            world.attach(1, TARGET, 4, Some("s1"));
        } else {
            world.client(1);
            world.attach(1, TARGET, 4, Some("s1"));
            // The content script is there and merely opens its port again.
            world.check(&["inject 1"]);
            world.content(10, TARGET, "d1", "s1");
        }
        world.check(&[
            "client 1: attached s1",
            "content 10: audience 1",
            "content 10: acknowledge 4",
            "content 10: replay 4",
        ]);
        world.replaying(10, 4);
        world.event(10, 5);
        world.check(&["client 1: event 5"]);
    }
}

#[test]
fn events_of_another_session_are_sent_from_the_first() {
    let mut world = World::new();
    world.client(1);
    world.attach(1, TARGET, 4, Some("s0"));
    world.content(10, TARGET, "d1", "s1");
    world.check(&[
        "inject 1",
        "client 1: attached s1",
        "content 10: audience 1",
        "content 10: replay 0",
    ]);
}

#[test]
fn a_navigation_is_told_and_the_old_document_is_dropped() {
    let mut world = World::attached();
    world.0.navigated(TARGET, Some("d2"), "https://b.example/");
    world.check(&["close 10", "client 1: navigated https://b.example/"]);
    world.event(10, 9);
    world.check(&[]);
    world.attach(1, TARGET, 0, Some("s1"));
    world.check(&["inject 1"]);
}

#[test]
fn a_navigation_that_is_told_late_does_no_harm() {
    let mut world = World::attached();
    world.0.navigated(TARGET, Some("d1"), "https://a.example/");
    world.check(&[]);
}

#[test]
fn a_content_script_that_goes_away_detaches_its_clients() {
    let mut world = World::attached();
    world.0.disconnected(10);
    world.check(&["client 1: detached"]);
}

#[test]
fn failures_reach_those_who_asked() {
    let mut world = World::new();
    world.client(1);
    world.client(2);
    world.attach(1, TARGET, 0, None);
    world.attach(2, OTHER, 0, None);
    world.0.inject_failed(TARGET, &AttachFailure::Gone);
    world.check(&["inject 1", "inject 2", "client 1: gone"]);
    let frame = Frame { target: OTHER, document_id: None };
    world.0.connected(11, Role::Content(frame));
    world.say(11, &ContentToBackground::StartFailed { reason: "no memory".to_owned() });
    world.check(&["close 11", "client 2: start failed: no memory"]);
}

#[test]
fn a_content_script_cannot_speak_as_a_client() {
    let mut world = World::attached();
    let text = encode(&ClientToBackground::Attach {
        target: OTHER,
        since: 0,
        session_id: None,
        force_rung: None,
    });
    assert!(world.0.received(10, &text.unwrap()).is_err());
    world.check(&[]);
}

#[test]
fn the_newest_port_speaks_for_a_frame() {
    let mut world = World::attached();
    world.content(12, TARGET, "d1", "s1");
    world.check(&[
        "close 10",
        "client 1: attached s1",
        "content 12: audience 1",
        "content 12: replay 0",
    ]);
}

#[test]
fn only_a_document_whose_session_is_used_may_use_the_network() {
    let frame = |target, document: &str| Frame { target, document_id: Some(document.to_owned()) };
    let mut world = World::new();
    world.client(1);
    world.content(10, TARGET, "d", "s");
    assert!(!world.0.is_used(&frame(TARGET, "d")), "nobody attached");
    world.attach(1, TARGET, 0, None);
    assert!(world.0.is_used(&frame(TARGET, "d")));
    assert!(!world.0.is_used(&frame(TARGET, "another document")));
    assert!(!world.0.is_used(&frame(OTHER, "d")), "another tab");
    world.0.disconnected(1);
    assert!(world.0.is_used(&frame(TARGET, "d")), "what was begun may go on");
    world.0.disconnected(10);
    assert!(!world.0.is_used(&frame(TARGET, "d")));
}

#[test]
fn frames_are_told_to_those_who_watch_them() {
    let mut world = World::new();
    world.client(1);
    world.client(2);
    world.attach(1, TARGET, 0, None);
    world.attach(2, TARGET, 0, None);
    world.say(1, &ClientToBackground::WatchFrames);
    world.0.transport().0.clear();
    world.0.frames_changed(TARGET.tab_id);
    world.0.frames_changed(OTHER.tab_id);
    assert_eq!(world.0.transport().0, ["list the frames of 1 for 1"]);
    // Turning to another frame does not end it.
    world.attach(1, FrameTarget { tab_id: 1, frame_id: 5 }, 0, None);
    world.0.transport().0.clear();
    world.0.frames_changed(TARGET.tab_id);
    assert_eq!(world.0.transport().0, ["list the frames of 1 for 1"]);
}
