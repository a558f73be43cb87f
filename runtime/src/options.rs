//! The settings that whoever starts the runtime gives.

use serde_json::Value;

/// Applies `options`, a JSON object.
///
/// # Errors
/// A message for a person.
pub(crate) fn apply(options: &str) -> Result<(), String> {
    let options: Value = serde_json::from_str(options)
        .map_err(|error| format!("the start options are no JSON: {error}"))?;
    let options = options.as_object().ok_or("the start options are no JSON object")?;
    for (name, value) in options {
        match (name.as_str(), value.as_u64()) {
            ("fileBytes", Some(bytes)) => {
                morelia_posix::set_limits(Some(bytes), None).map_err(|error| error.to_string())?
            }
            ("fileBytes", None) => {
                return Err(format!(
                    "the start option fileBytes is {value}, not a number of bytes"
                ));
            }
            // Other settings are read where they are needed.
            _ => {}
        }
    }
    Ok(())
}
