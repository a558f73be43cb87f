"""Lexes Python text up to a position, however unfinished the text is.

Completion, inspection and the completeness check need to know what surrounds
the cursor while a person types, when the text rarely parses. This lexer never
fails: it gives the tokens before the position and what is still open there.
"""

# Two-character and longer operators that matter to nobody here are lexed as
# single characters; only these change the meaning of what follows.
_LONG_OPERATORS = ("->", ":=", "**", "==", "!=", "<=", ">=", "//")
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_STRING_PREFIXES = frozenset(
    ("r", "u", "b", "f", "t", "br", "rb", "fr", "rf", "tr", "rt")
)


class Token:
    """A piece of Python text.

    ``kind`` is ``name``, ``number``, ``string``, ``op`` or ``newline`` (the
    end of a logical line); ``start`` and ``end`` are positions in code points.

    >>> [(t.kind, t.text) for t in scan("a.b").tokens]
    [('name', 'a'), ('op', '.'), ('name', 'b')]
    """

    __slots__ = ("kind", "text", "start", "end")

    def __init__(self, kind, text, start, end):
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end

    def __repr__(self):
        return f"Token({self.kind}, {self.text!r}, {self.start})"


class OpenString:
    """A string that is not closed at the position.

    ``prefix`` is in lower case, ``quote`` one or three quote characters,
    ``start`` where the token begins and ``content`` where its text begins.
    ``depth`` counts the brackets that were open where it began.

    >>> scan("x = rb'abc").string.prefix
    'rb'
    """

    __slots__ = ("prefix", "quote", "start", "content", "depth")

    def __init__(self, prefix, quote, start, content, depth):
        self.prefix = prefix
        self.quote = quote
        self.start = start
        self.content = content
        self.depth = depth


class Scan:
    """What :func:`scan` found.

    ``tokens``: all complete tokens, and a name or number that touches the end.
    ``string``: the innermost :class:`OpenString`, or None.
    ``fields``: the f-strings in whose replacement fields the position is.
    ``comment``: whether the position is inside a comment.
    ``brackets``: indices into ``tokens`` of the open brackets, outermost first.
    ``continued``: whether the text ends with a backslash at a line's end.
    ``broken``: whether a one-line string ran into the end of its line, or a
    bracket was closed that was not open.

    >>> scan("f(1, [2").brackets
    [1, 4]
    """

    __slots__ = (
        "text", "tokens", "string", "fields", "comment", "brackets",
        "continued", "broken",
    )

    def __init__(self, text):
        self.text = text
        self.tokens = []
        self.string = None
        self.fields = []
        self.comment = False
        self.brackets = []
        self.continued = False
        self.broken = False

    def line_tokens(self):
        """The tokens of the logical line that the position is in.

        >>> [t.text for t in scan("a = 1\\nimport o").line_tokens()]
        ['import', 'o']
        """
        begin = 0
        for index in range(len(self.tokens) - 1, -1, -1):
            token = self.tokens[index]
            if token.kind == "newline" or token.text == ";":
                begin = index + 1
                break
        return self.tokens[begin:]

    def logical_lines(self):
        """All logical lines: lists of tokens, without the line ends.

        >>> [[t.text for t in line] for line in scan("if x:\\n  y").logical_lines()]
        [['if', 'x', ':'], ['y']]
        """
        lines = [[]]
        for token in self.tokens:
            if token.kind == "newline":
                lines.append([])
            else:
                lines[-1].append(token)
        return [line for line in lines if line]

    def indent_of(self, token):
        """The white space before the first character of a token's line."""
        begin = self.text.rfind("\n", 0, token.start) + 1
        end = begin
        while end < len(self.text) and self.text[end] in " \t\f":
            end += 1
        return self.text[begin:end]


def scan(code, end=None):
    """Lexes ``code`` up to the code point ``end`` (default: all of it).

    Gives a :class:`Scan`. Never raises.

    >>> scan("print('a").string.quote
    "'"
    """
    text = code if end is None else code[:max(0, end)]
    result = Scan(text)
    _Lexer(result).run()
    return result


class _Lexer:
    def __init__(self, result):
        self.result = result
        self.text = result.text
        self.at = 0

    def run(self):
        text, length = self.text, len(self.text)
        while self.at < length:
            here = self.at
            char = text[here]
            if char == "\n":
                self._line_end()
            elif char in " \t\f\r":
                self.at += 1
            elif char == "#":
                self._comment()
            elif char == "\\":
                self._backslash()
            elif char in "\"'":
                self._string("", here)
            elif char.isidentifier():
                self._name()
            elif char.isdigit() or (
                char == "." and text[here + 1:here + 2].isdigit()
            ):
                self._number()
            else:
                self._operator(char)

    def _add(self, kind, start, end):
        self.result.tokens.append(Token(kind, self.text[start:end], start, end))

    def _line_end(self):
        tokens = self.result.tokens
        if not self.result.brackets and tokens and tokens[-1].kind != "newline":
            self._add("newline", self.at, self.at + 1)
        self.at += 1

    def _comment(self):
        end = self.text.find("\n", self.at)
        if end < 0:
            self.result.comment = True
            end = len(self.text)
        self.at = end

    def _backslash(self):
        rest = self.text[self.at + 1:self.at + 3]
        if rest.startswith("\n") or rest == "\r\n":
            self.at += 1 + rest.index("\n") + 1
            if self.at >= len(self.text):
                self.result.continued = True
        elif not rest:
            self.result.continued = True
            self.at += 1
        else:
            self.result.broken = True
            self.at += 1

    def _name(self):
        text, begin, length = self.text, self.at, len(self.text)
        end = begin + 1
        while end < length and (text[end].isalnum() or text[end] == "_"
                                or text[begin:end + 1].isidentifier()):
            end += 1
        if end < length and text[end] in "\"'":
            prefix = text[begin:end].lower()
            if prefix in _STRING_PREFIXES:
                self._string(prefix, begin)
                return
        self._add("name", begin, end)
        self.at = end

    def _number(self):
        text, end, length = self.text, self.at, len(self.text)
        while end < length:
            char = text[end]
            if char.isalnum() or char in "._":
                end += 1
            elif char in "+-" and text[end - 1] in "eE" and text[self.at:self.at + 2] not in ("0x", "0X"):
                end += 1
            else:
                break
        self._add("number", self.at, end)
        self.at = end

    def _operator(self, char):
        result, begin = self.result, self.at
        if char in "([{":
            result.brackets.append(len(result.tokens))
        elif char in ")]}":
            field = result.fields[-1] if result.fields else None
            if char == "}" and field and len(result.brackets) == field.depth:
                self._leave_field(begin)
                return
            if result.brackets and result.tokens[result.brackets[-1]].text == _CLOSERS[char]:
                result.brackets.pop()
            else:
                result.broken = True
        elif char in ":!" and self._at_field_level() and self.text[begin + 1:begin + 2] != "=":
            # A conversion or format: text again up to the closing brace.
            self._format_spec()
            return
        end = begin + (2 if self.text[begin:begin + 2] in _LONG_OPERATORS else 1)
        self._add("op", begin, end)
        self.at = end

    def _at_field_level(self):
        fields = self.result.fields
        return bool(fields) and len(self.result.brackets) == fields[-1].depth

    def _string(self, prefix, start):
        """Reads a string whose quotes begin after its prefix."""
        text = self.text
        quote_at = start + len(prefix)
        quote = text[quote_at]
        if text[quote_at:quote_at + 3] == quote * 3:
            quote *= 3
        content = quote_at + len(quote)
        opened = OpenString(prefix, quote, start, content, len(self.result.brackets))
        self._string_content(opened, content)

    def _string_content(self, opened, at):
        """Goes on inside a string, from the start or after a field."""
        text, length, quote = self.text, len(self.text), opened.quote
        formatted = "f" in opened.prefix or "t" in opened.prefix
        while at < length:
            char = text[at]
            if char == "\\":
                at += 2
            elif char == quote[0] and text.startswith(quote, at):
                at += len(quote)
                self._add("string", opened.start, at)
                self.at = at
                return
            elif char == "\n" and len(quote) == 1:
                self.result.broken = True
                self._add("string", opened.start, at)
                self.at = at
                return
            elif formatted and char == "{":
                if text[at + 1:at + 2] == "{":
                    at += 2
                    continue
                self._enter_field(opened, at)
                return
            else:
                at += 1
        self.result.string = opened
        self.at = length

    def _enter_field(self, opened, at):
        # The bracket's token makes the field a bracket like any other.
        self.result.brackets.append(len(self.result.tokens))
        self._add("op", at, at + 1)
        opened.depth = len(self.result.brackets)
        self.result.fields.append(opened)
        self.at = at + 1

    def _leave_field(self, at):
        result = self.result
        opened = result.fields.pop()
        if result.brackets:
            begin = result.brackets.pop()
            # What is inside the string is no part of the code around it.
            del result.tokens[begin:]
        opened.depth = len(result.brackets)
        self._string_content(opened, at + 1)

    def _format_spec(self):
        text, length = self.text, len(self.text)
        at, nested = self.at + 1, 0
        while at < length:
            char = text[at]
            if char == "{":
                nested += 1
            elif char == "}":
                if not nested:
                    break
                nested -= 1
            elif char == "\n":
                break
            at += 1
        self.at = at
        if at >= length:
            self.result.string = self.result.fields[-1]


__all__ = ["OpenString", "Scan", "Token", "scan"]
