//! The built extension in real Chromium and Firefox.

mod bad_input;
mod bridge;
mod command_line;
mod debugging;
mod devtools;
mod examples;
mod home;
mod input;
mod lifetime;
mod network;
mod pages;
mod panel;
mod probes;
mod running;
mod traces;
