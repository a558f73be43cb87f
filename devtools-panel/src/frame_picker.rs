//! The list of the page's frames in the toolbar, and turning to another one.

use crate::PanelError;
use crate::console::Console;
use crate::dom::{self, Listening};
use crate::frame_names::{Entry, entries};
use crate::status::Attachment;
use morelia_protocol::{FrameInfo, FrameTarget};
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, HtmlSelectElement};

/// The select element; hidden while the page has no frames.
pub(crate) struct FramePicker {
    select: HtmlSelectElement,
    shown: RefCell<Vec<Entry>>,
}

impl FramePicker {
    /// Finds the element.
    ///
    /// # Errors
    /// When `panel.html` lacks it.
    pub(crate) fn find() -> Result<Self, PanelError> {
        Ok(Self { select: dom::by_id("frame")?, shown: RefCell::default() })
    }

    /// Calls `choose` with the id of the frame that the person chose.
    pub(crate) fn listen(&self, choose: impl Fn(i64) + 'static) -> Listening {
        let select = self.select.clone();
        Listening::new(&self.select, "change", move |_: Event| {
            if let Ok(frame_id) = select.value().parse() {
                choose(frame_id);
            }
        })
    }

    /// Shows the frames.
    pub(crate) fn show(&self, frames: &[FrameInfo], chosen: i64) {
        let found = entries(frames);
        if *self.shown.borrow() != found {
            self.select.set_text_content(None);
            for entry in &found {
                let option = dom::text_element("option", "", &entry.label);
                dom::attribute(&option, "value", &entry.frame_id.to_string());
                dom::append(&self.select, &option);
            }
            self.select.unchecked_ref::<HtmlElement>().set_hidden(found.len() < 2);
            self.shown.replace(found);
        }
        self.choose(chosen);
    }

    /// What the picker calls a frame.
    pub(crate) fn label(&self, frame_id: i64) -> String {
        let shown = self.shown.borrow();
        let found = shown.iter().find(|entry| entry.frame_id == frame_id);
        found.map_or_else(|| frame_id.to_string(), |entry| entry.label.trim_start().to_owned())
    }

    /// Shows which frame it is.
    pub(crate) fn choose(&self, frame_id: i64) {
        self.select.set_value(&frame_id.to_string());
    }
}

impl Console {
    pub(crate) fn show_frames(&self, frames: &[FrameInfo]) {
        let chosen = self.client.get().map_or(0, |client| client.target().frame_id);
        self.frames.show(frames, chosen);
    }

    /// Turns to another frame. What runs in the one that is left goes on there.
    pub(crate) fn choose_frame(&self, frame_id: i64) {
        let Some(client) = self.client.get() else { return };
        let target = FrameTarget { frame_id, ..client.target() };
        if target == client.target() {
            return;
        }
        self.end_all("The console went to another frame. This goes on in its own.");
        for section in self.runs.borrow_mut().take_waiting() {
            self.transcript.change(Some(&section), |section| section.cancel());
        }
        self.session_id.replace(None);
        self.attachment.set(Attachment::Connecting);
        client.retarget(target);
        self.frames.choose(frame_id);
        let label = self.frames.label(frame_id);
        self.transcript.divide("Frame", &label);
        self.focus_editor();
        self.refresh();
    }
}
