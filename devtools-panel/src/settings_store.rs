//! Keeps the settings: synced by the browser, or here when they are too long
//! for that. Every panel and settings page hears of each change.

use crate::settings::Settings;
use morelia_webext::storage::{Area, StorageWatch, get_text, set_text};
use serde::{Deserialize, Serialize};
use std::cell::{OnceCell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

const KEY: &str = "settings";

/// What is stored. The newer one of the two areas counts.
#[derive(Default, Serialize, Deserialize)]
struct Stored {
    /// In milliseconds since 1970.
    saved_at: f64,
    settings: String,
}

/// Where the settings went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    Synced,
    /// They are too long to be synced, or nothing is synced here.
    HereOnly,
    /// The browser refuses to keep anything.
    Nowhere,
}

/// The settings of this person.
pub(crate) struct SettingsStore {
    current: RefCell<Settings>,
    changed: Box<dyn Fn(&Settings)>,
    watch: OnceCell<StorageWatch>,
    this: Weak<Self>,
}

impl SettingsStore {
    /// Reads the settings, and calls `changed` with them and with each later change.
    pub(crate) fn open(changed: impl Fn(&Settings) + 'static) -> Rc<Self> {
        let store = Rc::new_cyclic(|this| Self {
            current: RefCell::default(),
            changed: Box::new(changed),
            watch: OnceCell::new(),
            this: this.clone(),
        });
        let this = store.this.clone();
        let read_again = move || {
            if let Some(store) = this.upgrade() {
                spawn_local(async move { drop(store.read().await) });
            }
        };
        read_again();
        match StorageWatch::new(KEY, read_again) {
            Ok(watch) => store.watch.set(watch).unwrap_or_default(),
            Err(error) => warn(&error.to_string()),
        }
        store
    }

    /// What was read last.
    pub(crate) fn current(&self) -> Settings {
        self.current.borrow().clone()
    }

    /// What is stored now.
    pub(crate) async fn read(&self) -> Settings {
        let stored = match (stored(Area::Sync).await, stored(Area::Local).await) {
            (Some(synced), Some(local)) if local.saved_at > synced.saved_at => Some(local),
            (Some(synced), _) => Some(synced),
            (None, local) => local,
        };
        let settings = stored.map(|it| Settings::from_json(&it.settings)).unwrap_or_default();
        self.take(settings.clone());
        settings
    }

    fn take(&self, settings: Settings) {
        self.current.replace(settings.clone());
        (self.changed)(&settings);
    }

    /// Keeps other settings, which count at once.
    pub(crate) async fn save(&self, settings: Settings) -> Kept {
        let settings = settings.checked();
        let stored = Stored { saved_at: js_sys::Date::now(), settings: settings.to_json() };
        self.take(settings);
        let Ok(text) = serde_json::to_string(&stored) else { return Kept::Nowhere };
        if set_text(Area::Sync, KEY, &text).await.is_ok() {
            return Kept::Synced;
        }
        match set_text(Area::Local, KEY, &text).await {
            Ok(()) => Kept::HereOnly,
            Err(error) => {
                warn(&error.to_string());
                Kept::Nowhere
            }
        }
    }
}

async fn stored(area: Area) -> Option<Stored> {
    let text = get_text(area, KEY).await.ok()??;
    serde_json::from_str(&text).ok()
}

fn warn(text: &str) {
    web_sys::console::warn_1(&JsValue::from_str(text));
}
