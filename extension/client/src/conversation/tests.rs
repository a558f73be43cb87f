//! The conversation, without a browser.

use super::*;

const TARGET: FrameTarget = FrameTarget { tab_id: 1, frame_id: 0 };

fn hello(id: &str) -> BackgroundToClient {
    BackgroundToClient::Attached {
        session: Hello {
            session_id: id.to_owned(),
            url: format!("https://{id}.example/"),
            title: String::new(),
            rung: Some(Rung::Page),
            newest_seq: 0,
            busy: false,
        },
    }
}

fn replied(seq: u64, id: &str) -> BackgroundToClient {
    let event = Event::Replied { id: id.to_owned(), reply: Reply::Done };
    BackgroundToClient::Event(Numbered { seq, event })
}

fn sent_ids(actions: &Actions) -> Vec<&str> {
    let id = |message: &ClientToBackground| match message {
        ClientToBackground::Request { .. } => true,
        _ => false,
    };
    actions
        .send
        .iter()
        .filter(|message| id(message))
        .map(|message| match message {
            ClientToBackground::Request { id, .. } => id.as_str(),
            _ => unreachable!(),
        })
        .collect()
}

fn attached() -> Conversation {
    let mut talk = Conversation::new(TARGET, None);
    talk.attach();
    talk.receive(&hello("a"));
    talk
}

#[test]
fn a_request_waits_for_the_session() {
    let mut talk = Conversation::new(TARGET, None);
    assert_eq!(talk.request("r1".to_owned(), Request::Reset), None);
    talk.attach();
    assert_eq!(sent_ids(&talk.receive(&hello("a"))), ["r1"]);
    // The content script may have changed its port: what has no answer goes out again.
    assert_eq!(sent_ids(&talk.receive(&hello("a"))), ["r1"]);
}

#[test]
fn a_request_made_after_a_navigation_is_for_the_next_session() {
    let mut talk = attached();
    talk.receive(&BackgroundToClient::Navigated { url: "https://example.com/2".to_owned() });
    assert_eq!(talk.request("r1".to_owned(), Request::Reset), None);
    let actions = talk.receive(&hello("b"));
    assert!(actions.settled.is_empty());
    assert_eq!(sent_ids(&actions), ["r1"]);
}

#[test]
fn an_unanswered_request_is_sent_again_on_a_new_port() {
    let mut talk = attached();
    assert!(talk.request("r1".to_owned(), Request::Reset).is_some());
    assert!(talk.request("r2".to_owned(), Request::Reset).is_some());
    let actions = talk.receive(&replied(1, "r1"));
    assert_eq!(actions.settled, [("r1".to_owned(), Ok(Reply::Done))]);
    talk.cut();
    let attach = talk.attach();
    assert!(
        matches!(&attach, ClientToBackground::Attach { since: 1, session_id: Some(id), .. } if id == "a")
    );
    assert_eq!(sent_ids(&talk.receive(&hello("a"))), ["r2"]);
}

#[test]
fn a_replayed_event_is_no_news() {
    let mut talk = attached();
    assert!(talk.receive(&replied(1, "x")).is_news);
    let again = talk.receive(&replied(1, "x"));
    assert!(!again.is_news);
    assert_eq!(again.send, [ClientToBackground::Acknowledge { seq: 1 }]);
}

#[test]
fn a_navigation_ends_requests_and_attaches_again() {
    let mut talk = attached();
    talk.request("r1".to_owned(), Request::Reset);
    let actions = talk.receive(&BackgroundToClient::Navigated { url: "u".to_owned() });
    let error = ClientError::Navigated { url: "u".to_owned() };
    assert_eq!(actions.settled, [("r1".to_owned(), Err(error))]);
    assert!(matches!(actions.send.as_slice(), [ClientToBackground::Attach { .. }]));
}

#[test]
fn another_session_ends_requests_of_the_one_before() {
    let mut talk = attached();
    talk.request("r1".to_owned(), Request::Reset);
    assert!(talk.receive(&BackgroundToClient::Detached).attach_later);
    talk.attach();
    let actions = talk.receive(&hello("b"));
    assert_eq!(actions.settled.len(), 1);
    assert!(sent_ids(&actions).is_empty());
}

#[test]
fn a_page_from_the_back_forward_cache_goes_on_where_it_was() {
    let mut talk = attached();
    talk.receive(&replied(7, "x"));
    talk.receive(&hello("b"));
    talk.receive(&hello("a"));
    assert!(!talk.receive(&replied(7, "x")).is_news);
    assert!(talk.receive(&replied(8, "y")).is_news);
}

#[test]
fn a_request_after_a_failure_tries_again() {
    let mut talk = attached();
    talk.receive(&BackgroundToClient::AttachFailed { failure: AttachFailure::Gone });
    let sent = talk.request("r1".to_owned(), Request::Reset);
    assert!(matches!(sent, Some(ClientToBackground::Attach { .. })));
}

#[test]
fn another_frame_ends_what_waits_and_attaches_there() {
    let mut talk = attached();
    talk.request("r1".to_owned(), Request::Reset);
    let inner = FrameTarget { tab_id: 1, frame_id: 7 };
    let actions = talk.retarget(inner);
    assert_eq!(actions.settled, [("r1".to_owned(), Err(ClientError::Retargeted))]);
    assert!(matches!(
        &actions.send[..],
        [ClientToBackground::Attach { target, since: 0, session_id: None, .. }] if *target == inner
    ));
    assert_eq!(talk.request("r2".to_owned(), Request::Reset), None);
    assert_eq!(sent_ids(&talk.receive(&hello("b"))), ["r2"]);
}

#[test]
fn a_port_that_is_opened_again_watches_the_frames_again() {
    let mut talk = attached();
    assert_eq!(talk.watch_frames(), Some(ClientToBackground::WatchFrames));
    talk.cut();
    assert!(talk.watches_frames());
    assert_eq!(talk.watch_frames(), None);
}
