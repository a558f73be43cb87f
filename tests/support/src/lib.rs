//! Real browsers with the extension in them, and what tests and the command line need around them.
//!
//! * [`Site`] and [`Server`]: pages from disk or memory on a free port, with the headers, delays and
//!   redirects that a test wants.
//! * [`Browser`]: Chromium or Firefox through WebDriver, own profile, gone when dropped.
//! * [`UndebuggedChromium`]: a browser without any debugger attached, for lifetime tests.
//! * [`Automation`]: Python in the browser's page, through the extension's real path.
//! * [`cli`]: `./x run` and `./x open`.

mod automation;
pub mod bench;
mod browser;
mod cleanup;
pub mod cli;
mod console;
mod deadline;
mod display;
mod driver;
mod error;
mod extension;
mod launch;
mod memory;
mod process;
mod programs;
mod python_docs;
mod server;
mod undebugged;
mod webdriver;

pub use automation::{AttachError, Attachment, Automation, Outcome, Watch};
pub use browser::Browser;
pub use console::ConsoleEntry;
pub use deadline::{Deadline, poll};
pub use display::Display;
pub use driver::Driver;
pub use error::BrowserError;
pub use extension::Extension;
pub use launch::LaunchOptions;
pub use programs::BrowserKind;
pub use python_docs::python_docs_folder;
pub use server::{Recorded, Server, Site};
pub use undebugged::UndebuggedChromium;
