//! Addresses below `/_http/` for tests of the network: echo, redirects, slow and endless bodies.
//!
//! | address | answer |
//! |---|---|
//! | `echo` | JSON of the request: method, path, headers, body (at most 1,000 bytes) and its length |
//! | `redirect/N` | a redirect to `N - 1`, at last to `echo`, with `Set-Cookie: hopN=N`; `?code=307` chooses the code |
//! | `bytes/N` | so many bytes, with a length |
//! | `drip/N/MS` | N lines in chunks, so many milliseconds apart |
//! | `delay/MS` | an answer after so many milliseconds |
//! | `cut/N` | N bytes of announced 2 N, then the connection ends |
//! | `gzip` | a compressed body |
//! | `status/CODE` | an empty answer with a reason of its own |
//! | `endless` | bytes without end; the server counts how many were taken |
//!
//! None of them allows another origin to read it.

use super::Body;
use super::answer::Answer;
use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};
use http_body_util::{BodyExt, channel::Channel};
use hyper::body::Incoming;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// `hello, compressed world\n`, compressed by gzip.
const GZIPPED: &[u8] = include_bytes!("hello.gz");
const PIECE: usize = 64 * 1024;

/// Counts what was taken of endless bodies.
#[derive(Clone, Debug, Default)]
pub(super) struct Lab {
    endless: Arc<AtomicU64>,
}

impl Lab {
    /// Answers a request for `path`, which has lost its `/_http/`.
    pub(super) async fn answer(&self, path: &str, request: Request<Incoming>) -> Response<Body> {
        let mut parts = path.split('/');
        let name = parts.next().unwrap_or_default();
        let number = parts.next().and_then(|text| text.parse::<u64>().ok()).unwrap_or_default();
        let second = parts.next().and_then(|text| text.parse::<u64>().ok()).unwrap_or_default();
        match name {
            "echo" => echo(request).await,
            "redirect" => redirect(number, request.uri().query()),
            "bytes" => plain(vec![b'x'; usize::try_from(number).unwrap_or_default()]),
            "drip" => drip(number, second),
            "delay" => {
                tokio::time::sleep(Duration::from_millis(number)).await;
                plain("late")
            }
            "cut" => cut(number),
            "gzip" => {
                let mut response = plain(GZIPPED);
                let encoding = HeaderValue::from_static("gzip");
                response.headers_mut().insert(header::CONTENT_ENCODING, encoding);
                response
            }
            "status" => {
                let mut response = plain("");
                let code = u16::try_from(number).ok();
                if let Some(code) = code.and_then(|code| http::StatusCode::from_u16(code).ok()) {
                    *response.status_mut() = code;
                }
                let reason = hyper::ext::ReasonPhrase::from_static(b"As Asked");
                response.extensions_mut().insert(reason);
                response
            }
            "endless" => self.endless(),
            _ => Answer::not_found(path).into_response(),
        }
    }

    /// How many bytes were taken of bodies without end.
    pub(super) fn endless_sent(&self) -> u64 {
        self.endless.load(Ordering::Relaxed)
    }

    fn endless(&self) -> Response<Body> {
        let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
        let taken = Arc::clone(&self.endless);
        tokio::spawn(async move {
            while sender.send_data(Bytes::from_static(&[b'e'; PIECE])).await.is_ok() {
                taken.fetch_add(PIECE as u64, Ordering::Relaxed);
            }
        });
        streamed(body)
    }
}

async fn echo(request: Request<Incoming>) -> Response<Body> {
    let headers: Vec<(String, String)> = request
        .headers()
        .iter()
        .map(|(name, value)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let method = request.method().to_string();
    let path = request.uri().to_string();
    let body = request.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let shown = String::from_utf8_lossy(body.get(..1000).unwrap_or(&body)).into_owned();
    let said = json!({
        "method": method, "path": path, "headers": headers, "body": shown, "length": body.len(),
    });
    let mut answer = Answer::text(200, "application/json", said.to_string());
    for value in ["first=1; Path=/", "second=2; Path=/_http"] {
        answer.headers.push(("set-cookie".to_owned(), value.to_owned()));
    }
    answer.into_response()
}

fn redirect(number: u64, query: Option<&str>) -> Response<Body> {
    let code =
        query.and_then(|query| query.strip_prefix("code=")).and_then(|code| code.parse().ok());
    let to = match number {
        0 | 1 => "/_http/echo".to_owned(),
        _ => format!("{}{}", number - 1, query.map(|it| format!("?{it}")).unwrap_or_default()),
    };
    let mut answer = Answer::redirect(&to);
    answer.status = code.unwrap_or(302);
    answer.body = Bytes::from_static(b"elsewhere");
    answer.headers.push(("set-cookie".to_owned(), format!("hop{number}={number}; Path=/")));
    answer.into_response()
}

fn drip(count: u64, milliseconds: u64) -> Response<Body> {
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    tokio::spawn(async move {
        for index in 0..count {
            if index > 0 {
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            }
            if sender.send_data(format!("line {index}\n").into()).await.is_err() {
                return;
            }
        }
    });
    streamed(body)
}

fn cut(number: u64) -> Response<Body> {
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    let bytes = Bytes::from(vec![b'c'; usize::try_from(number).unwrap_or_default()]);
    tokio::spawn(async move {
        let _ = sender.send_data(bytes).await;
        // Lets the first half arrive.
        tokio::time::sleep(Duration::from_millis(200)).await;
        sender.abort(std::io::Error::other("cut by the test"));
    });
    let mut response = streamed(body);
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(number * 2));
    response
}

fn plain(body: impl Into<Bytes>) -> Response<Body> {
    Answer::text(200, "text/plain", body).into_response()
}

fn streamed(body: Channel<Bytes, std::io::Error>) -> Response<Body> {
    let mut response = Response::new(body.boxed());
    let kind = HeaderValue::from_static("application/octet-stream");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
