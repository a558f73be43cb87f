//! Interpreters come and go: start, replacement after a crash, reset.

use crate::home;
use crate::host::HostObject;
use crate::operations;
use crate::shim::{Instance, describe};
use crate::supervisor::{Phase, Supervisor};
use morelia_protocol::{ContentToBackground, Event, Reply, RequestId};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Starts an interpreter unless there is one. Requests that came meanwhile are
/// carried out when it is there.
pub(crate) fn start_if_failed(supervisor: &Rc<Supervisor>) {
    if matches!(*supervisor.phase.borrow(), Phase::Failed) {
        start(supervisor, None);
    }
}

/// Throws the interpreter away and starts another; answers the request when
/// that one is there.
pub(crate) fn reset(supervisor: &Rc<Supervisor>, id: RequestId) {
    end_executions(supervisor, "the interpreter was reset");
    let Phase::Ready(instance) = supervisor.phase.replace(Phase::Starting) else {
        return start(supervisor, Some(id));
    };
    instance.abandon();
    let supervisor = Rc::clone(supervisor);
    spawn_local(async move {
        home::keep_last(&supervisor, &instance).await;
        start(&supervisor, Some(id));
    });
}

/// The interpreter of this generation is damaged. It is still on the stack
/// when it says so itself.
pub(crate) fn replace_soon(supervisor: &Rc<Supervisor>, generation: u32, reason: String) {
    let supervisor = Rc::clone(supervisor);
    spawn_local(async move { replace(&supervisor, generation, &reason) });
}

/// Replaces the interpreter of this generation, once.
pub(crate) fn replace(supervisor: &Rc<Supervisor>, generation: u32, reason: &str) {
    let is_ready = matches!(*supervisor.phase.borrow(), Phase::Ready(_));
    // One that dies while it is started reports that by failing to start.
    if supervisor.generation.get() != generation || !is_ready {
        return;
    }
    supervisor.emit(Event::SessionDied { reason: reason.to_owned() });
    end_executions(supervisor, &format!("the interpreter crashed: {reason}"));
    start(supervisor, None);
}

fn end_executions(supervisor: &Rc<Supervisor>, message: &str) {
    for (id, _) in supervisor.executing.take() {
        supervisor.refuse(id, message);
    }
    supervisor.review_ping();
}

fn start(supervisor: &Rc<Supervisor>, answer: Option<RequestId>) {
    supervisor.stop_interpreter();
    let generation = supervisor.generation.get();
    let host = HostObject::new(supervisor, generation);
    let object = host.object();
    supervisor.host.replace(Some(host));
    supervisor.phase.replace(Phase::Starting);
    let supervisor = Rc::clone(supervisor);
    spawn_local(async move {
        let started = begin(&supervisor, &object).await;
        if supervisor.generation.get() != generation {
            if let Ok(instance) = started {
                instance.abandon();
            }
            if let Some(id) = answer {
                supervisor.answer(id, Reply::Done);
            }
            return;
        }
        match started {
            Ok(instance) => is_ready(&supervisor, instance, answer),
            Err(thrown) => has_failed(&supervisor, &describe(&thrown), answer),
        }
    });
}

async fn begin(supervisor: &Rc<Supervisor>, host: &JsValue) -> Result<Instance, JsValue> {
    // Both at the same time: what was kept is there when the interpreter is.
    let kept = home::load(supervisor);
    let instance = JsFuture::from(supervisor.shim.start_runtime(host)?).await?;
    let instance: Instance = instance.unchecked_into();
    home::restore(supervisor, &instance, kept.await);
    Ok(instance)
}

fn is_ready(supervisor: &Rc<Supervisor>, instance: Instance, answer: Option<RequestId>) {
    supervisor.phase.replace(Phase::Ready(instance));
    supervisor.post(&supervisor.hello());
    if let Some(id) = answer {
        supervisor.answer(id, Reply::Done);
    }
    for (id, request) in supervisor.queued.take() {
        operations::perform(supervisor, id, request);
    }
}

fn has_failed(supervisor: &Rc<Supervisor>, reason: &str, answer: Option<RequestId>) {
    supervisor.phase.replace(Phase::Failed);
    supervisor.host.take();
    for id in answer.into_iter().chain(supervisor.queued.take().into_iter().map(|(id, _)| id)) {
        supervisor.refuse(id, format!("Python could not be started: {reason}"));
    }
    supervisor.post(&ContentToBackground::StartFailed { reason: reason.to_owned() });
    // The background closes the port at that. Asked again, we try again.
    supervisor.port.take();
}

impl Supervisor {
    /// Leaves the interpreter for good, wherever it is suspended.
    pub(crate) fn stop_interpreter(&self) {
        self.generation.set(self.generation.get().wrapping_add(1));
        if let Phase::Ready(instance) = self.phase.replace(Phase::Failed) {
            instance.abandon();
        }
        self.host.take();
        self.end_exchanges();
        self.room.open();
        self.input.answer(None);
    }
}
