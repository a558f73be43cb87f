//! Encoding and decoding with a size limit.

use serde::{Serialize, de::DeserializeOwned};

/// The longest message that is decoded, in bytes. Browsers cap one message at
/// 64 MiB; nothing that we send comes near this.
pub const MAX_MESSAGE_BYTES: usize = 32 * 1024 * 1024;

/// A message that cannot be sent or understood.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// Longer than [`MAX_MESSAGE_BYTES`].
    #[error("a message of {0} bytes is over the limit of {MAX_MESSAGE_BYTES}")]
    TooLong(usize),
    /// Not the JSON of the expected message.
    #[error("a message could not be understood: {0}")]
    Malformed(#[from] serde_json::Error),
}

/// Encodes a message.
///
/// # Errors
/// [`WireError::TooLong`] when the result is over the limit.
///
/// ```
/// use morelia_protocol::{decode, encode, Request};
/// let text = encode(&Request::Interrupt)?;
/// assert!(matches!(decode(&text)?, Request::Interrupt));
/// # Ok::<(), morelia_protocol::WireError>(())
/// ```
pub fn encode<M: Serialize>(message: &M) -> Result<String, WireError> {
    let text = serde_json::to_string(message)?;
    if text.len() > MAX_MESSAGE_BYTES {
        return Err(WireError::TooLong(text.len()));
    }
    Ok(text)
}

/// Decodes a message.
///
/// # Errors
/// [`WireError`] when the text is too long or not such a message.
pub fn decode<M: DeserializeOwned>(text: &str) -> Result<M, WireError> {
    if text.len() > MAX_MESSAGE_BYTES {
        return Err(WireError::TooLong(text.len()));
    }
    Ok(serde_json::from_str(text)?)
}
