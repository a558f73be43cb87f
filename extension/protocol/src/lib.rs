//! Messages between the extension's contexts.
//!
//! Every message is JSON in one string. There is one enum per direction and
//! level of trust, so a context cannot even name a request that it may not
//! make: a content script only knows [`ContentToBackground`].

mod action;
mod client;
mod content;
mod event;
mod exchange;
mod frame;
mod home;
mod request;
mod tree;
mod typing;
mod wire;

pub use action::Action;
pub use client::{BackgroundToClient, CLIENT_PORT, ClientToBackground};
pub use content::{
    Area, BackgroundToContent, CONTENT_PORT, ContentCall, ContentToBackground, Hello,
};
pub use event::{Event, Numbered, StreamName};
pub use exchange::{
    ContentToExchange, EXCHANGE_PORT, ExchangeToContent, Failure, FailureKind, HttpHead,
    HttpRequest, MAX_PIECE_BYTES, PIECES_AHEAD,
};
pub use frame::{AttachFailure, FrameInfo, FrameTarget, Rung};
pub use home::{
    HOME_PART_BYTES, HOME_SITE_BYTES, HOME_SITE_RECORDS, HomeAnswer, HomeBatch, HomeCall,
    HomeContent, HomeCursor, HomeRecord, HomeReply, HomeRequest,
};
pub use request::{
    Completion, Completions, ErrorReport, Execute, ExecuteMode, Executed, File, Inspection,
    MimeBundle, Reply, Request, RequestId, Running, Status,
};
pub use tree::{
    ElementReply, ElementRequest, Markup, PathDoor, PathStep, TREE_MIME, TreeNode, TreeReply,
    TreeRequest,
};
pub use typing::{Preview, SignatureHelp};
pub use wire::{MAX_MESSAGE_BYTES, WireError, decode, encode};
