"""Folders of the person's computer in Python's file system.

>>> await mount("/mnt/notes")
>>> open("/mnt/notes/todo.txt").read()
>>> await sync("/mnt/notes")
"""

import os as _os

import js as _js
from pyodide.ffi import JsException as _JsException
from pyodide.ffi import to_js as _to_js


__all__ = ["mount", "mounted", "revoke", "sync", "unmount"]

#: Where folders are mounted, and their handles.
mounted = {}


async def mount(path, mode="readwrite", root="", id="pyscript", handle=None):
    """Let the person pick a folder, and copy it into Python's file system.

    path
        `str`, where; it must be empty or not exist.
    mode
        "readwrite", or "read": `sync` keeps no changes then.
    root
        Where the dialog begins: "desktop", "documents", "downloads" …
    id
        Dialogs of one id begin where the last of them ended.
    handle
        A `JsProxy` of a FileSystemDirectoryHandle that you have already; no
        dialog is shown then.

    Raises `NotImplementedError` where the browser has no such dialog
    (Firefox), `PermissionError` when the person declines or no click asked
    for it, `OSError` for a path that is taken.
    """
    path = check_free(path, mode)
    if handle is None:
        handle = await _pick(mode, root, id)
    _os.makedirs(path, exist_ok=True)
    await _read(handle, path)
    mounted[path] = (handle, mode)


def check_free(path, mode="readwrite"):
    """Whether a folder can be mounted at a path. Gives the path, made absolute.

    Raises as `mount` does for a path and a mode.

    >>> check_free("/mnt/notes")
    '/mnt/notes'
    """
    path = _os.path.abspath(path)
    if mode not in ("read", "readwrite"):
        raise ValueError(f'the mode is "read" or "readwrite", not {mode!r}')
    if path in mounted:
        raise FileExistsError(f"a folder is mounted at {path} already; unmount it first")
    if _os.path.exists(path) and (not _os.path.isdir(path) or _os.listdir(path)):
        raise FileExistsError(f"{path} is not empty: mount the folder somewhere else")
    return path


async def sync(path):
    """Write what changed below a mounted path to the person's folder.

    Raises `KeyError` for a path where nothing is mounted, `PermissionError`
    for one that was mounted for reading.

    >>> await sync("/mnt/notes")
    """
    path = _os.path.abspath(path)
    handle, mode = _mount_at(path)
    if mode == "read":
        raise PermissionError(f"{path} was mounted for reading")
    await _write(handle, path)


async def unmount(path):
    """`sync`, and remove the folder's copy from Python's file system.

    Raises as `sync`.

    >>> await unmount("/mnt/notes")
    """
    import shutil

    path = _os.path.abspath(path)
    if _mount_at(path)[1] == "readwrite":
        await sync(path)
    del mounted[path]
    shutil.rmtree(path)


async def revoke(path, id="pyscript"):
    """Forget the folder that was picked for a path. Gives whether there was one.

    >>> await revoke("/mnt/notes")
    True
    """
    return mounted.pop(_os.path.abspath(path), None) is not None


def _mount_at(path):
    try:
        return mounted[path]
    except KeyError:
        raise KeyError(f"nothing is mounted at {path}") from None


async def _pick(mode, root, id):
    pick = getattr(_js, "showDirectoryPicker", None)
    if pick is None:
        raise NotImplementedError("this browser cannot let a person pick a folder; Chromium can")
    options = {"id": id, "mode": mode}
    if root:
        options["startIn"] = root
    try:
        return await pick(_to_js(options))
    except _JsException as error:
        raise PermissionError(f"no folder was picked: {error.message}") from error


async def _read(handle, path):
    async for name, entry in handle.entries():
        inner = _os.path.join(path, name)
        if entry.kind == "directory":
            _os.makedirs(inner, exist_ok=True)
            await _read(entry, inner)
            continue
        file = await entry.getFile()
        with open(inner, "wb") as copy:
            copy.write((await file.arrayBuffer()).to_bytes())


async def _write(handle, path):
    kept = set(_os.listdir(path))
    gone = [name async for name, _ in handle.entries() if name not in kept]
    for name in gone:
        await handle.removeEntry(name, _to_js({"recursive": True}))
    create = _to_js({"create": True})
    for name in kept:
        inner = _os.path.join(path, name)
        if _os.path.isdir(inner):
            await _write(await handle.getDirectoryHandle(name, create), inner)
            continue
        file = await handle.getFileHandle(name, create)
        with open(inner, "rb") as changed:
            data = changed.read()
        known = await file.getFile()
        if known.size == len(data) and (await known.arrayBuffer()).to_bytes() == data:
            continue
        stream = await file.createWritable()
        # As a Blob, which belongs to the page: in Firefox the page's streams may not look
        # into bytes of a content script.
        await stream.write(_js.Blob.new(_js.Array.of(_to_js(data))))
        await stream.close()
