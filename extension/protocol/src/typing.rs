//! What a session tells about code that is still being typed.

use serde::{Deserialize, Serialize};

/// How a call is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureHelp {
    /// False when the position is in no call, or in one of something unknown.
    pub found: bool,
    /// The call, as `pow(base, exp, mod=None)`.
    pub label: String,
    /// Begin and end of each parameter in `label`, in code points.
    pub parameters: Vec<(u32, u32)>,
    /// The parameter that is being typed, as an index into `parameters`.
    pub active: Option<u32>,
    /// The first paragraph of the docstring.
    pub documentation: String,
}

/// The value of an expression.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// False when it cannot be told without running code.
    pub found: bool,
    /// The value in one line.
    pub text: String,
}
