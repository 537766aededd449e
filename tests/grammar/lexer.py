"""GRAMMAR sections 1 and 3: a query's text to tokens, or the column of its first mistake."""
import re

import words

TEXT_FIELDS = ("title", "body", "top", "author", "tag")
KEY_FIELDS = ("feed", "group", "lang", "url", "site")
QUOTES = '"“”„‟«»＂'
WILD = "*?"
LONGEST_NUMBER = 255


class Mistake(Exception):
    def __init__(self, at, what):
        super().__init__(what)
        self.column, self.what = at + 1, what


class Token:
    """kind: ( ) , word AND OR NOT OF near atleast field key term; `at` is its first character."""

    def __init__(self, kind, at, text="", value=None):
        self.kind, self.at, self.text, self.value = kind, at, text, value


# ---- terms


def count_others(word):
    return sum(c not in WILD for c in word.fold)


def has_wildcard(word):
    return any(c in WILD for c in word.surface)


def pattern_of(text):
    return "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in text)


def test_of(word, is_exact):
    """What a word of a text must be: (which form of it, a pattern of the whole)."""
    is_surface = is_exact or word.is_acronym
    return ("surface" if is_surface else "fold", re.compile(pattern_of(word.surface if is_surface else word.fold), re.S))


ANY = ("surface", re.compile(".*", re.S))


def variants_of(chunk, is_exact):
    """The ways to write one blank-delimited word: its parts in a row, or joined at its inner hyphens."""
    prepared = words.prepare(chunk)
    joined = re.sub(r"(?<=[\w*?])[%s](?=[\w*?])" % words.HYPHENS, "", prepared)
    ways = [words.Cutter(prepared, WILD).words()]
    if joined != prepared:
        ways.append(words.Cutter(joined, WILD).words())
    return [[test_of(word, is_exact) for word in way] for way in ways], ways


def check_wildcards(ways, is_alone, is_exact, at):
    """Of one blank-delimited word: the characters beside its wildcards. A word that cuts into several is a phrase."""
    for word in ways[0]:
        if has_wildcard(word) and count_others(word) == 0:
            raise Mistake(at, "bad wildcard")
    if not is_alone or not any(map(has_wildcard, ways[0])) or len(ways[-1]) > 1:
        return
    others = "".join(c for word in ways[-1] for c in (word.surface if is_exact else word.fold) if c not in WILD)
    enough = 2 if re.search("[\uac00-\ud7a3]", others) else 3
    if len(others) < enough:
        raise Mistake(at, "bad wildcard")


def phrase_wildcards(text):
    """In quotes `?`, or a row of them, is a wildcard before a word character or `*` alone."""
    def keep(match):
        after = text[match.end():match.end() + 1]
        return match.group() if after and (after == "*" or words.kind(after) in "LNM") else " " * len(match.group())
    return re.sub(r"\?+", keep, text)


# ---- from characters to tokens


class Lexer:
    def __init__(self, text, names):
        self.text = "".join('"' if c in QUOTES else c for c in text)
        self.text = re.sub("[%s]" % words.APOSTROPHES, "'", self.text)
        self.names, self.at, self.tokens = names, 0, []

    def peek(self, ahead=0):
        at = self.at + ahead
        return self.text[at] if at < len(self.text) else ""

    def add(self, kind, at, text="", value=None):
        self.tokens.append(Token(kind, at, text, value))

    def chars(self):
        """Up to a blank, a parenthesis, a double quote, or a comma not between digits."""
        first = self.at
        while self.peek() and not self.peek().isspace() and self.peek() not in '()"':
            if self.peek() == "," and not (self.at > first and self.text[self.at - 1].isdecimal()
                                           and self.peek(1).isdecimal()):
                break
            self.at += 1
        return self.text[first:self.at]

    def lex(self):
        while self.peek():
            c = self.peek()
            if c.isspace():
                self.at += 1
            elif c in "(),":
                self.add(c, self.at)
                self.at += 1
            else:
                self.lex_atom()
        return self.tokens

    def lex_atom(self):
        c, at = self.peek(), self.at
        if c == '"':
            self.lex_phrase(at, False)
        elif c == "=" and self.peek(1) == '"':
            self.at += 1
            self.lex_phrase(at, True)
        elif c == "~" and (self.peek(1) == "" or self.peek(1) in '"()' or self.peek(1).isspace()):
            raise Mistake(at, "~ before what is no plain word")
        elif c == "/":
            self.lex_regex()
        elif c == "@":
            text = self.chars()[1:]
            if text not in self.names:
                raise Mistake(at, "unknown @name")
            self.add("term", at, text, ("name", text))
        else:
            self.lex_word()

    def lex_phrase(self, at, is_exact):
        close = self.text.find('"', self.at + 1)
        if close < 0:
            raise Mistake(self.at, "unclosed quote")
        first, inside = self.at + 1, self.text[self.at + 1:close]
        self.at = close + 1
        window = None
        tilde = self.at
        number = self.chars()[1:] if self.peek() == "~" else None
        units = self.units(inside, first, at, tilde if number is not None else None, is_exact)
        if number is not None:
            if not number.isascii() or not number.isdigit() or int(number) > LONGEST_NUMBER:
                raise Mistake(tilde, "bad ~n")
            window = int(number)
        elif self.peek() and self.peek() in "*?^":
            raise Mistake(self.at, "sign after a quote")
        self.add("term", at, inside, ("phrase", units, window))

    def units(self, inside, first, at, tilde, is_exact):
        inside = phrase_wildcards(inside)
        chunks = [(m.group(), m.start()) for m in re.finditer(r"\S+", inside)]
        cuts = [(chunk, first + start, *variants_of(chunk, is_exact)) for chunk, start in chunks]
        cuts = [cut for cut in cuts if cut[0] == "*" or cut[3][0]]
        if not cuts:
            raise Mistake(at, "nothing to look for")
        for index, (chunk, start, _, ways) in enumerate(cuts):
            if chunk == "*":
                if index in (0, len(cuts) - 1):
                    raise Mistake(start, "a lone * first or last")
            else:
                check_wildcards(ways, len(cuts) == 1, is_exact, start)
        if tilde is not None and any(chunk == "*" for chunk, *_ in cuts):
            raise Mistake(tilde, "a lone * with ~n")
        return [[[ANY]] if chunk == "*" else tests for chunk, _, tests, _ in cuts]

    def lex_regex(self):
        at = self.at
        close = re.compile(r"(?<!\\)/").search(self.text, at + 1)
        if not close or close.start() == at + 1:
            raise Mistake(at, "unclosed or empty regex")
        pattern = self.text[at + 1:close.start()]
        self.at = close.end()
        flags = self.at
        given = self.chars()
        try:
            compiled = re.compile(pattern, re.I if given else 0)
        except re.error:
            raise Mistake(at, "bad regex") from None
        if given not in ("", "i"):
            raise Mistake(flags + (given[0] == "i"), "wrong flag")
        self.add("term", at, pattern, ("regex", compiled))

    def lex_word(self):
        at = self.at
        text = self.chars()
        field = re.match(r"([A-Za-z]+):", text)
        if field:
            return self.lex_field(at, field)
        bare = text[1:] if text[0] in "=~" else text
        self.check_operator(at, text)
        if text in ("AND", "OR", "NOT", "OF"):
            return self.add(text, at, text)
        operator = re.fullmatch(r"(NEAR|ONEAR|ATLEAST)/(\d+)", text)
        if operator:
            kind = {"NEAR": "near", "ONEAR": "near", "ATLEAST": "atleast"}[operator[1]]
            return self.add(kind, at, text, (operator[1].lower(), int(operator[2])))
        self.check_signs(at, text, bare)
        self.add("term", at, text, self.word(at, text, bare))
        return None

    def lex_field(self, at, match):
        name = match[1].lower()
        self.at = at + match.end()
        if name not in TEXT_FIELDS + KEY_FIELDS:
            raise Mistake(at, "unknown field")
        if not self.peek() or self.peek().isspace() or self.peek() in "),":
            raise Mistake(at, "nothing right after the colon")
        if name in TEXT_FIELDS:
            return self.add("field", at, name)
        return self.add("key", at, name, self.lex_values(name))

    def lex_values(self, name):
        if self.peek() != "(":
            value = self.lex_value()
            return ("values", name, value[0], [value], True)
        opening = self.at
        self.at += 1
        found = []
        while True:
            while self.peek().isspace():
                self.at += 1
            if not self.peek() or self.peek() == ")":
                break
            found.append(self.lex_value())
        is_closed = self.peek() == ")"
        self.at += 1
        return ("values", name, opening, found, is_closed)

    def lex_value(self):
        at = self.at
        if self.peek() == '"':
            close = self.text.find('"', at + 1)
            if close < 0:
                raise Mistake(at, "unclosed quote")
            self.at = close + 1
            if close == at + 1:
                raise Mistake(at, "nothing in quotes")
            return at, self.text[at + 1:close], True
        text = self.chars()
        if not text:  # a parenthesis or comma
            text = self.peek()
            self.at += 1
        return at, text, False

    def check_operator(self, at, text):
        if text in ("AND", "OR", "NOT"):
            return
        if text.lower() in ("and", "or", "not", "andnot") or re.fullmatch(r"(NEAR|ONEAR|ATLEAST)/?", text):
            raise Mistake(at, "no operator so")
        known = re.fullmatch(r"(NEAR|ONEAR|ATLEAST)(/?)(.*)", text)
        number = re.fullmatch(r"(?i)(near|w|pre|adj|onear|atleast)/?\d+", text)
        if known and known[2]:
            lowest = 1 if known[1] == "ATLEAST" else 0
            if not re.fullmatch(r"[0-9]+", known[3]) or not lowest <= int(known[3]) <= LONGEST_NUMBER:
                raise Mistake(at, "a number out of range")
        elif number:
            raise Mistake(at, "no operator so")
        before = self.tokens[-1] if self.tokens else None
        after = self.text[self.at:].lstrip()
        if text == "of" and before and before.kind == "term" and before.text.isdigit() and after.startswith("("):
            raise Mistake(at, "write OF")

    def check_signs(self, at, text, bare):
        start = at + len(text) - len(bare)
        if text[0] in "-+!&;'":
            raise Mistake(at, "a sign at the start of a word")
        for index, c in enumerate(text):
            if c in "|^\\{}[]<>":
                raise Mistake(at + index, "a sign in a word")
        if "~" in bare:
            raise Mistake(start + bare.index("~"), "fuzzy~1")

    def word(self, at, text, bare):
        variants, ways = variants_of(bare, text[0] == "=")
        start = at + len(text) - len(bare)
        if text[0] == "~":
            if len(ways) > 1 or len(ways[0]) != 1 or has_wildcard(ways[0][0]) or ways[0][0].is_acronym:
                raise Mistake(at, "~ before what is no plain word")
            return ("phrase", [[[("stem", words.stem(ways[0][0].surface))]]], None)
        if not ways[0]:
            raise Mistake(at, "a word of signs only")
        check_wildcards(ways, True, text[0] == "=", start)
        return ("phrase", [variants], None)
