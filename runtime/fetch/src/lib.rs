//! One request through the browser's `fetch`, its bodies in pieces.
//!
//! It knows no extension: the background uses it with the extension's
//! permissions, and the runtime in a plain page with that page's.

use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Blob, Headers, ReadableStreamDefaultReader, RequestCache, RequestCredentials,
    RequestInit,
};

pub use web_sys::{RequestRedirect, Response, ResponseType, Url};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(url: &str, options: &RequestInit) -> Promise;
}

/// What to ask for. No cookies are sent or kept, and no cache is used.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    /// `GET`, `POST` …
    pub method: &'a str,
    /// An absolute address.
    pub url: &'a str,
    /// What `fetch` lets one set.
    pub headers: &'a [(String, String)],
    /// What to do with redirects.
    pub redirect: RequestRedirect,
}

/// Ends a request, also when it is dropped. After the response was read this
/// does nothing.
#[derive(Debug)]
pub struct Abort(AbortController);

impl Abort {
    /// For one request.
    ///
    /// # Errors
    /// Where the browser has no `AbortController`.
    pub fn new() -> Result<Self, JsValue> {
        AbortController::new().map(Self)
    }

    /// Ends the request.
    pub fn abort(&self) {
        self.0.abort();
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        self.abort();
    }
}

/// The body of a request, as it comes together. The browser keeps it.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    pieces: Array,
}

impl Upload {
    /// Adds a piece.
    ///
    /// # Errors
    /// When the browser has no room for it.
    pub fn push(&self, piece: &Uint8Array) -> Result<(), JsValue> {
        // A blob may live on disk, an array lives in memory.
        let blob = Blob::new_with_u8_array_sequence(&Array::of1(piece))?;
        self.pieces.push(&blob);
        Ok(())
    }

    fn finish(&self) -> Result<Option<Blob>, JsValue> {
        if self.pieces.length() == 0 {
            return Ok(None);
        }
        Blob::new_with_blob_sequence(&self.pieces).map(Some)
    }
}

/// Sends a request; gives the response once its head is there.
///
/// # Errors
/// What `fetch` throws.
pub async fn send(order: &Order<'_>, upload: &Upload, abort: &Abort) -> Result<Response, JsValue> {
    let options = RequestInit::new();
    options.set_method(order.method);
    options.set_redirect(order.redirect);
    options.set_credentials(RequestCredentials::Omit);
    options.set_cache(RequestCache::NoStore);
    options.set_referrer_policy(web_sys::ReferrerPolicy::NoReferrer);
    options.set_signal(Some(&abort.0.signal()));
    let headers = Headers::new()?;
    for (name, value) in order.headers {
        headers.append(name, value)?;
    }
    options.set_headers(&headers);
    if let Some(body) = upload.finish()? {
        options.set_body(&body);
    }
    let response = JsFuture::from(fetch(order.url, &options)).await?;
    Ok(response.unchecked_into())
}

/// The body of a response, piece by piece.
#[derive(Debug)]
pub struct Download {
    reader: Option<ReadableStreamDefaultReader>,
    rest: Option<Uint8Array>,
    longest: u32,
}

impl Download {
    /// Of a response, in pieces of at most so many bytes.
    #[must_use]
    pub fn of(response: &Response, longest: u32) -> Self {
        // Another realm's stream fails `instanceof` and works.
        let reader = response.body().map(|stream| stream.get_reader().unchecked_into());
        Self { reader, rest: None, longest }
    }

    /// The next piece, never empty; `None` at the end.
    ///
    /// # Errors
    /// What the stream throws when the connection ended too early.
    pub async fn next(&mut self) -> Result<Option<Uint8Array>, JsValue> {
        loop {
            if let Some(rest) = self.rest.take() {
                let length = rest.length();
                if length > self.longest {
                    self.rest = Some(rest.subarray(self.longest, length));
                    // A copy: sending a view would send all that is behind it.
                    return Ok(Some(rest.slice(0, self.longest)));
                }
                if length > 0 {
                    return Ok(Some(rest.slice(0, length)));
                }
            }
            let Some(reader) = &self.reader else { return Ok(None) };
            let read = JsFuture::from(reader.read()).await?;
            if Reflect::get(&read, &JsValue::from_str("done"))?.is_truthy() {
                self.reader = None;
                return Ok(None);
            }
            let value = Reflect::get(&read, &JsValue::from_str("value"))?;
            self.rest = Some(Uint8Array::new(&value));
        }
    }
}

/// The headers of a response that its reader may see.
///
/// # Errors
/// When the browser's list cannot be read.
pub fn header_list(response: &Response) -> Result<Vec<(String, String)>, JsValue> {
    let entries = Array::from(&response.headers().entries());
    let text = |of: &JsValue, index| {
        Reflect::get_u32(of, index).map(|value| value.as_string().unwrap_or_default())
    };
    entries.iter().map(|entry| Ok((text(&entry, 0)?, text(&entry, 1)?))).collect()
}
