//! The built extension in real Chromium and Firefox.

mod bad_input;
mod bridge;
mod command_line;
mod crashes;
mod debugging;
mod devtools;
mod examples;
mod fibers;
mod folders;
mod home;
mod hostile;
mod input;
mod known_modules;
mod lifetime;
mod limits;
mod network;
mod page_world;
mod pages;
mod panel;
mod probes;
mod rungs;
mod running;
mod soak;
mod traces;
