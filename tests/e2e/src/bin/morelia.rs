//! `./x run` without the build before it, so that a test can start it often.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    ExitCode::from(morelia_browser::cli::run(&arguments, &morelia_e2e::extensions()))
}
