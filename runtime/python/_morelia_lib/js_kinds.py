"""What proxies of JavaScript objects have because of what the objects are.

``isinstance(x, JsArray)`` is true for a `JsProxy` of an array, which has the
methods of a list besides. No object is made of these classes: they are what
``x.__class__`` says, and where the methods are found.
"""

import collections.abc as _abc
import functools as _functools
import types as _types

import _morelia_ffi as _ffi


class _Kind:
    """A class of JavaScript objects. It cannot be called."""

    __class_getitem__ = classmethod(_types.GenericAlias)

    def __new__(cls, *args, **kwargs):
        raise TypeError(f"{cls.__name__} objects come from JavaScript only")


class JsIterable(_Kind):
    """A JavaScript object that can be iterated over."""

    def __iter__(self):
        return _ffi.JsProxy.__iter__(self)


class JsIterator(JsIterable):
    """A JavaScript iterator: it has ``next``."""

    def __next__(self):
        return _ffi.JsProxy.__next__(self)


class JsAsyncIterable(_Kind):
    """A JavaScript object for ``async for``."""

    def __aiter__(self):
        return _ffi.JsProxy.__aiter__(self)


class JsAsyncIterator(JsAsyncIterable):
    """A JavaScript async iterator: it has ``next``, which gives promises."""

    def __anext__(self):
        return _ffi.JsProxy.__anext__(self)


class JsGenerator(JsIterator):
    """A JavaScript generator."""

    def send(self, value):
        """Go on with the generator, which gets ``value``. Raises `StopIteration`.

        >>> generator.send(None)
        1
        """
        return _sync_step(self.next(value))

    def throw(self, error, value=None, traceback=None, /):
        """Raise an exception where the generator waits. Gives what it yields next.

        error
            An exception, or the class of one.
        """
        return _sync_step(_property(self, "throw")(_instance(error, value)))

    def close(self):
        """End the generator; its ``finally`` blocks run.

        >>> generator.close()
        """
        _property(self, "return")()


class JsAsyncGenerator(JsAsyncIterator):
    """A JavaScript async generator."""

    async def asend(self, value):
        """Go on with the generator, which gets ``value``. Raises `StopAsyncIteration`."""
        return _async_step(await self.next(value))

    async def athrow(self, error, value=None, traceback=None, /):
        """Raise an exception where the generator waits. Gives what it yields next."""
        return _async_step(await _property(self, "throw")(_instance(error, value)))

    async def aclose(self):
        """End the generator; its ``finally`` blocks run."""
        await _property(self, "return")()


class JsPromise(_Kind):
    """A promise, or any other JavaScript object that has ``then``.

    ``await`` it, or give functions to ``then``, ``catch`` and ``finally_``.
    """

    def __await__(self):
        return _ffi.JsProxy.__await__(self)


class JsArray(JsIterable):
    """A JavaScript array: it has the methods of a list."""

    def append(self, value):
        """Put a value behind the last one.

        >>> js.Array.of(1).append(2)
        """
        self.push(value)

    def extend(self, values):
        """Put several values behind the last one."""
        for value in list(values):
            self.push(value)

    def insert(self, index, value):
        """Put a value before the one of this index."""
        length = len(self)
        index = max(index + length, 0) if index < 0 else min(index, length)
        self.splice(index, 0, value)

    def pop(self, index=-1):
        """Take out the value of this index. Raises `IndexError`.

        >>> js.Array.of(1, 2).pop(0)
        1
        """
        if not len(self):
            raise IndexError("pop from an empty JavaScript array")
        value = self[index]
        del self[index]
        return value

    def remove(self, value):
        """Take out the first of this value. Raises `ValueError`."""
        del self[JsArray.index(self, value)]

    def clear(self):
        """Take out all values."""
        self.length = 0

    def reverse(self):
        """Reverse the array itself."""
        _property(self, "reverse")()

    def index(self, value, start=0, stop=None):
        """Where the first of this value is. Raises `ValueError`.

        >>> js.Array.of("a", "b").index("b")
        1
        """
        length = len(self)
        start = max(start + length, 0) if start < 0 else start
        stop = length if stop is None else max(stop + length, 0) if stop < 0 else min(stop, length)
        for index in range(start, stop):
            if (item := self[index]) is value or item == value:
                return index
        raise ValueError(f"{value!r} is not in the JavaScript array")

    def count(self, value):
        """How often a value is in the array."""
        return sum(1 for item in self if item is value or item == value)


_abc.MutableSequence.register(JsArray)


class JsBuffer(_Kind):
    """The memory of an ArrayBuffer, a typed array or a DataView."""

    def to_memoryview(self):
        """A copy of the memory, with the format of the typed array.

        >>> js.Float64Array.of(1.5).to_memoryview()[0]
        1.5
        """
        view = memoryview(bytearray(self.to_bytes()))
        format = _FORMATS.get(getattr(self.constructor, "name", None), "B")
        return view if format == "B" else view.cast(format)

    def to_string(self, encoding=None):
        """The memory as text; UTF-8 by default. Raises as JavaScript's `TextDecoder`.

        encoding
            `str`, a label of the Encoding standard.
        """
        import js

        options = js.Object.new()
        options.fatal = True
        decoder = js.TextDecoder.new("utf-8" if encoding is None else encoding, options)
        return decoder.decode(self)

    def assign(self, source):
        """Copy into the JavaScript memory. Raises `ValueError` when sizes differ.

        source
            Anything that has a buffer: `bytes`, `array.array`, a memoryview.

        >>> array = js.Uint8Array.new(2)
        >>> array.assign(b"ab")
        """
        _ffi.write_buffer(self, memoryview(source).cast("B"))

    def assign_to(self, target):
        """Copy the JavaScript memory to a Python buffer. Raises `ValueError` when sizes differ.

        target
            A buffer that can be written: a `bytearray`, an `array.array`.
        """
        view, data = memoryview(target).cast("B"), self.to_bytes()
        if len(view) != len(data):
            raise ValueError(f"{len(data)} bytes do not fit into a buffer of {len(view)}")
        view[:] = data

    def to_file(self, file):
        """Write the memory to a file that is open for writing bytes."""
        file.write(self.to_bytes())

    def from_file(self, file):
        """Read as many bytes as the memory has. Raises `ValueError` when there are fewer."""
        size = len(self.to_bytes())
        data = file.read(size)
        if len(data) != size:
            raise ValueError(f"the file has {len(data)} bytes of the {size} that are wanted")
        _ffi.write_buffer(self, data)

    def into_file(self, file):
        """As `to_file`; the memory should not be used afterwards."""
        file.write(self.to_bytes())


_FORMATS = {
    "Int8Array": "b", "Int16Array": "h", "Uint16Array": "H", "Int32Array": "i", "Uint32Array": "I",
    "Float32Array": "f", "Float64Array": "d", "BigInt64Array": "q", "BigUint64Array": "Q",
}


class JsTypedArray(JsBuffer, JsArray):
    """An Int8Array, Float64Array and so on."""


class JsMap(JsIterable):
    """A JavaScript object with ``get``, a size, and iteration: a Map."""

    def get(self, key, default=None):
        """The value of a key, or ``default``.

        >>> js.Map.new().get("a", 5)
        5
        """
        try:
            return self[key]
        except KeyError:
            return default

    def keys(self):
        """The keys, as a view that knows of changes."""
        return _Keys(self)

    def values(self):
        """The values, as a view that knows of changes."""
        return _Values(self)

    def items(self):
        """The pairs of keys and values, as a view that knows of changes."""
        return _Items(self)


_abc.Mapping.register(JsMap)


class JsMutableMap(JsMap):
    """A `JsMap` with ``set`` and ``delete``, or what `as_object_map` gives."""

    _MISSING = object()

    def pop(self, key, default=_MISSING):
        """Take out a key. Gives its value, or ``default``. Raises `KeyError`."""
        try:
            value = self[key]
        except KeyError:
            if default is JsMutableMap._MISSING:
                raise
            return default
        del self[key]
        return value

    def popitem(self):
        """Take out a pair of a key and a value. Raises `KeyError`."""
        for key in _Keys(self):
            return key, JsMutableMap.pop(self, key)
        raise KeyError("this JavaScript map is empty")

    def setdefault(self, key, default=None):
        """The value of a key, which becomes ``default`` if it has none."""
        try:
            return self[key]
        except KeyError:
            self[key] = default
            return default

    def update(self, other=(), /, **kwargs):
        """Set all keys of a dict, another map, or pairs.

        >>> js.Map.new().update({"a": 1}, b=2)
        """
        if isinstance(other, JsMap):
            other = JsMap.items(other)
        for key, value in dict(other, **kwargs).items():
            self[key] = value

    def clear(self):
        """Take out all keys."""
        for key in list(_Keys(self)):
            del self[key]


_abc.MutableMapping.register(JsMutableMap)


class _Keys(_abc.KeysView):
    def __iter__(self):
        mapping = self._mapping
        if _ffi.shows_properties(mapping):
            yield from mapping
            return
        for entry in _property(mapping, "entries")():
            yield entry[0]

    def __repr__(self):
        return f"{type(self).__name__[1:]}({list(self)})"


class _Values(_abc.ValuesView):
    def __iter__(self):
        for key in _Keys(self._mapping):
            yield self._mapping[key]

    def __contains__(self, value):
        return any(item is value or item == value for item in self)

    __repr__ = _Keys.__repr__


class _Items(_abc.ItemsView):
    def __iter__(self):
        for key in _Keys(self._mapping):
            yield key, self._mapping[key]

    __repr__ = _Keys.__repr__


class JsDomElement(_Kind):
    """An element of a page."""


class JsSized(_Kind):
    """A JavaScript object with a length or a size: it has ``len``."""

    def __len__(self):
        return _ffi.JsProxy.__len__(self)


class JsContainer(_Kind):
    """A JavaScript object with ``has`` or ``includes``: ``in`` asks those."""

    def __contains__(self, value):
        return _ffi.JsProxy.__contains__(self, value)


_KINDS = {
    kind.__name__: kind
    for kind in (
        JsArray, JsAsyncGenerator, JsAsyncIterable, JsAsyncIterator, JsBuffer, JsContainer,
        JsDomElement, JsGenerator, JsIterable, JsIterator, JsMap, JsMutableMap, JsPromise,
        JsSized, JsTypedArray,
    )
}

# One class stands for all JavaScript objects, and has the methods of all protocols.
# Which of them an object has, its `__class__` knows.
_PROXIES = frozenset((_ffi.JsProxy, _ffi.JsCallable, _ffi.JsDoubleProxy))


def _ask_the_object(base):
    """Lets a class not look at the methods of `JsProxy`, which say nothing of one object."""
    look = base.__subclasshook__.__func__

    def hook(cls, candidate):
        return False if cls is base and candidate in _PROXIES else look(cls, candidate)

    base.__subclasshook__ = classmethod(hook)


for _base in (
    _abc.AsyncGenerator, _abc.AsyncIterable, _abc.AsyncIterator, _abc.Awaitable, _abc.Collection,
    _abc.Container, _abc.Coroutine, _abc.Generator, _abc.Iterable, _abc.Iterator, _abc.Reversible,
    _abc.Sized,
):
    _ask_the_object(_base)


@_functools.cache
def class_of(names):
    """The class of objects that are all of these kinds.

    >>> class_of(("JsArray",))
    <class '_morelia_lib.js_kinds.JsArray'>
    """
    kinds = [_KINDS[name] for name in names]
    return kinds[0] if len(kinds) == 1 else type("JsProxy", tuple(kinds), {})


def method(proxy, kind, name):
    """A method that objects of a kind have, bound to one; or None.

    >>> method(js.Array.of(1), "JsArray", "append")(2)
    """
    function = getattr(_KINDS[kind], name, None)
    return None if function is None else _types.MethodType(function, proxy)


def _property(proxy, name):
    """JavaScript's own method, which ours hides."""
    return _ffi.get_property(proxy, name)


def _instance(error, value):
    if isinstance(error, type):
        return error() if value is None else error(value)
    return error


def _sync_step(step):
    if step.done:
        raise StopIteration(step.value)
    return step.value


def _async_step(step):
    if step.done:
        raise StopAsyncIteration(step.value)
    return step.value


__all__ = [*_KINDS, "class_of", "method"]
