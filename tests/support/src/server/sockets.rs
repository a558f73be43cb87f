//! WebSockets below `/_ws/` for tests: what is sent comes back.
//!
//! The first subprotocol that is offered is taken. The text `close CODE REASON`
//! ends the connection so, instead of coming back.

use super::Body;
use super::answer::Answer;
use futures_util::{SinkExt, StreamExt};
use http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role};

/// Answers a request for a WebSocket; the connection goes on by itself.
pub(super) fn answer(mut request: Request<Incoming>) -> Response<Body> {
    let Some(key) = request.headers().get(header::SEC_WEBSOCKET_KEY).cloned() else {
        return Answer::text(426, "text/plain", "here is a WebSocket only").into_response();
    };
    let offered = request.headers().get(header::SEC_WEBSOCKET_PROTOCOL).cloned();
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        if let Ok(upgraded) = upgrade.await {
            echo(upgraded).await;
        }
    });
    let mut response = Answer::text(101, "text/plain", "").into_response();
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.clear();
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accepted) = HeaderValue::from_str(&derive_accept_key(key.as_bytes())) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accepted);
    }
    let first = offered.as_ref().and_then(|offered| offered.to_str().ok()?.split(',').next());
    if let Some(Ok(protocol)) = first.map(|first| HeaderValue::from_str(first.trim())) {
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    response
}

async fn echo(upgraded: Upgraded) {
    let stream = TokioIo::new(upgraded);
    let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
    while let Some(Ok(message)) = socket.next().await {
        let sent = match closing(&message) {
            Some(frame) => socket.close(Some(frame)).await,
            None if message.is_text() || message.is_binary() => socket.send(message).await,
            None => Ok(()),
        };
        // A browser may hang up whenever it likes.
        if sent.is_err() {
            return;
        }
    }
}

fn closing(message: &Message) -> Option<CloseFrame> {
    let mut words = message.to_text().ok()?.strip_prefix("close ")?.splitn(2, ' ');
    let code: u16 = words.next()?.parse().ok()?;
    Some(CloseFrame { code: code.into(), reason: words.next().unwrap_or_default().into() })
}
