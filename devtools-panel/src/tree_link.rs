//! The way from the views of values to the session that keeps the values.

use crate::console::Console;
use morelia_protocol::{ElementReply, ElementRequest, Reply, Request, TreeReply, TreeRequest};
use std::cell::RefCell;
use std::rc::{Rc, Weak};

thread_local! {
    static CONSOLE: RefCell<Weak<Console>> = const { RefCell::new(Weak::new()) };
}

/// Says which console asks the session. A page has one.
pub(crate) fn set(console: &Rc<Console>) {
    CONSOLE.replace(Rc::downgrade(console));
}

/// The console, as long as it is there.
pub(crate) fn console() -> Option<Rc<Console>> {
    CONSOLE.with_borrow(Weak::upgrade)
}

/// Asks about a value.
///
/// # Errors
/// Cause and remedy, for a person.
pub(crate) async fn ask(request: TreeRequest) -> Result<TreeReply, String> {
    match send(Request::Tree(request)).await? {
        Reply::Tree(reply) => Ok(reply),
        other => Err(unexpected(other)),
    }
}

/// Asks about elements of the page.
///
/// # Errors
/// Cause and remedy, for a person.
pub(crate) async fn ask_elements(request: ElementRequest) -> Result<ElementReply, String> {
    match send(Request::Elements(request)).await? {
        Reply::Elements(reply) => Ok(reply),
        other => Err(unexpected(other)),
    }
}

async fn send(request: Request) -> Result<Reply, String> {
    let console = console().ok_or_else(gone)?;
    console.ask_session(request).await.ok_or_else(gone)
}

fn gone() -> String {
    "The session of this value is not there: wait until Python is ready, and run it again."
        .to_owned()
}

fn unexpected(reply: Reply) -> String {
    match reply {
        Reply::Failed { message } => message,
        _ => "The session gave an answer to another question.".to_owned(),
    }
}
