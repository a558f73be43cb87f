//! Carries out requests.

use crate::seen::Verdict;
use crate::shim::{Instance, describe};
use crate::supervisor::{Phase, Supervisor};
use crate::{home, lifecycle};
use gloo_timers::callback::Timeout;
use morelia_protocol::{Event, Execute, Reply, Request, RequestId, Rung, encode};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// A request arrived, perhaps not for the first time.
pub(crate) fn handle(supervisor: &Rc<Supervisor>, id: RequestId, request: Request) {
    let verdict = supervisor.seen.borrow_mut().note(&id);
    match verdict {
        Verdict::New => perform(supervisor, id, request),
        Verdict::UnderWay => {}
        Verdict::Answered => {
            let is_kept = supervisor.log.borrow().has_answer(&id);
            if !is_kept {
                supervisor.refuse(id, "the answer to this request is no longer kept");
            }
        }
    }
}

/// Carries out a request.
pub(crate) fn perform(supervisor: &Rc<Supervisor>, id: RequestId, request: Request) {
    match request {
        Request::ReplyInput { text } => {
            if supervisor.input.answer(text.as_deref()) {
                supervisor.answer(id, Reply::Done);
            } else {
                supervisor.refuse(id, "Python does not wait for input");
            }
        }
        Request::Interrupt => {
            interrupt(supervisor, None);
            supervisor.answer(id, Reply::Done);
        }
        Request::Reset => lifecycle::reset(supervisor, id),
        request => match ready(supervisor) {
            Some(instance) => run(supervisor, &instance, id, request),
            None => {
                supervisor.queued.borrow_mut().push((id, request));
                lifecycle::start_if_failed(supervisor);
            }
        },
    }
}

fn ready(supervisor: &Supervisor) -> Option<Instance> {
    match &*supervisor.phase.borrow() {
        Phase::Ready(instance) => Some(instance.clone()),
        Phase::Starting | Phase::Failed => None,
    }
}

fn run(supervisor: &Rc<Supervisor>, instance: &Instance, id: RequestId, request: Request) {
    let text = match encode(&request) {
        Ok(text) => text,
        Err(error) => return supervisor.refuse(id, error.to_string()),
    };
    if let Request::Execute(execute) = request {
        return begin_execution(supervisor, instance, id, &execute, text);
    }
    if matches!(supervisor.rung(), Some(Rung::ExtensionFrame)) {
        return begin_request(supervisor, instance, id, text);
    }
    let generation = supervisor.generation.get();
    match instance.request(&text) {
        Ok(reply) => supervisor.answer(id, understood(&reply)),
        Err(thrown) => failed(supervisor, generation, id, &thrown),
    }
}

/// A request that may have to wait for the page's objects.
fn begin_request(supervisor: &Rc<Supervisor>, instance: &Instance, id: RequestId, text: String) {
    let generation = supervisor.generation.get();
    let (supervisor, instance) = (Rc::clone(supervisor), instance.clone());
    spawn_local(async move {
        let reply = match instance.request_in_fiber(&text) {
            Ok(reply) => JsFuture::from(reply).await,
            Err(thrown) => Err(thrown),
        };
        match reply {
            Ok(reply) => {
                supervisor.answer(id, understood(&reply.as_string().unwrap_or_default()));
            }
            Err(thrown) => failed(&supervisor, generation, id, &thrown),
        }
    });
}

fn begin_execution(
    supervisor: &Rc<Supervisor>,
    instance: &Instance,
    id: RequestId,
    execute: &Execute,
    text: String,
) {
    // While one runs the interpreter answers that it is busy.
    if supervisor.executing.borrow().is_empty() {
        supervisor.emit(Event::Started { id: id.clone(), code: execute.code.clone() });
    }
    let time_limit = execute.time_limit.map(|seconds| limit(supervisor, seconds));
    supervisor.executing.borrow_mut().insert(id.clone(), time_limit);
    supervisor.review_ping();
    let (supervisor, instance) = (Rc::clone(supervisor), instance.clone());
    let generation = supervisor.generation.get();
    spawn_local(async move {
        let ended = execution(&instance, &text).await;
        if supervisor.generation.get() != generation {
            return;
        }
        match ended {
            Ok(reply) => {
                supervisor.executing.borrow_mut().remove(&id);
                supervisor.review_ping();
                // Before the end is told, so that nothing is lost after it.
                home::keep_at_end(&supervisor).await;
                supervisor.answer(id, understood(&reply));
            }
            Err(thrown) => failed(&supervisor, generation, id, &thrown),
        }
    });
}

async fn execution(instance: &Instance, text: &str) -> Result<String, JsValue> {
    let reply = JsFuture::from(instance.execute(text)?).await?;
    reply.as_string().ok_or_else(|| JsValue::from_str("the interpreter gave no reply"))
}

/// The runtime tells every error in a reply: it throws only when it is damaged.
fn failed(supervisor: &Rc<Supervisor>, generation: u32, id: RequestId, thrown: &JsValue) {
    let message = describe(thrown);
    if !supervisor.executing.borrow().contains_key(&id) {
        supervisor.refuse(id, format!("the interpreter crashed: {message}"));
    }
    // Answers the executions.
    lifecycle::replace(supervisor, generation, &message);
}

fn understood(reply: &str) -> Reply {
    serde_json::from_str(reply).unwrap_or_else(|error| Reply::Failed {
        message: format!("the interpreter's reply could not be understood: {error}"),
    })
}

fn limit(supervisor: &Rc<Supervisor>, seconds: f64) -> Timeout {
    let weak = Rc::downgrade(supervisor);
    // A timer cannot be longer than 24 days.
    let milliseconds = (seconds * 1000.0).clamp(0.0, f64::from(i32::MAX)) as u32;
    Timeout::new(milliseconds, move || {
        if let Some(supervisor) = weak.upgrade() {
            interrupt(&supervisor, Some(seconds));
        }
    })
}

/// Asks what runs to stop.
fn interrupt(supervisor: &Rc<Supervisor>, time_limit: Option<f64>) {
    let Some(instance) = ready(supervisor) else {
        for (id, _) in supervisor.queued.take() {
            supervisor.refuse(id, "it was interrupted before it began");
        }
        return;
    };
    let generation = supervisor.generation.get();
    if let Err(thrown) = instance.interrupt(time_limit) {
        lifecycle::replace(supervisor, generation, &describe(&thrown));
    }
    // Python may be waiting for clients to catch up with its output.
    supervisor.room.open();
}
