//! Requests, carried out.

use crate::boot;
use base64::{Engine, prelude::BASE64_STANDARD};
use morelia_fiber::Fiber;
use morelia_posix::Errno;
use morelia_protocol::{Executed, File, Reply, Request, Status, decode, encode};
use rustpython_vm::{PyResult, VirtualMachine, builtins::PyStr};

/// The reply to an execution while another one is alive.
pub(crate) fn busy() -> String {
    text(&Reply::Execute(Executed {
        status: Status::Busy,
        result: None,
        error: None,
        exit_code: 0,
        execution_count: 0,
        duration: 0.0,
    }))
}

/// Carries out a request that does not run the person's code.
pub(crate) fn request(json: &str) -> String {
    request_by(json, || dispatch(json))
}

/// The same, in a fiber.
pub(crate) fn request_in(fiber: &Fiber, json: &str) -> String {
    request_by(json, || execute(fiber, json))
}

fn request_by(json: &str, ask_console: impl FnOnce() -> String) -> String {
    match decode::<Request>(json) {
        Ok(Request::WriteFiles { files }) => text(&write_files(files)),
        Ok(Request::ReadFiles { folder }) => text(&read_files(&folder)),
        Ok(
            Request::Execute(_) | Request::Interrupt | Request::Reset | Request::ReplyInput { .. },
        ) => text(&failed("this request is not for the runtime")),
        Ok(_) => ask_console(),
        Err(error) => text(&failed(error)),
    }
}

/// Runs the person's code, in a fiber.
pub(crate) fn execute(fiber: &Fiber, json: &str) -> String {
    started(boot::enter_as(fiber, |vm| dispatch_in(vm, json)))
}

/// Hands a request to the console, which is written in Python.
fn dispatch(json: &str) -> String {
    started(boot::enter(|vm| dispatch_in(vm, json)))
}

fn started(reply: Option<String>) -> String {
    reply.unwrap_or_else(|| text(&failed("the runtime was not started")))
}

fn dispatch_in(vm: &VirtualMachine, json: &str) -> String {
    reply_of_console(vm, json).unwrap_or_else(|error| text(&failed(boot::describe(vm, &error))))
}

fn reply_of_console(vm: &VirtualMachine, json: &str) -> PyResult<String> {
    let console = vm.import("_morelia_lib.console", 0)?;
    let console = console.get_attr("console", vm)?;
    let reply = vm.call_method(&console, "dispatch", (json.to_owned(),))?;
    let reply = reply
        .downcast_ref::<PyStr>()
        .ok_or_else(|| vm.new_type_error("the console's reply is not a string"))?;
    Ok(reply.to_string_lossy().into_owned())
}

fn write_files(files: Vec<File>) -> Reply {
    for File { path, base64 } in files {
        let written =
            BASE64_STANDARD.decode(base64).map_err(|error| error.to_string()).and_then(|bytes| {
                morelia_posix::write_file(&path, &bytes).map_err(|error| error.to_string())
            });
        if let Err(error) = written {
            return failed(format!("{path} could not be written: {error}"));
        }
    }
    Reply::Done
}

fn read_files(folder: &str) -> Reply {
    let folder = folder.trim_end_matches('/');
    let files = match morelia_posix::read_tree(folder) {
        Ok(files) => files,
        Err(Errno::ENOENT) => Vec::new(),
        Err(error) => return failed(format!("{folder} could not be read: {error}")),
    };
    Reply::Files {
        files: files
            .into_iter()
            .map(|(path, bytes)| File {
                path: format!("{folder}/{path}"),
                base64: BASE64_STANDARD.encode(bytes),
            })
            .collect(),
    }
}

fn failed(message: impl ToString) -> Reply {
    Reply::Failed { message: message.to_string() }
}

fn text(reply: &Reply) -> String {
    encode(reply).unwrap_or_else(|error| {
        serde_json::json!({"op": "failed", "message": error.to_string()}).to_string()
    })
}
