//! WebDriver on the wire: sessions and commands through fantoccini, and what their errors mean.

use crate::BrowserError;
use fantoccini::Client;
use fantoccini::error::{CmdError, NewSessionError};
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value};
use std::time::Duration;
use tokio::runtime::Runtime;

/// How long one command may take; a driver that says nothing for longer is given up.
pub(crate) const COMMAND_LIMIT: Duration = Duration::from_secs(120);

/// Asks for a session; the error is the driver's own words.
pub(crate) fn connect(
    runtime: &Runtime,
    address: &str,
    wanted: Map<String, Value>,
) -> Result<Client, String> {
    let connecting = async {
        let mut builder = fantoccini::ClientBuilder::new(HttpConnector::new());
        let connecting = builder.capabilities(wanted).connect(address);
        tokio::time::timeout(COMMAND_LIMIT, connecting).await
    };
    match runtime.block_on(connecting) {
        Ok(Ok(client)) => Ok(client),
        Ok(Err(NewSessionError::SessionNotCreated(error))) => {
            Err(first_line(&error.message).to_owned())
        }
        Ok(Err(error)) => Err(first_line(&error.to_string()).to_owned()),
        Err(_) => Err("it did not answer".to_owned()),
    }
}

/// Sends a command; the path is relative to the session.
pub(crate) fn command(
    runtime: &Runtime,
    client: &Client,
    method: Method,
    path: &str,
    body: Option<String>,
) -> Result<Value, BrowserError> {
    let command = Command { method, path: path.to_owned(), body };
    let issued = async { tokio::time::timeout(COMMAND_LIMIT * 2, client.issue_cmd(command)).await };
    match runtime.block_on(issued) {
        Ok(answer) => answer.map_err(translate),
        Err(_) => Err(BrowserError::Lost("it did not answer".to_owned())),
    }
}

#[derive(Debug)]
struct Command {
    method: Method,
    path: String,
    body: Option<String>,
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (self.method.clone(), self.body.clone())
    }
}

fn translate(error: CmdError) -> BrowserError {
    match error {
        CmdError::Standard(error) if error.error.to_string() == "invalid session id" => {
            BrowserError::Lost(first_line(&error.message).to_owned())
        }
        CmdError::Standard(error) => BrowserError::Refused {
            status: error.error.to_string(),
            message: first_line(&error.message).to_owned(),
        },
        other => BrowserError::Lost(first_line(&other.to_string()).to_owned()),
    }
}

/// `net::ERR_CONNECTION_REFUSED`, or `e=connectionFailure` of Firefox's error page, in fewer words.
pub(crate) fn load_failure(message: &str) -> String {
    if let Some((_, rest)) = message.split_once("net::") {
        return rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    }
    if let Some((_, rest)) = message.split_once("about:neterror?e=") {
        return rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    }
    message.to_owned()
}

fn first_line(message: &str) -> &str {
    message.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn load_failures_are_short() {
        let chromium = "unknown error: net::ERR_CONNECTION_REFUSED (Session info: chrome=156)";
        assert_eq!(load_failure(chromium), "ERR_CONNECTION_REFUSED");
        let firefox = "Reached error page: about:neterror?e=connectionFailure&u=http%3A//127.0.0.1";
        assert_eq!(load_failure(firefox), "connectionFailure");
        assert_eq!(load_failure("else"), "else");
    }
}
