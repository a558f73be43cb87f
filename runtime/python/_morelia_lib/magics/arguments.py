"""The text after a magic's name, taken apart."""

import re

from .registry import UsageError

_OPTION = re.compile(r"\s*-([A-Za-z]+)(?=\s|\d|\Z)")
_WORD = re.compile(r"\s*(\S+)")


def options(magic, text, letters):
    """Takes options from the beginning: ``(dict, rest of the text)``.

    ``letters`` is as for ``getopt``: a colon follows those that take a value. An
    option without one is True. Raises UsageError for others.

    >>> options("%timeit", "-n 10 -q f(-1)", "n:q")
    ({'n': '10', 'q': True}, 'f(-1)')
    """
    found = {}
    while True:
        if text.lstrip().startswith("-- "):
            return found, text.lstrip()[3:].strip()
        match = _OPTION.match(text)
        if not match:
            return found, text.strip()
        text = text[match.end():]
        for at, letter in enumerate(match[1]):
            if letter not in letters:
                raise UsageError(f"{magic} has no option -{letter}; `{magic}?` tells what it has")
            if f"{letter}:" not in letters:
                found[letter] = True
                continue
            value = match[1][at + 1:]
            if not value:
                word = _WORD.match(text)
                if not word:
                    raise UsageError(f"{magic}: option -{letter} needs a value")
                value, text = word[1], text[word.end():]
            found[letter] = value
            break


def integer(magic, letter, text):
    """An option's value as int. Raises UsageError.

    >>> integer("%timeit", "n", "10")
    10
    """
    try:
        return int(text)
    except ValueError:
        raise UsageError(f"{magic}: option -{letter} takes a number, not {text!r}") from None


def words(text):
    """The words of a text, with quotes as in a shell. Raises UsageError.

    >>> words("a 'b c'")
    ['a', 'b c']
    """
    import shlex

    try:
        return shlex.split(text)
    except ValueError as error:
        raise UsageError(f"the arguments cannot be read: {error}") from None


def path(text):
    """A path as written, with ``~`` for the home folder, without quotes.

    >>> path("'a b.txt'")
    'a b.txt'
    """
    import os

    text = text.strip()
    if len(text) > 1 and text[0] in "'\"" and text[-1] == text[0]:
        text = text[1:-1]
    return os.path.expanduser(text)


__all__ = ["integer", "options", "path", "words"]
