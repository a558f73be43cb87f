//! `tabs`: the browser's tabs.

use crate::namespace::api;
use crate::object::{Record, integer, property, text};
use crate::{ApiError, Listener};
use js_sys::{Array, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_extensions_sys::EventTarget;

/// A tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// The tab's id.
    pub id: i32,
    /// The address of its top document.
    pub url: String,
    /// The title.
    pub title: String,
    /// Whether its window shows it.
    pub active: bool,
    /// Its window.
    pub window_id: i32,
}

#[wasm_bindgen]
extern "C" {
    type TabsApi;

    #[wasm_bindgen(method, catch)]
    fn get(this: &TabsApi, id: i32) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn query(this: &TabsApi, filter: &Object) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = getCurrent)]
    fn get_current(this: &TabsApi) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = captureVisibleTab)]
    fn capture_visible_tab(
        this: &TabsApi,
        window_id: i32,
        options: &Object,
    ) -> Result<Promise, JsValue>;

    // Firefox only.
    #[wasm_bindgen(method, catch, js_name = captureTab)]
    fn capture_tab(this: &TabsApi, id: i32, options: &Object) -> Result<Promise, JsValue>;
}

fn tabs() -> Result<TabsApi, ApiError> {
    Ok(api("tabs")?.unchecked_into())
}

fn read(tab: &JsValue) -> Option<Tab> {
    Some(Tab {
        id: integer(tab, "id")?,
        url: text(tab, "url").unwrap_or_default(),
        title: text(tab, "title").unwrap_or_default(),
        active: property(tab, "active").is_some_and(|active| active.is_truthy()),
        window_id: integer(tab, "windowId").unwrap_or(-1),
    })
}

/// One tab.
///
/// # Errors
/// When there is no such tab.
pub async fn get(id: i32) -> Result<Tab, ApiError> {
    let tab = JsFuture::from(tabs()?.get(id)?).await?;
    read(&tab).ok_or_else(|| ApiError("the tab has no id".to_owned()))
}

/// All tabs.
///
/// # Errors
/// When the browser refuses.
pub async fn all() -> Result<Vec<Tab>, ApiError> {
    let found = JsFuture::from(tabs()?.query(&Object::new())?).await?;
    Ok(Array::from(&found).iter().filter_map(|tab| read(&tab)).collect())
}

/// The tab that the calling extension page is in, if it is in one.
///
/// # Errors
/// When the browser refuses.
pub async fn current() -> Result<Option<Tab>, ApiError> {
    let tab = JsFuture::from(tabs()?.get_current()?).await?;
    Ok(if tab.is_undefined() { None } else { read(&tab) })
}

/// The active tab of the window that the calling extension page is in; `None`
/// when that is a page of the extension itself.
///
/// # Errors
/// When the browser refuses.
pub async fn active() -> Result<Option<Tab>, ApiError> {
    let filter = Record::new().with("active", true).with("currentWindow", true).finish();
    let found = JsFuture::from(tabs()?.query(&filter)?).await?;
    let own = crate::runtime::url_of("")?;
    let tab = Array::from(&found).iter().find_map(|tab| read(&tab));
    Ok(tab.filter(|tab| !tab.url.starts_with(&own)))
}

/// Calls `heard` when another tab of a window became the active one.
///
/// # Errors
/// When the browser has no such event.
pub fn on_activated(
    heard: impl FnMut(JsValue) + 'static,
) -> Result<Listener<dyn FnMut(JsValue)>, ApiError> {
    listen("onActivated", heard)
}

/// Calls `heard` with the id of a tab when its address or title changed.
///
/// # Errors
/// When the browser has no such event.
pub fn on_updated(
    heard: impl FnMut(JsValue) + 'static,
) -> Result<Listener<dyn FnMut(JsValue)>, ApiError> {
    listen("onUpdated", heard)
}

/// Calls `heard` with the id of a tab that was closed.
///
/// # Errors
/// When the browser has no such event.
pub fn on_removed(
    heard: impl FnMut(JsValue) + 'static,
) -> Result<Listener<dyn FnMut(JsValue)>, ApiError> {
    listen("onRemoved", heard)
}

fn listen(
    event: &str,
    heard: impl FnMut(JsValue) + 'static,
) -> Result<Listener<dyn FnMut(JsValue)>, ApiError> {
    let event = property(&api("tabs")?, event)
        .ok_or_else(|| ApiError(format!("the browser offers no tabs.{event} here")))?;
    let closure = Closure::<dyn FnMut(JsValue)>::new(heard);
    Ok(Listener::new(event.unchecked_into::<EventTarget>(), closure))
}

/// A picture of what a window shows: a PNG as a data address.
///
/// # Errors
/// When the browser refuses.
pub async fn capture_visible(window_id: i32) -> Result<String, ApiError> {
    let options = Record::new().with("format", "png").finish();
    picture(JsFuture::from(tabs()?.capture_visible_tab(window_id, &options)?).await?)
}

/// A picture of a part of a tab's page (left, top, width, height), with so many
/// pixels for one of the page. `None` where the browser takes none.
pub fn capture_area(
    tab_id: i32,
    [x, y, width, height]: [f64; 4],
    scale: f64,
) -> Option<impl Future<Output = Result<String, ApiError>>> {
    let tabs = tabs().ok()?;
    property(&tabs, "captureTab")?;
    let rect = Record::new().with("x", x).with("y", y).with("width", width).with("height", height);
    let options = Record::new()
        .with("format", "png")
        .with("rect", rect.finish())
        .with("scale", scale)
        .finish();
    Some(async move { picture(JsFuture::from(tabs.capture_tab(tab_id, &options)?).await?) })
}

fn picture(url: JsValue) -> Result<String, ApiError> {
    url.as_string().ok_or_else(|| ApiError("the browser gave no picture".to_owned()))
}
