//! Builds, runs, tests and packs Morelia: what `./x` calls.

mod account;
mod build;
mod cargo;
mod dist;
mod editor;
mod files;
mod glue;
mod image;
mod in_browser;
mod layout;
mod manifest;
mod messages;
mod needs;
mod npm;
mod patched_crate;
mod process;
mod pyperformance;
mod rings;
mod rustc_wrapper;
mod setup;
mod shims;
mod stdlib;
mod tidy;
mod training;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::layout::{Layout, Profile};
use crate::rings::Ring;

/// Python on any web page: build it, run it, test it.
#[derive(Parser)]
#[command(bin_name = "./x", max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run Python on a page, through the extension in a headless browser (`./x run --help`).
    #[command(disable_help_flag = true)]
    Run {
        /// Options, a script and its arguments.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Open a browser with the extension, for use by hand (`./x open --help`).
    #[command(disable_help_flag = true)]
    Open {
        /// Options.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Build the unpacked extension for both browsers.
    Build {
        /// As it is shipped: minutes longer to build.
        #[arg(long)]
        release: bool,
    },
    /// Run the tests: all, or one ring.
    Test {
        /// Which.
        ring: Option<Ring>,
        /// Passed to the test programs, for example a part of a test's name.
        #[arg(last = true)]
        rest: Vec<String>,
    },
    /// Measure, mostly beside Pyodide: speed, start, stopping, memory (`./x bench --help`).
    #[command(disable_help_flag = true)]
    Bench {
        /// Options.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Check the rules of the house.
    Tidy,
    /// Make the packages for the stores and check their sizes.
    Dist {
        /// Run wasm-opt over the modules first (minutes; see `dist.rs` for why it is not the default).
        #[arg(long)]
        wasm_opt: bool,
    },
    /// Record anew what release builds are optimised by: what the interpreter executes (15 minutes).
    Train,
    /// Say what is missing on this machine and how to get it.
    Doctor,
    /// Run cargo on the main workspace, with the patched interpreter.
    #[command(disable_help_flag = true)]
    Cargo {
        /// Cargo's arguments.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    if rustc_wrapper::is_called() {
        return rustc_wrapper::compile();
    }
    let task = Arguments::parse().command;
    // Where a Python program's own failure is 1, ours is told apart.
    let on_failure = match task {
        Task::Run { .. } | Task::Open { .. } | Task::Bench { .. } => 2,
        _ => 1,
    };
    match carry_out(task) {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            process::say(&format!("error: {error:#}"));
            ExitCode::from(on_failure)
        }
    }
}

fn carry_out(task: Task) -> Result<u8> {
    let layout = Layout::from_environment()?;
    match task {
        Task::Run { arguments } => in_browser::run(&layout, &arguments),
        Task::Open { arguments } => in_browser::open(&layout, &arguments),
        Task::Bench { arguments } => in_browser::bench(&layout, &arguments),
        Task::Build { release } => {
            setup::ensure(&layout, &setup::TO_BUILD)?;
            let profile = if release { Profile::Release } else { Profile::Dev };
            println!("{}", build::extension(&layout, profile)?.display());
            Ok(0)
        }
        Task::Test { ring, rest } => rings::run(&layout, ring, &rest),
        Task::Tidy => rings::run(&layout, Some(Ring::Tidy), &[]),
        Task::Dist { wasm_opt } => {
            setup::ensure(&layout, &setup::TO_BUILD)?;
            dist::packages(&layout, wasm_opt)?;
            Ok(0)
        }
        Task::Train => {
            training::record(&layout)?;
            Ok(0)
        }
        Task::Doctor => Ok(setup::doctor(&layout)),
        Task::Cargo { arguments } => {
            let status = cargo::command(&layout)?.args(arguments).status()?;
            Ok(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1))
        }
    }
}
