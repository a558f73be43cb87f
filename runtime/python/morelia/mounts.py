"""Folders of the person's computer in Python's file system.

The person picks a folder; what is in it is copied to a path below ``/mnt``, and
`sync` writes back what changed. Chromium has the dialog for that, Firefox has none.

>>> morelia.mount("/mnt/notes")
>>> open("/mnt/notes/todo.txt").read()
>>> morelia.sync("/mnt/notes")
"""

import asyncio

__all__ = ["mount", "sync", "unmount"]

_OUTSIDE = {"all": "initial", "display": "block", "position": "fixed", "z-index": "2147483647"}
_DIALOG = {
    "font": "14px/1.4 system-ui, sans-serif", "padding": "16px", "border": "1px solid #8888",
    "border-radius": "8px", "max-width": "min(90vw, 32rem)", "color-scheme": "light dark",
}


def mount(path="/mnt/folder", mode="readwrite", handle=None):
    """Let the person pick a folder, and copy it to a path. Waits until it is there.

    path
        `str`, where; it must be empty or not exist.
    mode
        "readwrite", or "read": `sync` is refused then.
    handle
        A `JsProxy` of a FileSystemDirectoryHandle that you have already: nobody is asked.

    A browser shows its dialog only after a click. Without one, as in a console, a
    button in the page is shown first.

    Raises `NotImplementedError` where the browser or the page has no such dialog,
    `PermissionError` when the person declines, `OSError` for a path that is taken.

    >>> mount("/mnt/notes")
    """
    _run(_mount(path, mode, handle))


def sync(path):
    """Write what changed below a mounted path to the person's folder.

    Raises `KeyError` where nothing is mounted, `PermissionError` for a folder that
    was mounted for reading.

    >>> sync("/mnt/notes")
    """
    from pyscript import fs

    _run(fs.sync(path))


def unmount(path):
    """`sync` what was mounted for writing, and take the copy away. Raises as `sync`.

    >>> unmount("/mnt/notes")
    """
    from pyscript import fs

    _run(fs.unmount(path))


def _run(awaitable):
    from pyodide.ffi import run_sync

    return run_sync(awaitable)


async def _mount(path, mode, handle):
    from pyscript import fs

    fs.check_free(path, mode)
    if handle is None:
        handle = await _pick(path, mode)
    await fs.mount(path, mode=mode, handle=handle)


async def _pick(path, mode):
    """The handle of the folder that the person picks."""
    import js
    from pyodide.ffi import JsException, to_js

    pick = getattr(js, "showDirectoryPicker", None)
    if pick is None:
        if not js.isSecureContext:
            raise NotImplementedError("folders can be picked on secure pages only: open the page by https:")
        raise NotImplementedError("this browser cannot let a person pick a folder; Chromium can")
    options = to_js({"id": "morelia", "mode": mode})
    try:
        if js.navigator.userActivation.isActive:
            return await pick(options)
        promise = await _click(path, lambda: pick(options))
        return await promise
    except JsException as error:
        raise PermissionError(f"no folder was picked: {error.message}") from error


async def _click(path, begin):
    """Shows a button; gives what ``begin()`` gives when it is clicked."""
    import js

    clicked = asyncio.get_running_loop().create_future()

    def choose(event):
        # In the middle of the click: the browser shows its dialog for no other reason.
        if not clicked.done():
            clicked.set_result(begin())

    def decline(event):
        event.preventDefault()
        if not clicked.done():
            clicked.set_exception(PermissionError("no folder was picked: the person declined"))

    host = _made("div", _OUTSIDE)
    dialog = _made("dialog", _DIALOG)
    dialog.append(_made("p", {"margin": "0 0 12px"}, f"Python asks for a folder, to mount it at {path}."))
    button, cancel = _made("button", {}, "Choose a folder"), _made("button", {"margin-inline-start": "8px"}, "Cancel")
    button.addEventListener("click", choose)
    cancel.addEventListener("click", decline)
    dialog.addEventListener("cancel", decline)
    dialog.append(button, cancel)
    # Closed: neither the page's scripts nor its styles reach it.
    host.attachShadow(mode="closed").append(dialog)
    js.document.documentElement.append(host)
    try:
        dialog.showModal()
        return await clicked
    finally:
        host.remove()


def _made(name, style, text=""):
    import js

    made = js.document.createElement(name)
    # One by one, because a page's policy may forbid `style` as an attribute.
    for key, value in style.items():
        made.style.setProperty(key, value, "important")
    if text:
        made.textContent = text
    return made
