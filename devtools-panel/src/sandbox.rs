//! HTML of a session, in a frame in which nothing runs and out of which nothing
//! goes.
//!
//! The frame is `srcdoc` with `sandbox="allow-same-origin"`: no scripts, forms,
//! popups or navigation of the panel; of our origin only so that the panel can
//! measure it and see clicks. Its own policy lets in pictures from `data:` and
//! styles, and it inherits the panel's, whose `frame-src 'none'` forbids the
//! frame to navigate itself. Links open in a tab of their own, by a click.
//!
//! A frame costs about a megabyte, so there is one only near what is in sight.

use crate::dom::{self, Listening};
use crate::network_image;
use crate::sanitize::{self, HELD_BACK};
use gloo_timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Document, Element, Event, HtmlElement, HtmlIFrameElement, IntersectionObserver,
    IntersectionObserverEntry, IntersectionObserverInit, KeyboardEvent, KeyboardEventInit,
    MouseEvent, ResizeObserver,
};

/// Higher content scrolls inside its frame.
const HIGHEST: i32 = 640;

/// The height before it is known.
const FIRST_HEIGHT: i32 = 24;

/// Content whose height depends on the frame's could grow for ever.
const MOST_MEASURES: u32 = 200;

const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; \
                      base-uri 'none'; form-action 'none'";

/// How Jupyter's outputs expect to look, in the panel's colours.
const STYLE: &str = "\
:root { color-scheme: light dark; background: transparent; }
body { margin: 0; padding: 2px 0; overflow-wrap: anywhere; color: light-dark(#1f2023, #e3e4e8);
  font: 12px/1.5 system-ui, 'Segoe UI', Roboto, Ubuntu, Cantarell, sans-serif; }
body > :first-child { margin-top: 0; } body > :last-child { margin-bottom: 0; }
h1 { font-size: 1.6em; } h2 { font-size: 1.35em; } h3 { font-size: 1.15em; }
h1, h2, h3, h4 { margin: 0.8em 0 0.4em; line-height: 1.25; } p, ul, ol { margin: 0.5em 0; }
a { color: light-dark(#1a66d6, #7db4ff); }
code, pre, kbd { font: 12px/1.45 Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
code { padding: 0 3px; border-radius: 3px; background: light-dark(#f3f4f6, #34363b); }
pre { padding: 6px 8px; border-radius: 4px; overflow-x: auto; background: light-dark(#f3f4f6, #2e2f33); }
pre code { padding: 0; background: none; }
blockquote { margin: 0.5em 0; padding-left: 10px; border-left: 3px solid light-dark(#e0e2e6, #4b4e55); color: light-dark(#5f6368, #9aa0a8); }
table { border-collapse: collapse; margin: 4px 0; }
th, td { padding: 2px 8px; border: 1px solid light-dark(#e0e2e6, #46494f); text-align: left; vertical-align: top; }
th { background: light-dark(#f3f4f6, #2e2f33); font-weight: 600; }
img, svg { max-width: 100%; height: auto; } hr { border: 0; border-top: 1px solid light-dark(#e0e2e6, #46494f); }
img[data-morelia-src] { display: inline-block; min-width: 40px; min-height: 20px; border: 1px dashed light-dark(#9aa0a8, #6b6f76); }";

/// Shows HTML in `parent`.
pub(crate) fn html(parent: &HtmlElement, html: &str) -> Vec<Listening> {
    let Some(clean) = sanitize::clean(html) else {
        dom::append(parent, &dom::text_element("pre", "value", html));
        return Vec::new();
    };
    let host = dom::element("div", "sandbox keeps-focus");
    dom::append(parent, &host);
    let sandbox = Rc::new(Sandbox {
        host: host.clone(),
        page: page(&clean.head, &clean.body),
        mounted: RefCell::new(None),
        measures: Cell::new(0),
        loaded: RefCell::default(),
        watching: RefCell::new(None),
    });
    sandbox.set_height(FIRST_HEIGHT);
    sandbox.watch();
    let mut listening = Vec::new();
    if clean.held_back > 0 {
        listening.push(sandbox.offer_images(parent, clean.held_back));
    }
    // This is what keeps the sandbox.
    listening.push(Listening::new(&host, "morelia-keep", move |_: Event| {
        let _ = &sandbox;
    }));
    listening
}

fn page(head: &str, body: &str) -> String {
    format!(
        "<!doctype html><html><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"content-security-policy\" content=\"{POLICY}\">\
         <meta http-equiv=\"x-dns-prefetch-control\" content=\"off\">\
         <meta name=\"referrer\" content=\"no-referrer\">\
         <style>{STYLE}</style>{head}</head><body>{body}</body></html>"
    )
}

/// A place for a frame, and the frame while the place is near what is in sight.
struct Sandbox {
    host: HtmlElement,
    page: String,
    mounted: RefCell<Option<Mounted>>,
    measures: Cell<u32>,
    /// Pictures of the network that were allowed, as `data:` addresses.
    loaded: RefCell<BTreeMap<String, String>>,
    watching: RefCell<Option<Watching>>,
}

/// A frame in the document.
struct Mounted {
    frame: HtmlIFrameElement,
    _load: Listening,
    _inner: Vec<Listening>,
    resizes: Option<(ResizeObserver, Closure<dyn FnMut()>)>,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        if let Some((observer, _)) = &self.resizes {
            observer.disconnect();
        }
        self.frame.remove();
    }
}

/// Tells whether the place is near.
struct Watching {
    observer: IntersectionObserver,
    _closure: Closure<dyn FnMut(js_sys::Array)>,
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

impl Sandbox {
    fn watch(self: &Rc<Self>) {
        let this = Rc::downgrade(self);
        let closure = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let last = entries.iter().last().map(JsCast::unchecked_into);
            let near = last.is_some_and(|it: IntersectionObserverEntry| it.is_intersecting());
            match this.upgrade() {
                Some(this) if near => this.mount(),
                Some(this) => drop(this.mounted.replace(None)),
                None => {}
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin("600px 0px");
        if let Ok(scroller) = dom::by_id::<Element>("scroller") {
            options.set_root(Some(&scroller));
        }
        let function = closure.as_ref().unchecked_ref();
        let Ok(observer) = IntersectionObserver::new_with_options(function, &options) else {
            // Shown all the same, for as long as the value is.
            self.mount();
            return;
        };
        observer.observe(&self.host);
        self.watching.replace(Some(Watching { observer, _closure: closure }));
    }

    fn mount(self: &Rc<Self>) {
        if self.mounted.borrow().is_some() {
            return;
        }
        let frame: HtmlIFrameElement = dom::element("iframe", "").unchecked_into();
        dom::attribute(&frame, "sandbox", "allow-same-origin");
        dom::attribute(&frame, "referrerpolicy", "no-referrer");
        dom::attribute(&frame, "title", "HTML output");
        let this = Rc::downgrade(self);
        let load = Listening::new(&frame, "load", move |_: Event| {
            if let Some(this) = this.upgrade() {
                this.frame_loaded();
            }
        });
        frame.set_srcdoc(&self.page);
        dom::append(&self.host, &frame);
        let mounted = Mounted { frame, _load: load, _inner: Vec::new(), resizes: None };
        self.mounted.replace(Some(mounted));
    }

    fn frame_loaded(self: &Rc<Self>) {
        let frame = self.mounted.borrow().as_ref().map(|mounted| mounted.frame.clone());
        let Some(document) = frame.and_then(|frame| frame.content_document()) else { return };
        self.measures.set(0);
        self.show_loaded(&document);
        self.measure(&document);
        let inner = vec![
            Listening::new(&document, "click", |event: MouseEvent| follow_link(&event)),
            Listening::new(&document, "auxclick", |event: MouseEvent| follow_link(&event)),
            Listening::new(&document, "keydown", |event: KeyboardEvent| pass_on(&event)),
        ];
        let (this, measured) = (Rc::downgrade(self), document.clone());
        let closure = Closure::<dyn FnMut()>::new(move || {
            if let Some(this) = this.upgrade() {
                this.measure(&measured);
            }
        });
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(body)) = (&observer, document.body()) {
            observer.observe(&body);
        }
        if let Some(mounted) = self.mounted.borrow_mut().as_mut() {
            mounted._inner = inner;
            mounted.resizes = observer.map(|observer| (observer, closure));
        }
    }

    fn measure(&self, document: &Document) {
        if self.measures.get() >= MOST_MEASURES {
            return;
        }
        self.measures.set(self.measures.get() + 1);
        let root = document.document_element();
        let (Some(root), Some(body)) = (root, document.body()) else { return };
        let inner = root.get_bounding_client_rect().height().ceil() as i32;
        // A bar for scrolling sideways wants room, too.
        let bar = if root.scroll_width() > root.client_width() { 16 } else { 0 };
        self.set_height(inner.max(body.scroll_height()) + bar);
    }

    fn set_height(&self, height: i32) {
        let height = format!("{}px", height.clamp(1, HIGHEST));
        self.host.style().set_property("height", &height).unwrap_or_default();
    }

    /// A button that gets the pictures that were held back.
    fn offer_images(self: &Rc<Self>, parent: &HtmlElement, count: usize) -> Listening {
        let words = match count {
            1 => "Load 1 image from the network".to_owned(),
            _ => format!("Load {count} images from the network"),
        };
        let button = dom::text_element("button", "more", &words);
        dom::attribute(&button, "type", "button");
        dom::append(parent, &button);
        let (this, pressed) = (Rc::downgrade(self), button.clone());
        Listening::new(&button, "click", move |_: MouseEvent| {
            let Some(this) = this.upgrade() else { return };
            pressed.remove();
            spawn_local(async move { this.load_images().await });
        })
    }

    async fn load_images(self: Rc<Self>) {
        for image in self.held_back() {
            let Some(address) = image.get_attribute(HELD_BACK) else { continue };
            match network_image::fetch(&address).await {
                Ok(data) => {
                    self.loaded.borrow_mut().insert(address, data);
                }
                Err(error) => image.set_attribute("alt", &error.to_string()).unwrap_or_default(),
            }
            if let Some(document) = self.document() {
                self.show_loaded(&document);
            }
        }
    }

    fn document(&self) -> Option<Document> {
        self.mounted.borrow().as_ref().and_then(|mounted| mounted.frame.content_document())
    }

    fn held_back(&self) -> Vec<Element> {
        self.document().map(|document| held_back(&document)).unwrap_or_default()
    }

    fn show_loaded(&self, document: &Document) {
        let loaded = self.loaded.borrow();
        for image in held_back(document) {
            let address = image.get_attribute(HELD_BACK).unwrap_or_default();
            if let Some(data) = loaded.get(&address) {
                image.remove_attribute(HELD_BACK).unwrap_or_default();
                dom::attribute(&image, "src", data);
            }
        }
    }
}

fn held_back(document: &Document) -> Vec<Element> {
    let Ok(found) = document.query_selector_all(&format!("img[{HELD_BACK}]")) else {
        return Vec::new();
    };
    (0..found.length()).filter_map(|at| found.item(at).map(JsCast::unchecked_into)).collect()
}

/// Opens the address of a link in a tab of its own; nothing else that a click
/// could do is done.
fn follow_link(event: &MouseEvent) {
    // Of another realm: `dyn_into` would refuse it.
    let Some(target) = event.target().map(JsCast::unchecked_into::<Element>) else { return };
    let Ok(Some(link)) = target.closest("a, area, [href]") else { return };
    event.prevent_default();
    let address = link.get_attribute("href").unwrap_or_default().trim().to_owned();
    if let Some(id) = address.strip_prefix('#') {
        let target = link.owner_document().and_then(|document| document.get_element_by_id(id));
        if let Some(target) = target {
            target.scroll_into_view();
        }
        return;
    }
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let by_person = event.is_trusted() && event.button() < 2;
    if by_person && matches!(scheme.as_deref(), Some("http" | "https")) {
        let window = web_sys::window();
        let opened = window.map(|window| {
            window.open_with_url_and_target_and_features(&address, "_blank", "noopener,noreferrer")
        });
        drop(opened);
    }
}

/// Keys of the console work inside of frames as well.
fn pass_on(event: &KeyboardEvent) {
    let command = event.ctrl_key() || event.meta_key();
    if !(command && event.key() == "f") && event.key() != "Escape" && event.key() != "F3" {
        return;
    }
    event.prevent_default();
    let options = KeyboardEventInit::new();
    options.set_key(&event.key());
    options.set_ctrl_key(event.ctrl_key());
    options.set_meta_key(event.meta_key());
    options.set_shift_key(event.shift_key());
    options.set_bubbles(true);
    let copy = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &options);
    // After this event: the focus leaves the frame meanwhile.
    let sent = Timeout::new(0, move || {
        if let (Ok(copy), Ok(log)) = (copy, dom::by_id::<HtmlElement>("log")) {
            log.focus().unwrap_or_default();
            log.dispatch_event(&copy).map(drop).unwrap_or_default();
        }
    });
    sent.forget();
}
