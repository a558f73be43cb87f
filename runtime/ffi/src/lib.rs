//! Python and JavaScript objects meeting.
//!
//! The only place where values cross between the two languages. Immutable
//! values convert, everything else is proxied, and a round trip gives back the
//! identical object. Names and behaviour follow Pyodide.
//!
//! | module | what it does |
//! |---|---|
//! | `engine` | the built-ins of JavaScript that the bridge uses |
//! | `realm` | the operations on JavaScript objects, wherever they live |
//! | `crossing` | entering JavaScript and Python, and counting who is inside |
//! | `names`, `text` | property names and strings |
//! | `conversions`, `deep`, `closures` | implicit conversion; `to_js` and `to_py`, and what their converters get |
//! | `proxy`, `function`, `items`, `slices`, `joining`, `iteration` | `JsProxy` |
//! | `kinds` | what `JsProxy` has because of what its object is |
//! | `handles`, `callable`, `members` | Python objects in JavaScript (`PyProxy`) |
//! | `quick` | the commonest operations in one crossing |
//! | `buffers` | memory both ways |
//! | `exception` | exceptions both ways |
//! | `far` | objects that are reached without JavaScript waiting |
//! | `page_world` | the page's own JavaScript objects |
//! | `module` | `import js` and `_morelia_ffi` |

mod buffers;
mod callable;
mod closures;
mod conversions;
mod crossing;
mod deep;
mod engine;
mod exception;
mod far;
mod function;
mod handlers;
mod handles;
mod items;
mod iteration;
mod joining;
mod kinds;
mod members;
mod module;
mod names;
mod null;
mod page_world;
mod proxy;
mod quick;
mod realm;
mod slices;
mod text;

pub use conversions::{to_javascript, to_python};
pub use crossing::{
    EnterInterpreter, ReportError, leave, set_entry, set_error_reporter, set_handler_entry,
};
pub use exception::{javascript_error, python_exception};
pub use far::{Far, set_far};
pub use function::JsCallable;
pub use handlers::SpawnHandler;
pub use handles::live_proxies;
pub use module::{forget_javascript, install, module_defs};
pub use page_world::{OpenPageWorld, set_page_world_opener};
pub use proxy::JsProxy;
pub use realm::{LocalRealm, Realm};
