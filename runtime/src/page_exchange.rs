//! HTTP exchanges where the host has no say over the network: the page's own
//! `fetch`, under the page's own rules.

use js_sys::{Promise, Uint8Array};
use morelia_fetch::{
    Abort, Download, Order, RequestRedirect, Response, Upload, Url, header_list, send,
};
use morelia_protocol::{Failure, FailureKind, HttpHead, HttpRequest, MAX_PIECE_BYTES, encode};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

/// One exchange.
#[derive(Debug)]
pub(crate) struct PageExchange {
    request: HttpRequest,
    upload: Upload,
    abort: Abort,
    download: RefCell<Option<Download>>,
}

impl PageExchange {
    /// Begins one.
    pub(crate) fn open(request: HttpRequest) -> Result<Rc<Self>, JsValue> {
        Ok(Rc::new(Self {
            request,
            upload: Upload::default(),
            abort: Abort::new()?,
            download: RefCell::default(),
        }))
    }

    pub(crate) fn write(&self, piece: &Uint8Array) -> Result<Promise, JsValue> {
        self.upload.push(piece)?;
        Ok(Promise::resolve(&JsValue::UNDEFINED))
    }

    pub(crate) fn finish(self: &Rc<Self>) -> Promise {
        let exchange = Rc::clone(self);
        future_to_promise(async move { exchange.send().await })
    }

    pub(crate) fn read(self: &Rc<Self>) -> Promise {
        let exchange = Rc::clone(self);
        future_to_promise(async move {
            let Some(mut download) = exchange.download.take() else { return Ok(JsValue::NULL) };
            let piece = download.next().await.map_err(|_| {
                json(&Failure::new(FailureKind::Reset, "the connection ended too early"))
            })?;
            exchange.download.replace(Some(download));
            Ok(piece.map_or(JsValue::NULL, JsValue::from))
        })
    }

    pub(crate) fn close(&self) {
        self.abort.abort();
    }

    async fn send(&self) -> Result<JsValue, JsValue> {
        self.check().map_err(|failure| json(&failure))?;
        let order = Order {
            method: &self.request.method,
            url: &self.request.url,
            headers: &self.request.headers,
            // Of a redirect that it does not follow a page learns nothing.
            redirect: RequestRedirect::Follow,
        };
        let sent = send(&order, &self.upload, &self.abort).await;
        let response = sent.map_err(|error| json(&self.explain(&error)))?;
        let head = head(&response)?;
        self.download.replace(Some(Download::of(&response, MAX_PIECE_BYTES as u32)));
        Ok(json(&head))
    }

    fn check(&self) -> Result<(), Failure> {
        let protocol = Url::new(&self.request.url).map(|url| url.protocol()).unwrap_or_default();
        if protocol == "http:" || protocol == "https:" {
            return Ok(());
        }
        let message =
            format!("{:?} cannot be fetched: only http: and https: can", self.request.url);
        Err(Failure::new(FailureKind::Invalid, message))
    }

    fn explain(&self, error: &JsValue) -> Failure {
        let words = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
        let message = format!(
            "the page could not fetch {}: {}. Python uses the page's own fetch here, which reaches \
             only servers that are up and that allow this page's origin (CORS)",
            self.request.url,
            words.unwrap_or_default()
        );
        Failure::new(FailureKind::Other, message)
    }
}

fn head(response: &Response) -> Result<HttpHead, JsValue> {
    let line = format!("HTTP/1.1 {} {}", response.status(), response.status_text());
    let has_body = response.body().is_some();
    Ok(HttpHead::told(&line, response.status(), header_list(response)?, has_body))
}

fn json(value: &impl serde::Serialize) -> JsValue {
    JsValue::from(encode(value).unwrap_or_default())
}
