//! Gets one picture of the network that a person asked for, without cookies and
//! without telling where from. The frame that shows it may still load nothing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReferrerPolicy, RequestCredentials, RequestInit, Response};

const MOST_BYTES: usize = 10 * 1024 * 1024;
const LIMIT_MS: u32 = 15_000;

/// Why a picture is not shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImageError {
    /// No connection, or it took too long.
    #[error("The image could not be loaded.")]
    Network,
    /// An answer that is no picture.
    #[error("The server did not answer with an image (status {0}).")]
    NoImage(u16),
    /// More than the console takes.
    #[error("The image is larger than 10 MB.")]
    TooLarge,
}

impl From<JsValue> for ImageError {
    fn from(_: JsValue) -> Self {
        Self::Network
    }
}

/// The picture as a `data:` address.
pub(crate) async fn fetch(address: &str) -> Result<String, ImageError> {
    let options = RequestInit::new();
    options.set_credentials(RequestCredentials::Omit);
    options.set_referrer_policy(ReferrerPolicy::NoReferrer);
    options.set_signal(Some(&AbortSignal::timeout_with_u32(LIMIT_MS)));
    let window = web_sys::window().ok_or(ImageError::Network)?;
    let answer = JsFuture::from(window.fetch_with_str_and_init(address, &options)).await?;
    let response: Response = answer.unchecked_into();
    let mime = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    let mime = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let kind = mime.strip_prefix("image/").filter(|kind| kind.chars().all(is_name));
    if !response.ok() || kind.is_none() {
        return Err(ImageError::NoImage(response.status()));
    }
    let length = response.headers().get("content-length").ok().flatten();
    let length = length.and_then(|length| length.parse::<usize>().ok()).unwrap_or(0);
    if length > MOST_BYTES {
        return Err(ImageError::TooLarge);
    }
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    if bytes.len() > MOST_BYTES {
        return Err(ImageError::TooLarge);
    }
    Ok(format!("data:{mime};base64,{}", STANDARD.encode(bytes)))
}
