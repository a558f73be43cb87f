//! The built extension in real browsers: sessions for tests, and runs of the command line.
//!
//! A test says what should hold, and it is looked for in both browsers, each with a profile of its own.
//! An error in any console fails the test.

mod command_line;
pub mod conformance;
mod keyboard;
mod places;
mod session;

pub use command_line::{Ran, X};
pub use keyboard::{ENTER, ESCAPE, press};
pub use places::{examples, extension, extensions, pages, site, wheels};
pub use session::{Cell, Session, check_cells, in_both, in_browser};
