//! Property names: from Python strings to JavaScript keys, remembered.

use crate::function::{JsCallable, JsDoubleProxy};
use crate::proxy::JsProxy;
use crate::text;
use rustpython_vm::{
    AsObject, Py, PyRef, VirtualMachine,
    builtins::{PyStr, PyType},
    class::StaticType,
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsValue;

/// What an attribute name of a `JsProxy` means.
#[derive(Clone, Debug)]
pub(crate) enum Name {
    /// An attribute of the Python class `JsProxy`.
    Proxy,
    /// An attribute of the Python class `JsCallable` only.
    Callable,
    /// An attribute of the Python class `JsDoubleProxy` only.
    DoubleProxy,
    /// A method that proxies of some objects have; of others, a property.
    Shared(Needs, Rc<JsValue>),
    /// The JavaScript property of this name.
    Property(Rc<JsValue>),
}

impl Name {
    /// The JavaScript key that `name`, which means this, has on a proxy of
    /// `class`; `None` for an attribute of that class.
    pub(crate) fn key(self, name: &Py<PyStr>, class: &Py<PyType>) -> Option<Rc<JsValue>> {
        let owner = match self {
            Self::Property(key) | Self::Shared(_, key) => return Some(key),
            Self::Proxy => return None,
            Self::Callable => JsCallable::static_type(),
            Self::DoubleProxy => JsDoubleProxy::static_type(),
        };
        (!class.fast_issubclass(owner)).then(|| Rc::new(text::to_javascript(name)))
    }
}

/// Which objects have a method of Python's.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Needs {
    Array,
    ArrayOrMap,
    Map,
    MutableMap,
    Generator,
    AsyncGenerator,
    Buffer,
}

impl Needs {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "append" | "extend" | "insert" | "remove" | "reverse" | "index" | "count" => {
                Self::Array
            }
            "pop" | "clear" => Self::ArrayOrMap,
            "get" | "keys" | "values" | "items" => Self::Map,
            "popitem" | "setdefault" | "update" => Self::MutableMap,
            "send" | "throw" | "close" => Self::Generator,
            "asend" | "athrow" | "aclose" => Self::AsyncGenerator,
            "assign" | "assign_to" | "to_memoryview" | "to_string" | "to_file" | "from_file"
            | "into_file" => Self::Buffer,
            _ => return None,
        })
    }
}

struct Entry {
    /// Kept alive, so that its address stays its identity.
    string: PyRef<PyStr>,
    name: Name,
}

/// A power of two. Attribute names are interned, so that one program rarely
/// uses more; where two share a place, the later one wins.
const PLACES: usize = 1024;

thread_local! {
    static ATTRIBUTES: RefCell<Vec<Option<Entry>>> = const { RefCell::new(Vec::new()) };
    static STRINGS: RefCell<Vec<Option<Entry>>> = const { RefCell::new(Vec::new()) };
}

/// What the attribute `name` of a proxy means.
pub(crate) fn attribute(name: &Py<PyStr>, vm: &VirtualMachine) -> Name {
    let place = place(name);
    if let Some(known) = ATTRIBUTES.with_borrow(|entries| find(entries, place, name)) {
        return known;
    }
    let meaning = meaning(name, vm);
    remember(&ATTRIBUTES, place, name, meaning.clone());
    meaning
}

/// The JavaScript string of a short Python string that is likely to come
/// again, such as a literal.
pub(crate) fn string(value: &Py<PyStr>) -> JsValue {
    const LONGEST: usize = 32;
    if value.as_bytes().len() > LONGEST {
        return text::to_javascript(value);
    }
    let place = place(value);
    if let Some(Name::Property(known)) = STRINGS.with_borrow(|entries| find(entries, place, value))
    {
        return JsValue::clone(&known);
    }
    let string = text::to_javascript(value);
    remember(&STRINGS, place, value, Name::Property(Rc::new(string.clone())));
    string
}

/// Drops every JavaScript string that is remembered.
pub(crate) fn forget() {
    drop(ATTRIBUTES.take());
    drop(STRINGS.take());
}

fn place(name: &Py<PyStr>) -> usize {
    (name.as_object().get_id() >> 4) & (PLACES - 1)
}

fn find(entries: &[Option<Entry>], place: usize, name: &Py<PyStr>) -> Option<Name> {
    match entries.get(place) {
        Some(Some(entry)) if entry.string.is(name) => Some(entry.name.clone()),
        _ => None,
    }
}

fn remember(
    cache: &'static std::thread::LocalKey<RefCell<Vec<Option<Entry>>>>,
    place: usize,
    name: &Py<PyStr>,
    meaning: Name,
) {
    let entry = Entry { string: name.to_owned(), name: meaning };
    let replaced = cache.with_borrow_mut(|entries| {
        if entries.is_empty() {
            entries.resize_with(PLACES, || None);
        }
        entries.get_mut(place).and_then(|slot| slot.replace(entry))
    });
    drop(replaced);
}

fn meaning(name: &Py<PyStr>, vm: &VirtualMachine) -> Name {
    let text = name.to_str().unwrap_or_default();
    if text.starts_with("__") && text.ends_with("__") {
        return Name::Proxy;
    }
    let defines = |class: &Py<PyType>| {
        vm.ctx.interned_str(name).is_some_and(|name| class.get_attr(name).is_some())
    };
    if defines(JsProxy::static_type()) {
        Name::Proxy
    } else if defines(JsCallable::static_type()) {
        Name::Callable
    } else if defines(JsDoubleProxy::static_type()) {
        Name::DoubleProxy
    } else if let Some(needs) = Needs::of(text) {
        Name::Shared(needs, Rc::new(text::to_javascript(name)))
    } else {
        Name::Property(Rc::new(match text.strip_suffix('_') {
            Some(word) if is_keyword(word) => JsValue::from_str(word),
            _ => text::to_javascript(name),
        }))
    }
}

/// Whether a Python program must write `word_` to mean JavaScript's `word`.
pub(crate) fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "False"
            | "None"
            | "True"
            | "and"
            | "as"
            | "assert"
            | "async"
            | "await"
            | "break"
            | "class"
            | "continue"
            | "def"
            | "del"
            | "elif"
            | "else"
            | "except"
            | "finally"
            | "for"
            | "from"
            | "global"
            | "if"
            | "import"
            | "in"
            | "is"
            | "lambda"
            | "nonlocal"
            | "not"
            | "or"
            | "pass"
            | "raise"
            | "return"
            | "try"
            | "while"
            | "with"
            | "yield"
    )
}
