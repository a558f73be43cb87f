//! The side panel or sidebar: a console for each tab in which the person asked for one.
//!
//! Each console is `panel.html` in a frame, so that what a tab shows stays with
//! it; the frame of the active tab is visible.

use crate::PanelError;
use crate::dom::{self, Listening};
use gloo_timers::callback::Timeout;
use morelia_webext::{ApiError, Listener, tabs};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, HtmlIFrameElement, MouseEvent};

/// Events of tabs come in flocks.
const SETTLE_MS: u32 = 30;

/// The page that shows the consoles.
pub(crate) struct Side {
    body: HtmlElement,
    start: HtmlElement,
    page: HtmlElement,
    consoles: RefCell<BTreeMap<i32, HtmlIFrameElement>>,
    active: Cell<Option<i32>>,
    /// Whoever opens the side panel wants Python in the page that is there.
    is_first: Cell<bool>,
    looking: RefCell<Option<Timeout>>,
    listening: OnceCell<(Listening, Vec<Listener<dyn FnMut(JsValue)>>)>,
    this: Weak<Self>,
}

impl Side {
    /// Whether this page is the side panel's.
    pub(crate) fn is_here() -> bool {
        dom::by_id::<HtmlElement>("side").is_ok()
    }

    /// Follows the active tab from now on.
    ///
    /// # Errors
    /// When `side.html` lacks an element.
    pub(crate) fn open() -> Result<Rc<Self>, PanelError> {
        let (body, start, page) =
            (dom::by_id("side")?, dom::by_id("side-start")?, dom::by_id("side-page")?);
        let side = Rc::new_cyclic(|this| Self {
            body,
            start,
            page,
            consoles: RefCell::default(),
            active: Cell::new(None),
            is_first: Cell::new(true),
            looking: RefCell::default(),
            listening: OnceCell::new(),
            this: this.clone(),
        });
        let button: HtmlElement = dom::by_id("side-button")?;
        let this = side.this.clone();
        let pressed = Listening::new(&button, "click", move |_: MouseEvent| {
            if let Some((this, tab)) =
                this.upgrade().and_then(|this| Some((this.clone(), this.active.get()?)))
            {
                this.add_console(tab);
                this.show();
            }
        });
        let listeners = side.listen().unwrap_or_default();
        side.listening.set((pressed, listeners)).unwrap_or_default();
        side.look_soon();
        Ok(side)
    }

    fn listen(&self) -> Result<Vec<Listener<dyn FnMut(JsValue)>>, ApiError> {
        let look = |this: Weak<Self>| {
            move |_: JsValue| {
                if let Some(this) = this.upgrade() {
                    this.look_soon();
                }
            }
        };
        let this = self.this.clone();
        let removed = move |tab: JsValue| {
            if let (Some(this), Some(tab)) = (this.upgrade(), tab.as_f64()) {
                let console = this.consoles.borrow_mut().remove(&(tab as i32));
                if let Some(console) = console {
                    console.remove();
                }
            }
        };
        Ok(vec![
            tabs::on_activated(look(self.this.clone()))?,
            tabs::on_updated(look(self.this.clone()))?,
            tabs::on_removed(removed)?,
        ])
    }

    fn look_soon(&self) {
        let this = self.this.clone();
        let timeout = Timeout::new(SETTLE_MS, move || {
            spawn_local(async move {
                let tab = tabs::active().await.ok().flatten();
                if let (Some(this), Some(tab)) = (this.upgrade(), tab) {
                    this.turn_to(&tab);
                }
            });
        });
        self.looking.replace(Some(timeout));
    }

    fn turn_to(&self, tab: &tabs::Tab) {
        let title = if tab.title.trim().is_empty() { &tab.url } else { &tab.title };
        self.page.set_text_content(Some(title));
        self.active.set(Some(tab.id));
        if self.is_first.replace(false) {
            self.add_console(tab.id);
        }
        self.show();
    }

    fn add_console(&self, tab: i32) {
        let mut consoles = self.consoles.borrow_mut();
        if consoles.contains_key(&tab) {
            return;
        }
        let console: HtmlIFrameElement = dom::element("iframe", "side-console").unchecked_into();
        dom::attribute(&console, "title", "Python console");
        console.set_src(&format!("panel.html?tab={tab}"));
        dom::append(&self.body, &console);
        consoles.insert(tab, console);
    }

    fn show(&self) {
        let consoles = self.consoles.borrow();
        let active = self.active.get();
        for (tab, console) in consoles.iter() {
            console.set_hidden(Some(*tab) != active);
        }
        let has_console = active.is_some_and(|tab| consoles.contains_key(&tab));
        self.start.set_hidden(has_console || active.is_none());
    }
}
