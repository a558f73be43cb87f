//! Asks the session for the source of a file that a traceback names.

use crate::console::Console;
use crate::source_view;
use morelia_protocol::{Reply, Request};
use wasm_bindgen_futures::spawn_local;

impl Console {
    /// Shows places of tracebacks that are in no cell.
    pub(crate) fn follow_places(&self) {
        let show = self.weakly(|console, (file, line): (String, u32)| {
            let Some(client) = console.client.get() else { return };
            let answer = client.request(Request::Source { file: file.clone() });
            spawn_local(async move {
                let text = match answer.await {
                    Ok(Reply::Source { text }) => text,
                    _ => None,
                };
                source_view::show(&file, line, text.as_deref());
            });
        });
        self.transcript.on_place(move |file, line| show((file, line)));
    }
}
