"""Files: ``%ls``, ``%cd``, ``%cat`` and their kin; what there is instead of a shell."""

import os
import shutil

from . import arguments
from .arguments import options
from .registry import UsageError, register_magic

_INSTEAD = {
    "ls": "%ls", "dir": "%ls", "cd": "%cd", "pwd": "%pwd", "cat": "%cat", "less": "%less", "more": "%less",
    "cp": "%cp", "mv": "%mv", "rm": "%rm", "rmdir": "%rmdir", "mkdir": "%mkdir", "pip": "%pip",
    "python": "%run", "python3": "%run", "env": "%env", "export": "%env", "history": "%history",
    "curl": "urllib.request.urlopen(url).read()", "wget": "urllib.request.urlretrieve(url, name)",
    "echo": "print()", "clear": "clear()", "man": "name?", "which": "name?",
}


def no_shell(command):
    """Raises UsageError with what to use instead of a shell command."""
    word = command.split()[0] if command.split() else ""
    instead = _INSTEAD.get(word)
    hint = f"use `{instead}`" if instead else "use Python; `%lsmagic` lists what there is for files"
    raise UsageError(f"`!{command}`: there is no shell in a page; {hint}")


def _paths(magic, text, letters, least=1):
    opts, rest = options(magic, text, letters)
    words = [os.path.expanduser(word) for word in arguments.words(rest)]
    if len(words) < least:
        what = "a file" if least == 1 else "two paths"
        raise UsageError(f"{magic} needs {what}; `{magic}?` tells more")
    return opts, _globbed(words)


def _globbed(words):
    import glob

    found = []
    for word in words:
        found += sorted(glob.glob(word)) or [word]
    return found


def _told(magic, error):
    """A UsageError for an OSError."""
    name = f" {error.filename}:" if error.filename is not None else ""
    return UsageError(f"{magic}:{name} {error.strerror or error}")


@register_magic
def pwd(line):
    """Give the current folder.

    Example: %pwd
    """
    return os.getcwd()


_before = None


@register_magic(words="path")
def cd(line):
    """Change the current folder.

    %cd FOLDER
    %cd         to the home folder
    %cd -       to the one before

    Only files below the home folder are kept for the site.

    Example: %cd ~/data
    """
    global _before
    target = arguments.path(line) or os.path.expanduser("~")
    if target == "-":
        if _before is None:
            raise UsageError("%cd -: there was no folder before")
        target = _before
    here = os.getcwd()
    try:
        os.chdir(target)
    except OSError as error:
        raise _told("%cd", error) from None
    _before = here
    print(os.getcwd())


@register_magic(words="path")
def ls(line):
    """List files.

    %ls [-a] [-l] [PATH ...]

    -a  also those that begin with a dot
    -l  with sizes and times

    Example: %ls -l ~
    """
    opts, paths = _paths("%ls", line, "al", 0)
    for path in paths or ["."]:
        try:
            names = sorted(os.listdir(path)) if os.path.isdir(path) else [path]
        except OSError as error:
            raise _told("%ls", error) from None
        if not os.path.lexists(path):
            raise UsageError(f"%ls: {path}: No such file or directory")
        if len(paths) > 1 and os.path.isdir(path):
            print(f"{path}:")
        folder = path if os.path.isdir(path) else ""
        names = [n for n in names if "a" in opts or not n.startswith(".") or n == path]
        if "l" in opts:
            for name in names:
                print(_long(folder, name))
        elif names:
            print("  ".join(n + "/" * os.path.isdir(os.path.join(folder, n)) for n in names))


def _long(folder, name):
    import stat
    import time

    found = os.lstat(os.path.join(folder, name))
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(found.st_mtime))
    slash = "/" if stat.S_ISDIR(found.st_mode) else ""
    return f"{stat.filemode(found.st_mode)} {found.st_size:>10} {when} {name}{slash}"


def _each(magic, paths, action):
    for path in paths:
        try:
            action(path)
        except OSError as error:
            raise _told(magic, error) from None


@register_magic(words="path")
def mkdir(line):
    """Make folders.

    %mkdir [-p] FOLDER ...

    -p  also the folders above, and none that is there is an error

    Example: %mkdir -p out/pictures
    """
    opts, paths = _paths("%mkdir", line, "p")
    _each("%mkdir", paths, (lambda p: os.makedirs(p, exist_ok=True)) if "p" in opts else os.mkdir)


@register_magic(words="path")
def rmdir(line):
    """Delete empty folders.

    Example: %rmdir out
    """
    _each("%rmdir", _paths("%rmdir", line, "")[1], os.rmdir)


@register_magic(words="path")
def rm(line):
    """Delete files.

    %rm [-r] [-f] PATH ...

    -r  also folders, with all that is in them
    -f  what is not there is no error

    Example: %rm out/*.csv
    """
    opts, paths = _paths("%rm", line, "rf")

    def remove(path):
        if "f" in opts and not os.path.lexists(path):
            return
        if "r" in opts and os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.remove(path)

    _each("%rm", paths, remove)


@register_magic(words="path")
def cp(line):
    """Copy files.

    %cp [-r] FROM ... TO

    -r  also folders

    Example: %cp data.csv data-old.csv
    """
    opts, paths = _paths("%cp", line, "r", 2)
    *sources, target = paths

    def copied(path):
        if "r" in opts and os.path.isdir(path):
            into = os.path.join(target, os.path.basename(path.rstrip("/"))) if os.path.isdir(target) else target
            shutil.copytree(path, into, dirs_exist_ok=True)
        else:
            shutil.copy(path, target)

    _each("%cp", sources, copied)


@register_magic(words="path")
def mv(line):
    """Move or rename files.

    %mv FROM ... TO

    Example: %mv draft.py scraper.py
    """
    *sources, target = _paths("%mv", line, "", 2)[1]
    _each("%mv", sources, lambda path: shutil.move(path, target))


@register_magic(words="path")
def cat(line):
    """Print files.

    %cat FILE ...

    Example: %cat notes.txt
    """
    def show(path):
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
        print(text, end="" if text.endswith("\n") or not text else "\n")

    _each("%cat", _paths("%cat", line, "")[1], show)


@register_magic(words="path")
def less(line):
    """Print files; the console scrolls, so it is the same as %cat.

    Example: %less notes.txt
    """
    cat(line)


@register_magic("cell", words="path")
def writefile(line, cell):
    """Write the cell to a file.

    %%writefile [-a] FILE
    text

    -a  append

    Example: %%writefile scraper.py
    """
    opts, rest = options("%%writefile", line, "a")
    path = arguments.path(rest)
    if not path:
        raise UsageError("%%writefile needs a file name, as in `%%writefile scraper.py`")
    there = os.path.exists(path)
    try:
        with open(path, "a" if "a" in opts else "w", encoding="utf-8") as file:
            file.write(cell if cell.endswith("\n") or not cell else cell + "\n")
    except OSError as error:
        raise _told("%%writefile", error) from None
    print(f"{'Appending to' if 'a' in opts else 'Overwriting' if there else 'Writing'} {path}")


__all__ = [
    "cat", "cd", "cp", "less", "ls", "mkdir", "mv", "no_shell", "pwd", "rm", "rmdir", "writefile",
]
