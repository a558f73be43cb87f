//! A page's connection to a Python session in a frame: panel and automation
//! page use it.
//!
//! ```no_run
//! # use morelia_client::{Client, ClientError, Options};
//! # use morelia_protocol::{FrameTarget, Request};
//! # async fn show() -> Result<(), ClientError> {
//! let target = FrameTarget { tab_id: 7, frame_id: 0 };
//! let client = Client::connect(Options::new(target), Box::new(|message| { /* show it */ }));
//! let reply = client.request(Request::IsComplete { code: "1 +".to_owned() }).await?;
//! client.close();
//! # Ok(()) }
//! ```

mod client;
mod conversation;

pub use client::{Client, Options};
pub use conversation::ClientError;
