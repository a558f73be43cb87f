//! What the console knows around its editor: the settings, the open search, the
//! open dialog, and whether startup cells are being fetched.

use crate::choice_dialog::ChoiceDialog;
use crate::console::Console;
use crate::dom;
use crate::dom::Listening;
use crate::history::Entry;
use crate::history_search::HistorySearch;
use crate::settings::Settings;
use crate::settings_dialog::SettingsDialog;
use crate::settings_store::SettingsStore;
use crate::site_pattern::site_of;
use crate::{history_store, theme};
use morelia_protocol::{Execute, Hello, Reply, Request};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, KeyboardEvent, MouseEvent};

/// Part of the [`Console`].
#[derive(Default)]
pub(crate) struct Editing {
    /// The address of the page.
    pub(crate) url: RefCell<String>,
    pub(crate) search: RefCell<Option<Rc<HistorySearch>>>,
    pub(crate) dialog: RefCell<Option<ChoiceDialog>>,
    pub(crate) settings_dialog: RefCell<Option<SettingsDialog>>,
    pub(crate) settings: OnceCell<Rc<SettingsStore>>,
    /// The session is asked whether startup cells are to be run: others wait.
    starting: Cell<bool>,
    pub(crate) listening: RefCell<Vec<Listening>>,
}

impl Console {
    /// Reads what is kept, and listens.
    ///
    /// # Errors
    /// When `panel.html` lacks an element.
    pub(crate) fn open_editing(&self) -> Result<(), crate::PanelError> {
        let changed = self.weakly(|console, ()| console.apply(&console.settings()));
        let store = SettingsStore::open(move |_| changed(()));
        self.editing.settings.set(store).unwrap_or_default();
        let loaded = self.weakly(|console, earlier| {
            console.history().borrow_mut().add_earlier(earlier);
            console.search_again();
        });
        spawn_local(async move { loaded(history_store::load().await) });
        let gear: HtmlElement = dom::by_id("settings")?;
        let open = self.weakly(|console, _: MouseEvent| console.open_settings());
        let page: HtmlElement = dom::by_id("panel")?;
        let key = self.weakly(|console, event: KeyboardEvent| {
            if event.ctrl_key() && event.key() == "," {
                event.prevent_default();
                console.open_settings();
            }
        });
        let mut listening = self.editing.listening.borrow_mut();
        listening.push(Listening::new(&gear, "click", open));
        listening.push(Listening::new(&page, "keydown", key));
        listening.extend(self.listen_to_files(&page));
        Ok(())
    }

    /// What the person has chosen.
    pub(crate) fn settings(&self) -> Settings {
        self.editing.settings.get().map(|store| store.current()).unwrap_or_default()
    }

    fn apply(&self, settings: &Settings) {
        theme::choose(settings.theme);
        theme::set_font(&settings.font_family, settings.font_size);
        self.configure_editor(settings);
        self.transcript.show_times(settings.timestamps);
    }

    fn open_settings(&self) {
        let Some(store) = self.editing.settings.get() else { return };
        let closed = self.weakly(|console, ()| {
            drop(console.editing.settings_dialog.take());
            console.focus_editor();
        });
        if self.editing.settings_dialog.borrow().is_none() {
            let dialog = SettingsDialog::open(store, move || closed(()));
            self.editing.settings_dialog.replace(Some(dialog));
        }
    }

    /// Adds a cell to the history.
    pub(crate) fn remember(&self, code: &str) {
        let site = site_of(&self.editing.url.borrow());
        let entry = Entry { code: code.to_owned(), time: crate::console::now(), site };
        if self.history().borrow_mut().add(entry.clone()) {
            spawn_local(history_store::add(entry));
        }
    }

    /// Whether the cells that wait have to wait for the startup cells.
    pub(crate) fn is_starting_up(&self) -> bool {
        self.editing.starting.get()
    }

    /// Runs the startup cells of a session that is there, unless another panel did,
    /// then what waits.
    pub(crate) fn begin_session(&self, session: &Hello) {
        self.editing.url.replace(session.url.clone());
        let (Some(store), true) = (self.editing.settings.get().cloned(), session.rung.is_some())
        else {
            return self.run_next();
        };
        self.editing.starting.set(true);
        let url = session.url.clone();
        let asked = self.weakly(move |console, cells: Vec<Execute>| {
            console.submit_startup(cells);
        });
        // It is asked also when there are no cells: ones that are written later are
        // for sessions that begin later.
        let answer = self.client.get().map(|client| client.request(Request::BeginStartup));
        spawn_local(async move {
            let cells = store.read().await.startup_cells(&url);
            let is_first = match answer {
                Some(answer) => matches!(answer.await, Ok(Reply::BeginStartup { first: true })),
                None => false,
            };
            asked(if is_first { cells } else { Vec::new() });
        });
    }

    fn submit_startup(&self, cells: Vec<Execute>) {
        self.editing.starting.set(false);
        let shown: Vec<_> = cells
            .into_iter()
            .map(|cell| {
                let section = self.transcript.add_cell(&cell.code);
                dom::attribute(section.borrow().element(), "data-startup", "startup");
                (cell.code, section)
            })
            .collect();
        for (code, section) in shown.into_iter().rev() {
            self.runs.borrow_mut().wait_first(code, section);
        }
        self.run_next();
    }
}
