//! Keeps the person's folder: takes it out of the interpreter and gives it to
//! the background, and the other way round when an interpreter starts.
//!
//! When code has ended, everything is kept before its end is told. While code
//! runs, files that it has finished are kept now and then.

use crate::shim::{Instance, describe};
use crate::supervisor::{Phase, Supervisor};
use crate::waiting::Gate;
use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use morelia_protocol::{
    ContentCall, HomeAnswer, HomeBatch, HomeCall, HomeCursor, HomeReply, HomeRequest, StreamName,
    decode, encode,
};
use morelia_webext::runtime;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};

/// How long changes wait for more while code runs.
const DELAY_MS: u32 = 500;
/// The background may be stopped in the middle of an answer.
const TRIES: u32 = 4;
const TRY_AGAIN_MS: u32 = 100;

/// What the supervisor knows of the keeping.
#[derive(Default)]
pub(crate) struct Home {
    /// The background keeps files here.
    is_kept: Cell<bool>,
    is_busy: Cell<bool>,
    idle: Gate,
    later: RefCell<Option<Timeout>>,
    flushes: Cell<u32>,
    /// The failure that the person was told of last.
    told: RefCell<String>,
}

/// Why changes are not kept.
struct NotKept {
    message: String,
    is_full: bool,
}

impl From<String> for NotKept {
    fn from(message: String) -> Self {
        Self { message, is_full: false }
    }
}

/// Asks for what was kept, at once; the answer comes while the interpreter is
/// being made.
pub(crate) fn load(
    supervisor: &Supervisor,
) -> impl Future<Output = Result<Loaded, String>> + use<> {
    // What an earlier interpreter has left is stored first.
    let first = (!supervisor.home.is_busy.get()).then(|| send(HomeCall::Load { after: None }));
    let idle = supervisor.home.is_busy.get().then(|| supervisor.home.idle.wait());
    async move {
        if let Some(idle) = idle {
            let _ = JsFuture::from(idle).await;
        }
        let mut answer = match first {
            Some(first) => first.await,
            None => send(HomeCall::Load { after: None }).await,
        };
        let mut loaded = Loaded::default();
        loop {
            match answer? {
                HomeAnswer::Loaded { persistent, records, next } => {
                    loaded.is_kept = persistent;
                    let done = next.is_none();
                    let request = HomeRequest::Restore { records, done };
                    loaded.pages.push(encode(&request).map_err(|error| error.to_string())?);
                    let Some(next) = next else { return Ok(loaded) };
                    answer = load_page(next).await;
                }
                HomeAnswer::Refused { message, .. } => return Err(message),
                HomeAnswer::Stored => return Err("the answer was not to the question".to_owned()),
            }
        }
    }
}

/// What was kept, ready for an interpreter.
#[derive(Default)]
pub(crate) struct Loaded {
    is_kept: bool,
    pages: Vec<String>,
}

/// Puts back what was kept.
pub(crate) fn restore(
    supervisor: &Rc<Supervisor>,
    instance: &Instance,
    loaded: Result<Loaded, String>,
) {
    let restored = loaded.and_then(|loaded| {
        supervisor.home.is_kept.set(loaded.is_kept);
        if !loaded.is_kept {
            return Ok(());
        }
        loaded.pages.iter().try_for_each(|page| match ask_text(instance, page)? {
            HomeReply::Failed { message } => Err(message),
            _ => Ok(()),
        })
    });
    if let Err(reason) = restored {
        tell(supervisor, &format!("the files that were kept in ~ could not all be read: {reason}"));
    }
}

/// The interpreter says that something changed.
pub(crate) fn changed(supervisor: &Rc<Supervisor>) {
    if !supervisor.home.is_kept.get() || supervisor.home.later.borrow().is_some() {
        return;
    }
    let weak = Rc::downgrade(supervisor);
    let timeout = Timeout::new(DELAY_MS, move || {
        if let Some(supervisor) = weak.upgrade() {
            keep_in_passing(&supervisor);
        }
    });
    supervisor.home.later.replace(Some(timeout));
}

/// Keeps what is finished, and waits for nothing: the page is being hidden, or
/// code runs.
pub(crate) fn keep_in_passing(supervisor: &Rc<Supervisor>) {
    let only_finished = !supervisor.executing.borrow().is_empty();
    let supervisor = Rc::clone(supervisor);
    spawn_local(async move {
        // Told at the end of the execution, if it is still so then.
        let _ = keep(&supervisor, only_finished).await;
    });
}

/// `os.fsync` and `os.sync`: a promise that everything finished is kept.
pub(crate) fn keep_now(supervisor: &Rc<Supervisor>) -> JsValue {
    let supervisor = Rc::clone(supervisor);
    future_to_promise(async move {
        match keep(&supervisor, true).await {
            Ok(()) => Ok(JsValue::UNDEFINED),
            Err(NotKept { message, is_full }) => {
                let errno = if is_full { "ENOSPC" } else { "EIO" };
                Err(JsValue::from_str(&format!("{errno} {message}")))
            }
        }
    })
    .into()
}

/// Code has ended: keeps everything, and tells the person if that failed.
pub(crate) async fn keep_at_end(supervisor: &Rc<Supervisor>) {
    let only_finished = !supervisor.executing.borrow().is_empty();
    match keep(supervisor, only_finished).await {
        Ok(()) => {
            supervisor.home.told.take();
        }
        Err(NotKept { message, .. }) => {
            tell(supervisor, &format!("the changed files in ~ were not kept: {message}"));
        }
    }
}

async fn keep(supervisor: &Rc<Supervisor>, only_finished: bool) -> Result<(), NotKept> {
    if !supervisor.home.is_kept.get() {
        return Ok(());
    }
    wait_until_idle(supervisor).await;
    supervisor.home.later.take();
    let instance = match &*supervisor.phase.borrow() {
        Phase::Ready(instance) => instance.clone(),
        Phase::Starting | Phase::Failed => return Ok(()),
    };
    keep_of(supervisor, &instance, only_finished).await
}

/// The interpreter is about to be thrown away: keeps what it has finished.
pub(crate) async fn keep_last(supervisor: &Rc<Supervisor>, instance: &Instance) {
    if supervisor.home.is_kept.get() {
        wait_until_idle(supervisor).await;
        if let Err(NotKept { message, .. }) = keep_of(supervisor, instance, true).await {
            tell(supervisor, &format!("the changed files in ~ were not kept: {message}"));
        }
    }
}

async fn wait_until_idle(supervisor: &Supervisor) {
    while supervisor.home.is_busy.get() {
        // A promise of ours is never rejected.
        let _ = JsFuture::from(supervisor.home.idle.wait()).await;
    }
}

async fn keep_of(
    supervisor: &Rc<Supervisor>,
    instance: &Instance,
    only_finished: bool,
) -> Result<(), NotKept> {
    let home = &supervisor.home;
    // Taken before anything is awaited: the page may be about to go.
    let changes = ask(instance, &HomeRequest::Changes { only_finished })?;
    home.is_busy.set(true);
    let kept = store(supervisor, instance, changes).await;
    home.is_busy.set(false);
    home.idle.open();
    kept
}

async fn store(
    supervisor: &Supervisor,
    instance: &Instance,
    changes: HomeReply,
) -> Result<(), NotKept> {
    let generation = supervisor.generation.get();
    let HomeReply::Batch { number, batch, more } = changes else {
        return Err(reason(changes).into());
    };
    if batch.put.is_empty() && batch.removed.is_empty() {
        return Ok(());
    }
    let stored = store_parts(supervisor, instance, batch, more).await;
    if supervisor.generation.get() == generation {
        ask(instance, &HomeRequest::Kept { number, kept: stored.is_ok() })?;
    }
    stored
}

async fn store_parts(
    supervisor: &Supervisor,
    instance: &Instance,
    mut batch: HomeBatch,
    mut more: bool,
) -> Result<(), NotKept> {
    let flush = supervisor.flush_name();
    let generation = supervisor.generation.get();
    let mut part = 0;
    while more {
        let call = HomeCall::Stage { flush: flush.clone(), part, batch };
        expect_stored(send_again(call).await?)?;
        part += 1;
        if supervisor.generation.get() != generation {
            return Err("the interpreter was replaced meanwhile".to_owned().into());
        }
        match ask(instance, &HomeRequest::More)? {
            HomeReply::Batch { batch: next, more: still, .. } => (batch, more) = (next, still),
            other => return Err(reason(other).into()),
        }
    }
    expect_stored(send_again(HomeCall::Commit { flush, parts: part, batch }).await?)
}

fn expect_stored(answer: HomeAnswer) -> Result<(), NotKept> {
    match answer {
        HomeAnswer::Stored => Ok(()),
        HomeAnswer::Refused { message, is_full } => Err(NotKept { message, is_full }),
        HomeAnswer::Loaded { .. } => Err("the answer was not to the question".to_owned().into()),
    }
}

fn reason(reply: HomeReply) -> String {
    match reply {
        HomeReply::Failed { message } => message,
        other => format!("the interpreter answered {other:?}"),
    }
}

fn ask(instance: &Instance, request: &HomeRequest) -> Result<HomeReply, String> {
    ask_text(instance, &encode(request).map_err(|error| error.to_string())?)
}

fn ask_text(instance: &Instance, request: &str) -> Result<HomeReply, String> {
    let reply = instance.home(request).map_err(|thrown| describe(&thrown))?;
    decode(&reply).map_err(|error| error.to_string())
}

async fn load_page(after: HomeCursor) -> Result<HomeAnswer, String> {
    send_again(HomeCall::Load { after: Some(after) }).await
}

/// Repeating any of the calls does nothing twice.
async fn send_again(call: HomeCall) -> Result<HomeAnswer, String> {
    let mut tries = 1;
    loop {
        match send(call.clone()).await {
            Err(_) if tries < TRIES => {
                tries += 1;
                TimeoutFuture::new(TRY_AGAIN_MS).await;
            }
            result => return result,
        }
    }
}

/// Sends at once; the future is for the answer.
fn send(call: HomeCall) -> impl Future<Output = Result<HomeAnswer, String>> + use<> {
    let sent = encode(&ContentCall::Home(call)).map(|text| runtime::call(&text));
    async move {
        let answer = sent.map_err(|error| error.to_string())?.await;
        let answer = answer.map_err(|error| error.to_string())?;
        decode(&answer).map_err(|error| error.to_string())
    }
}

/// Tells the person, once as long as nothing changes.
fn tell(supervisor: &Rc<Supervisor>, message: &str) {
    if supervisor.home.told.replace(message.to_owned()) != message {
        supervisor.write(StreamName::Stderr, &format!("Morelia: {message}\n"));
    }
}

impl Supervisor {
    /// Unique among the flushes of all tabs.
    fn flush_name(&self) -> String {
        let count = self.home.flushes.get();
        self.home.flushes.set(count.wrapping_add(1));
        format!("{}{count:08x}", self.session_id())
    }
}
