//! Lines from standard input for Python's `input()`, read only when one is asked for.

use std::io::{BufRead, IsTerminal, Write};
use std::sync::mpsc::{Receiver, Sender, channel};

/// Reads lines beside everything else.
#[derive(Debug)]
pub(super) struct Input {
    orders: Sender<bool>,
    lines: Receiver<Option<String>>,
}

impl Input {
    pub(super) fn new() -> Self {
        let (orders, wanted) = channel::<bool>();
        let (found, lines) = channel();
        std::thread::spawn(move || {
            // Ends when the other side is dropped, or with the process while it waits for a key.
            while let Ok(is_password) = wanted.recv() {
                if found.send(read(is_password)).is_err() {
                    return;
                }
            }
        });
        Self { orders, lines }
    }

    /// Shows the prompt and has a line read.
    pub(super) fn ask(&self, prompt: &str, is_password: bool) {
        if is_password {
            eprint!("{prompt}");
        } else {
            print!("{prompt}");
        }
        let _ = std::io::stdout().flush();
        let _ = self.orders.send(is_password);
    }

    /// The line that was read, if there is one by now; in it, `None` is end of file.
    pub(super) fn line(&self) -> Option<Option<String>> {
        self.lines.try_recv().ok()
    }
}

fn read(is_password: bool) -> Option<String> {
    if is_password && std::io::stdin().is_terminal() {
        return rpassword::read_password().ok();
    }
    let mut line = String::new();
    let length = std::io::stdin().lock().read_line(&mut line).ok()?;
    if length == 0 {
        return None;
    }
    Some(line.trim_end_matches(['\n', '\r']).to_owned())
}
