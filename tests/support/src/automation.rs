//! Python in a browser's page, through the extension's own automation page.
//!
//! Window one shows the page. Window two shows `automation.html`, which is a client of the background
//! like the DevTools panel is; WebDriver hands it requests and fetches what came back.

use crate::{Browser, BrowserError, Deadline};
use morelia_protocol::{
    AttachFailure, BackgroundToClient, Event, Executed, Hello, Reply, Request, RequestId, Rung,
    decode, encode,
};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::time::Duration;

/// How long the automation page waits for news before it answers that there are none.
const NEWS_LIMIT: Duration = Duration::from_millis(250);
/// How long a session that went away may take to come back.
const RETURN_LIMIT: Duration = Duration::from_secs(5);
/// How long after a failure the news may come that the page was left.
const LEAVE_LIMIT: Duration = Duration::from_millis(500);
const READY_LIMIT: Duration = Duration::from_secs(20);

/// How to attach.
#[derive(Clone, Copy, Debug, Default)]
pub struct Attachment {
    /// Begin the ladder at this rung.
    pub force_rung: Option<Rung>,
}

/// No session.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    /// The extension said no.
    #[error("{0}")]
    Refused(AttachFailure),
    /// The browser did not do its part.
    #[error(transparent)]
    Browser(#[from] BrowserError),
}

/// How a request ended.
#[derive(Debug, PartialEq)]
pub enum Outcome {
    /// It was answered.
    Replied(Reply),
    /// The page shows another document now.
    Navigated(String),
    /// The page's window was closed.
    Closed,
    /// The session went away and did not come back.
    Gone,
    /// The interpreter crashed.
    Died(String),
    /// [`Watch::step`] gave up.
    GivenUp(String),
}

impl Outcome {
    /// The end of an execution, if that is what came back.
    #[must_use]
    pub fn executed(&self) -> Option<&Executed> {
        match self {
            Self::Replied(Reply::Execute(executed)) => Some(executed),
            _ => None,
        }
    }
}

/// What goes on beside a request that runs.
pub trait Watch {
    /// Something happened in the session.
    fn event(&mut self, event: &Event);

    /// Called several times a second: requests to send meanwhile, or the reason to stop waiting.
    ///
    /// # Errors
    /// The reason.
    fn step(&mut self) -> Result<Vec<Request>, String>;
}

/// A browser with a page and a client of the extension.
#[derive(Debug)]
pub struct Automation {
    browser: Browser,
    page: String,
    control: String,
    session: RefCell<Option<String>>,
    /// What came together with the end of the last wait.
    pending: RefCell<VecDeque<BackgroundToClient>>,
}

impl Automation {
    /// Opens a page in a browser that has the extension.
    ///
    /// # Errors
    /// When the page cannot be reached or the extension's page does not come up.
    pub fn open(browser: Browser, url: &str) -> Result<Self, BrowserError> {
        browser.goto(url)?;
        Self::beside(browser)
    }

    /// Takes a browser whose current window shows the page already.
    ///
    /// # Errors
    /// When the extension's page does not come up.
    pub fn beside(browser: Browser) -> Result<Self, BrowserError> {
        let page = browser.window()?;
        let address = browser.extension_page("automation.html").unwrap_or_default();
        let control = browser.new_window()?;
        browser.goto(&address)?;
        browser.wait_for("return typeof globalThis.moreliaAutomation === 'object'", READY_LIMIT)?;
        Ok(Self {
            browser,
            page,
            control,
            session: RefCell::default(),
            pending: RefCell::default(),
        })
    }

    /// The browser; its current window is the extension's page.
    pub fn browser(&mut self) -> &mut Browser {
        &mut self.browser
    }

    /// Ends everything at once, as a crash would.
    pub fn kill(self) {
        self.browser.kill();
    }

    /// The page's window.
    #[must_use]
    pub fn page_window(&self) -> &str {
        &self.page
    }

    /// Does something in the page's window.
    ///
    /// # Errors
    /// What `action` gives, or when a window is gone.
    pub fn in_page<T>(
        &self,
        action: impl FnOnce(&Browser) -> Result<T, BrowserError>,
    ) -> Result<T, BrowserError> {
        self.browser.switch_to(&self.page)?;
        let done = action(&self.browser);
        self.browser.switch_to(&self.control)?;
        done
    }

    /// Gets a session in the page, with a running interpreter.
    ///
    /// # Errors
    /// [`AttachError::Refused`] with the extension's reason.
    pub fn attach(
        &mut self,
        attachment: Attachment,
        limit: Duration,
    ) -> Result<Hello, AttachError> {
        let options = json!({ "forceRung": attachment.force_rung });
        self.browser.execute_async("await moreliaAutomation.attach(arguments[0]);", &[options])?;
        let deadline = Deadline::after(limit);
        while !deadline.passed() {
            self.fetch()?;
            while let Some(message) = self.take() {
                match message {
                    BackgroundToClient::Attached { session } if session.rung.is_some() => {
                        self.session.replace(Some(session.session_id.clone()));
                        return Ok(session);
                    }
                    BackgroundToClient::AttachFailed { failure } => {
                        return Err(AttachError::Refused(failure));
                    }
                    _ => {}
                }
            }
        }
        Err(deadline.missed("the start of Python in the page").into())
    }

    /// Sends a request and gives its id.
    ///
    /// # Errors
    /// When the extension's page is gone.
    pub fn send(&self, request: &Request) -> Result<RequestId, BrowserError> {
        let text = encode(request).map_err(|error| BrowserError::Lost(error.to_string()))?;
        let id = self.browser.execute_async(
            "return await moreliaAutomation.request(arguments[0]);",
            &[Value::String(text)],
        )?;
        Ok(id.as_str().unwrap_or_default().to_owned())
    }

    /// Sends a request and waits for its end.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn run(&self, request: &Request, watch: &mut dyn Watch) -> Result<Outcome, BrowserError> {
        let id = self.send(request)?;
        self.wait(&id, watch)
    }

    /// Waits for the end of a request that was sent.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn wait(&self, id: &str, watch: &mut dyn Watch) -> Result<Outcome, BrowserError> {
        let mut must_return: Option<Deadline> = None;
        loop {
            self.fetch()?;
            while let Some(message) = self.take() {
                match self.judge(id, message, watch) {
                    News::End(Outcome::Replied(reply @ Reply::Failed { .. })) => {
                        return self.cause_of(id, reply, watch);
                    }
                    News::End(outcome) => return Ok(outcome),
                    News::Away if must_return.is_none() => {
                        must_return = Some(Deadline::after(RETURN_LIMIT));
                    }
                    News::Back => must_return = None,
                    News::Away | News::Nothing => {}
                }
            }
            if must_return.is_some() && !self.browser.windows()?.contains(&self.page) {
                return Ok(Outcome::Closed);
            }
            if must_return.is_some_and(|deadline| deadline.passed()) {
                return Ok(Outcome::Gone);
            }
            match watch.step() {
                Ok(requests) => {
                    for request in requests {
                        self.send(&request)?;
                    }
                }
                Err(reason) => return Ok(Outcome::GivenUp(reason)),
            }
        }
    }

    /// Code that runs in a page that is being left may fail first; that the page was left comes after.
    fn cause_of(
        &self,
        id: &str,
        reply: Reply,
        watch: &mut dyn Watch,
    ) -> Result<Outcome, BrowserError> {
        let deadline = Deadline::after(LEAVE_LIMIT);
        while !deadline.passed() {
            self.fetch()?;
            while let Some(message) = self.take() {
                if let News::End(outcome @ Outcome::Navigated(_)) = self.judge(id, message, watch) {
                    return Ok(outcome);
                }
            }
            if !self.browser.windows()?.contains(&self.page) {
                return Ok(Outcome::Closed);
            }
        }
        Ok(Outcome::Replied(reply))
    }

    /// The next message from the background; waits a moment for one.
    ///
    /// # Errors
    /// When the extension's page is gone or says something that is not of the protocol.
    pub fn next(&self) -> Result<Option<BackgroundToClient>, BrowserError> {
        self.fetch()?;
        Ok(self.take())
    }

    fn take(&self) -> Option<BackgroundToClient> {
        self.pending.borrow_mut().pop_front()
    }

    /// Waits until a message is pending, but not long.
    fn fetch(&self) -> Result<(), BrowserError> {
        if !self.pending.borrow().is_empty() {
            return Ok(());
        }
        let limit = json!(NEWS_LIMIT.as_millis() as u64);
        let news = self
            .browser
            .execute_async("return await moreliaAutomation.next(arguments[0]);", &[limit])?;
        for text in news.as_array().into_iter().flatten().filter_map(Value::as_str) {
            let message = decode(text).map_err(|error| BrowserError::Lost(error.to_string()))?;
            self.pending.borrow_mut().push_back(message);
        }
        Ok(())
    }

    fn judge(&self, id: &str, message: BackgroundToClient, watch: &mut dyn Watch) -> News {
        match message {
            BackgroundToClient::Event(numbered) => {
                if let Event::Replied { id: of, reply } = numbered.event {
                    return if of == id {
                        News::End(Outcome::Replied(reply))
                    } else {
                        News::Nothing
                    };
                }
                watch.event(&numbered.event);
                match numbered.event {
                    Event::SessionDied { reason } => News::End(Outcome::Died(reason)),
                    _ => News::Nothing,
                }
            }
            BackgroundToClient::Navigated { url } => {
                // The next session is expected.
                self.session.take();
                News::End(Outcome::Navigated(url))
            }
            BackgroundToClient::Attached { session } => {
                let known = self.session.replace(Some(session.session_id.clone()));
                if known.is_some_and(|known| known != session.session_id) {
                    News::End(Outcome::Navigated(session.url))
                } else {
                    News::Back
                }
            }
            BackgroundToClient::Detached | BackgroundToClient::AttachFailed { .. } => News::Away,
            BackgroundToClient::Frames { .. } => News::Nothing,
        }
    }
}

enum News {
    End(Outcome),
    Away,
    Back,
    Nothing,
}
