//! The background context: the only holder of authority.
//!
//! The browser stops it whenever it likes. Nothing essential is kept in memory
//! only: clients and content scripts open their ports again and say who they
//! are, and the hub is as it was.

mod address;
mod authority;
mod broker;
mod capture;
mod credit;
pub mod edge;
mod exchanges;
mod extension_frame;
mod failure;
mod header_rule;
mod helper_realm;
mod home;
mod http_rules;
mod hub;
pub mod page_world;
mod transport;
mod watcher;

#[cfg(test)]
mod hub_tests;
