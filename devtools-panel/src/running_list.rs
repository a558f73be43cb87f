//! What runs in the session, with a Stop button for each: a popover that asks anew while it is open.

use crate::PanelError;
use crate::console::Console;
use crate::dom::{self, Listening};
use gloo_timers::callback::Interval;
use morelia_protocol::{Reply, Request, Running};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlElement, MouseEvent};

const REFRESH_MS: u32 = 500;

/// The popover's elements.
pub(crate) struct RunningList {
    popover: HtmlElement,
    list: HtmlElement,
    empty: HtmlElement,
    rows: RefCell<Vec<Row>>,
    refreshing: RefCell<Option<Interval>>,
}

struct Row {
    id: String,
    element: HtmlElement,
    time: HtmlElement,
    _listening: Listening,
}

impl RunningList {
    /// Finds the elements.
    ///
    /// # Errors
    /// When `panel.html` lacks one.
    pub(crate) fn find() -> Result<Self, PanelError> {
        Ok(Self {
            popover: dom::by_id("running-list")?,
            list: dom::by_id("running-rows")?,
            empty: dom::by_id("running-empty")?,
            rows: RefCell::default(),
            refreshing: RefCell::default(),
        })
    }

    fn is_open(&self) -> bool {
        self.popover.matches(":popover-open").unwrap_or(false)
    }

    /// Shows what runs. Rows that stay are kept, with the focus that they may have.
    fn show(&self, running: &[Running], stop: impl Fn(String) + Clone + 'static) {
        let mut rows = self.rows.borrow_mut();
        rows.retain(|row| {
            let stays = running.iter().any(|one| one.id == row.id);
            if !stays {
                row.element.remove();
            }
            stays
        });
        for one in running {
            let time = seconds_label(one.seconds);
            match rows.iter().find(|row| row.id == one.id) {
                Some(row) => row.time.set_text_content(Some(&time)),
                None => rows.push(self.row(one, &time, stop.clone())),
            }
        }
        self.empty.set_hidden(!running.is_empty());
    }

    fn row(&self, one: &Running, time: &str, stop: impl Fn(String) + 'static) -> Row {
        let element = dom::element("li", "running-row");
        dom::append(&element, &dom::text_element("span", "kind", &one.kind));
        dom::append(&element, &dom::text_element("span", "name", &one.name));
        let time = dom::text_element("span", "time", time);
        dom::append(&element, &time);
        let button = dom::text_element("button", "stop-one", "Stop");
        dom::attribute(&button, "type", "button");
        dom::attribute(&button, "aria-label", &format!("Stop {} {}", one.kind, one.name));
        dom::append(&element, &button);
        dom::append(&self.list, &element);
        let id = one.id.clone();
        let listening = Listening::new(&button, "click", move |_: MouseEvent| stop(id.clone()));
        Row { id: one.id.clone(), element, time, _listening: listening }
    }
}

impl Console {
    pub(crate) fn listen_to_running(&self) -> [Listening; 1] {
        let toggled = self.weakly(|console, _: Event| console.running_toggled());
        [Listening::new(&self.running.popover, "toggle", toggled)]
    }

    fn running_toggled(&self) {
        if !self.running.is_open() {
            self.running.refreshing.take();
            return;
        }
        self.refresh_running();
        let refresh = self.weakly(|console, ()| console.refresh_running());
        self.running.refreshing.replace(Some(Interval::new(REFRESH_MS, move || refresh(()))));
    }

    fn refresh_running(&self) {
        let Some(client) = self.client.get() else { return };
        let answer = client.request(Request::Running);
        let show = self.weakly(|console, running: Vec<Running>| {
            let stop = Rc::new(console.weakly(|console, id: String| console.stop_one(id)));
            console.running.show(&running, move |id| stop(id));
        });
        spawn_local(async move {
            if let Ok(Reply::Running { running }) = answer.await {
                show(running);
            }
        });
    }

    fn stop_one(&self, id: String) {
        self.send(Request::Stop { id });
        self.refresh_running();
    }
}

/// How long something has been running, where that is known.
fn seconds_label(seconds: f64) -> String {
    match seconds {
        ..0.05 => String::new(),
        0.05..60.0 => format!("{seconds:.0} s"),
        _ => format!("{:.0} min", (seconds / 60.0).floor()),
    }
}
