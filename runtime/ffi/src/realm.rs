//! The operations on JavaScript objects, wherever they live.

use crate::{crossing::into_javascript, engine, page_world::note_change};
use wasm_bindgen::{JsCast, JsValue};

/// A world of JavaScript objects.
///
/// A proxy performs all that Python asks of its object through these few
/// operations, so that an object may live in our own world or be a handle of
/// the page's. Keys are strings, symbols or numbers. Every error is the value
/// that JavaScript threw.
pub trait Realm {
    /// `target[key]`; `undefined` where there is no such property.
    fn get(&self, target: &JsValue, key: &JsValue) -> Result<JsValue, JsValue>;
    /// `target[index]`.
    fn get_index(&self, target: &JsValue, index: u32) -> Result<JsValue, JsValue>;
    /// `target[key] = value`.
    fn set(&self, target: &JsValue, key: &JsValue, value: &JsValue) -> Result<(), JsValue>;
    /// `delete target[key]`; false where the property cannot be deleted.
    fn delete(&self, target: &JsValue, key: &JsValue) -> Result<bool, JsValue>;
    /// `key in target`.
    fn has(&self, target: &JsValue, key: &JsValue) -> Result<bool, JsValue>;
    /// `function.call(receiver, ...arguments)`.
    fn call(
        &self,
        function: &JsValue,
        receiver: &JsValue,
        arguments: &[JsValue],
    ) -> Result<JsValue, JsValue>;
    /// `new class(...arguments)`.
    fn construct(&self, class: &JsValue, arguments: &[JsValue]) -> Result<JsValue, JsValue>;
    /// How to walk over `target`.
    fn iterate(&self, target: &JsValue) -> Result<Iteration, JsValue>;
    /// `String(target)`, as a JavaScript string.
    fn describe(&self, target: &JsValue) -> Result<JsValue, JsValue>;
}

/// The ways to walk over an object.
#[derive(Debug)]
pub enum Iteration {
    /// It is not iterable.
    None,
    /// By index, until `length`; same as its iterator would, and faster.
    Indexed,
    /// With this iterator.
    Iterator(JsValue),
}

/// The world that Python itself runs in.
#[derive(Clone, Copy, Debug)]
pub struct LocalRealm;

impl Realm for LocalRealm {
    #[inline]
    fn get(&self, target: &JsValue, key: &JsValue) -> Result<JsValue, JsValue> {
        let target: &engine::Any = target.unchecked_ref();
        into_javascript(|| target.get(key))
    }

    #[inline]
    fn get_index(&self, target: &JsValue, index: u32) -> Result<JsValue, JsValue> {
        let target: &engine::Any = target.unchecked_ref();
        into_javascript(|| target.get_index(index))
    }

    #[inline]
    fn set(&self, target: &JsValue, key: &JsValue, value: &JsValue) -> Result<(), JsValue> {
        note_change();
        let target: &engine::Any = target.unchecked_ref();
        into_javascript(|| target.set(key, value))
    }

    fn delete(&self, target: &JsValue, key: &JsValue) -> Result<bool, JsValue> {
        note_change();
        into_javascript(|| engine::delete(target, key))
    }

    fn has(&self, target: &JsValue, key: &JsValue) -> Result<bool, JsValue> {
        into_javascript(|| engine::has(target, key))
    }

    #[inline]
    fn call(
        &self,
        function: &JsValue,
        receiver: &JsValue,
        arguments: &[JsValue],
    ) -> Result<JsValue, JsValue> {
        note_change();
        engine::with(|engine| into_javascript(|| engine.call(function, receiver, arguments)))
    }

    fn construct(&self, class: &JsValue, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
        note_change();
        into_javascript(|| engine::construct(class, &engine::array_of(arguments)))
    }

    fn iterate(&self, target: &JsValue) -> Result<Iteration, JsValue> {
        engine::with(|engine| {
            let start = self.get(target, &engine.iterator)?;
            if !start.is_function() {
                return Ok(Iteration::None);
            }
            if start == engine.array_iterator || start == engine.typed_array_iterator {
                return Ok(Iteration::Indexed);
            }
            self.call(&start, target, &[]).map(Iteration::Iterator)
        })
    }

    fn describe(&self, target: &JsValue) -> Result<JsValue, JsValue> {
        into_javascript(|| engine::to_string(target))
    }
}
