//! A web server for pages from disk or memory, on a free port of this machine only.

mod answer;
mod lab;
mod mailbox;
mod site;
mod sockets;

pub use site::Site;

use answer::Answer;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use http_body_util::combinators::BoxBody;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use lab::Lab;
use mailbox::Mailboxes;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

const WAY: &str = "/_way";
const LAB: &str = "/_http/";
const SOCKETS: &str = "/_ws/";

/// The body of an answer, which may come bit by bit.
type Body = BoxBody<Bytes, std::io::Error>;

/// A request that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// `GET`, `POST` …
    pub method: String,
    /// Path and query.
    pub path: String,
}

/// A running server; it ends when dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    site: Site,
    requests: Mutex<Vec<Recorded>>,
    mailboxes: Mailboxes,
    lab: Lab,
}

impl Server {
    /// Serves a site.
    ///
    /// # Errors
    /// When no port can be had.
    ///
    /// ```
    /// use morelia_browser::{Server, Site};
    /// let server = Server::start(Site::new().page("/", "<title>Hello</title>"))?;
    /// assert!(server.url("/").starts_with("http://127.0.0.1:"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn start(site: Site) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0)))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            site,
            requests: Mutex::default(),
            mailboxes: Mailboxes::default(),
            lab: Lab::default(),
        });
        let (stop, stopped) = oneshot::channel();
        let for_thread = Arc::clone(&shared);
        let thread =
            std::thread::spawn(move || runtime.block_on(accept(listener, for_thread, stopped)));
        Ok(Self { address, shared, stop: Some(stop), thread: Some(thread) })
    }

    /// The address of a path, which begins with `/`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The same server as another site: `localhost` instead of `127.0.0.1`.
    #[must_use]
    pub fn other_site_url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.address.port())
    }

    /// The address of a page that goes on to an extension's page as soon as that extension is loaded.
    pub(crate) fn way_to(&self, address: &str) -> String {
        format!("{}?{address}", self.url(WAY))
    }

    /// Everything that was asked for so far, mailboxes left out.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many bytes were taken of the bodies without end, below `/_http/endless`.
    #[must_use]
    pub fn endless_sent(&self) -> u64 {
        self.shared.lab.endless_sent()
    }

    /// Waits for what a page posts to `/_mail/NAME`; each message is given once, in order.
    #[must_use]
    pub fn receive(&self, name: &str, limit: Duration) -> Option<String> {
        self.shared.mailboxes.receive(name, limit)
    }

    /// Leaves a message for a page that asks for `/_mail/NAME`; it waits there until it is fetched.
    pub fn send(&self, name: &str, text: impl Into<String>) {
        self.shared.mailboxes.send(name, text.into());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, mut stopped: oneshot::Receiver<()>) {
    loop {
        let stream = tokio::select! {
            _ = &mut stopped => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => continue,
            },
        };
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(move |request| serve(Arc::clone(&shared), request));
            // A browser may hang up whenever it likes.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .with_upgrades()
                .await;
        });
    }
}

async fn serve(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let path = request.uri().path().to_owned();
    if let Some(name) = path.strip_prefix("/_mail/") {
        return Ok(mail(&shared, name, request).await.into_response());
    }
    let recorded = Recorded {
        method: request.method().to_string(),
        path: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
    };
    shared.requests.lock().unwrap_or_else(PoisonError::into_inner).push(recorded);
    if path == WAY {
        return Ok(Answer::text(200, "text/html", include_str!("server/way.html")).into_response());
    }
    if path.starts_with(SOCKETS) {
        return Ok(sockets::answer(request));
    }
    if let Some(path) = path.strip_prefix(LAB) {
        return Ok(shared.lab.answer(path, request).await);
    }
    let answer = shared.site.answer(&path);
    tokio::time::sleep(answer.delay).await;
    Ok(answer.into_response())
}

/// `POST` leaves a message for the test, `GET` waits for one from it (empty after 20 s).
async fn mail(shared: &Shared, name: &str, request: Request<Incoming>) -> Answer {
    match request.method().as_str() {
        "POST" => {
            let body = request.into_body().collect().await.map(|body| body.to_bytes());
            let text = body.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            shared.mailboxes.deliver(name, text.unwrap_or_default());
            Answer::text(200, "text/plain", "").open_to_all()
        }
        "GET" => {
            let text = shared.mailboxes.fetch(name, Duration::from_secs(20)).await;
            Answer::text(200, "text/plain", text.unwrap_or_default()).open_to_all()
        }
        _ => Answer::text(204, "text/plain", "").open_to_all(),
    }
}
