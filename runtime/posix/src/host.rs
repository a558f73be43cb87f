//! The browser's clock, time zone and randomness.

use js_sys::{Date, Object, Reflect};
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn get_random_values(bytes: &mut [u8]) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = console, js_name = debug)]
    fn console_debug(text: &str);

    #[wasm_bindgen(js_namespace = navigator, js_name = hardwareConcurrency, thread_local_v2)]
    static HARDWARE_CONCURRENCY: Option<u32>;
}

/// `getRandomValues` takes no more at once.
const MOST_RANDOM_BYTES: usize = 65_536;

/// Seconds since 1970, to the millisecond.
pub(crate) fn now() -> f64 {
    Date::now() / 1000.0
}

/// Fills a slice with unpredictable bytes. Gives whether there were any.
pub(crate) fn random(bytes: &mut [u8]) -> bool {
    bytes.chunks_mut(MOST_RANDOM_BYTES).all(|chunk| get_random_values(chunk).is_ok())
}

/// Writes to the browser's console.
pub(crate) fn log(text: &str) {
    console_debug(text);
}

/// Logical processors, where the browser tells.
pub(crate) fn processors() -> Option<u32> {
    HARDWARE_CONCURRENCY.with(|count| *count)
}

/// Seconds that local time is ahead of UTC at a moment, or `None` where the
/// browser's calendar ends (about 270,000 years from now).
pub(crate) fn utc_offset(seconds: i64) -> Option<i64> {
    let minutes = Date::new(&JsValue::from_f64(seconds as f64 * 1000.0)).get_timezone_offset();
    minutes.is_finite().then(|| -((minutes * 60.0) as i64))
}

/// What the local time zone is called at a moment: `CET` or `GMT+1`.
pub(crate) fn zone_name(seconds: i64) -> String {
    thread_local! {
        static NAMES: RefCell<BTreeMap<i64, String>> = const { RefCell::new(BTreeMap::new()) };
    }
    let offset = utc_offset(seconds).unwrap_or_default();
    let known = NAMES.with_borrow(|names| names.get(&offset).cloned());
    known.unwrap_or_else(|| {
        let name = ask_zone_name(seconds).unwrap_or_else(|| String::from("UTC"));
        NAMES.with_borrow_mut(|names| names.insert(offset, name.clone()));
        name
    })
}

fn ask_zone_name(seconds: i64) -> Option<String> {
    let date = Date::new(&JsValue::from_f64(seconds as f64 * 1000.0));
    let options = Object::new();
    Reflect::set(&options, &"timeZoneName".into(), &"short".into()).ok()?;
    let text = date.to_locale_string("en-US", &options).as_string()?;
    text.rsplit(' ').next().map(str::to_owned)
}
