"""GRAMMAR section 2: how a text is prepared and cut into words, one character after the other."""
import ctypes
import re
import unicodedata

APOSTROPHES = "’‘‛ʼʹ′´`＇"
HYPHENS = "-‐‑‒–−"
WITHOUT_BLANKS = [tuple(int(end, 16) for end in (span.split("–") * 2)[:2]) for span in """
    3005–3007 3021–3029 3031–3035 3038–303C 3041–3096 309D–309F 30A1–30FA 30FC–30FF 31F0–31FF 3400–4DBF 4E00–9FFF
    F900–FAFF 1B000–1B16F 20000–323AF 0E01–0E5B 0E80–0EFF 1000–109F A9E0–A9FF AA60–AA7F 1780–17FF 19E0–19FF""".split()]
FOLDED_MARKS = [tuple(int(end, 16) for end in (span.split("–") * 2)[:2]) for span in """
    0300–036F 0483–0487 0591–05C7 0610–061A 064B–065F 0670 06D6–06DC 06DF–06E4 06E7–06E8 06EA–06ED 1AB0–1AFF 1DC0–1DFF
    20D0–20FF FE20–FE2F""".split()]
FOLDED_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe",
                                "þ": "th", "ð": "d"})


def is_among(c, ranges):
    return any(first <= ord(c) <= last for first, last in ranges)


def kind(c):
    return unicodedata.category(c)[0]


def is_mark(c):
    return kind(c) == "M"


def prepare(text):
    text = re.sub("[%s]" % APOSTROPHES, "'", text)
    text = unicodedata.normalize("NFKC", re.sub("[™℠®©]", " ", text))
    text = re.sub("[%s]" % APOSTROPHES, "'", text)
    out = []
    for c in text:
        if unicodedata.category(c) == "Cf" or c == "\u0640" or "\ufe00" <= c <= "\ufe0f":
            continue
        out.append(str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c)
    return "".join(out)


def fold(text):
    text = unicodedata.normalize("NFD", text.casefold())
    text = "".join(c for c in text if not (is_mark(c) and is_among(c, FOLDED_MARKS)))
    return unicodedata.normalize("NFC", text.translate(FOLDED_LETTERS))


class Word:
    def __init__(self, surface, is_acronym=False):
        self.surface = unicodedata.normalize("NFC", surface)
        self.fold = fold(surface)
        self.is_acronym = is_acronym

    def __repr__(self):
        return self.surface


class Cutter:
    """Cuts one prepared text; `wild` are the signs that count as word characters, in a query."""

    def __init__(self, text, wild=""):
        self.text, self.wild, self.at = text, wild, 0

    def peek(self, at):
        return self.text[at] if 0 <= at < len(self.text) else " "

    def is_word_character(self, at):
        c = self.peek(at)
        return c in self.wild or kind(c) in "LNM"

    def is_alone(self, at):
        return self.peek(at) not in self.wild and is_among(self.peek(at), WITHOUT_BLANKS)

    def is_digit(self, at):
        return self.peek(at) in "0123456789"

    def is_single_letter(self, at):
        return kind(self.peek(at)) == "L" and not self.is_alone(at)

    def acronym_end(self):
        """The end of the longest dotted acronym that starts here; None."""
        end, at = None, self.at
        while self.is_single_letter(at) and (at == self.at or self.peek(at - 1) == "."):
            if at > self.at and not self.is_word_character(at + 1):
                end = at + 1
            if self.peek(at + 1) != ".":
                break
            at += 2
        return end

    def take_alone(self):
        first = self.at
        self.at += 1
        while is_mark(self.peek(self.at)) and self.peek(self.at) not in self.wild:
            self.at += 1
        return Word(self.text[first:self.at])

    def take_acronym(self, end):
        surface = self.text[self.at:end].replace(".", "").upper()
        self.at = end + (self.peek(end) == ".")
        return Word(surface, True)

    def take_run(self):
        taken = ""
        while True:
            c, at = self.peek(self.at), self.at
            if self.is_word_character(at) and not self.is_alone(at):
                taken += c
            elif c == "." and self.is_digit(at - 1) and self.is_digit(at + 1):
                taken += c
            elif not (c == "," and self.is_digit(at - 1) and all(self.is_digit(at + i) for i in (1, 2, 3))
                      and not self.is_digit(at + 4)):
                return Word(taken)
            self.at += 1

    def skip_possessive(self):
        if self.peek(self.at) == "'" and self.peek(self.at + 1) in "sS" and not self.is_word_character(self.at + 2):
            self.at += 2

    def words(self):
        found = []
        while self.at < len(self.text):
            if not self.is_word_character(self.at) or (is_mark(self.peek(self.at)) and self.peek(self.at) not in self.wild):
                self.at += 1
                continue
            if self.is_alone(self.at):
                found.append(self.take_alone())
            else:
                end = self.acronym_end()
                found.append(self.take_acronym(end) if end else self.take_run())
            self.skip_possessive()
        return found


def cut(text, wild=""):
    return Cutter(prepare(text), wild).words()


# ---- stems

SNOWBALL = ctypes.CDLL("libstemmer.so.0d")
SNOWBALL.sb_stemmer_new.restype = ctypes.c_void_p
SNOWBALL.sb_stemmer_stem.restype = ctypes.c_void_p
SNOWBALL.sb_stemmer_stem.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
SNOWBALL.sb_stemmer_length.argtypes = [ctypes.c_void_p]
ENGLISH = SNOWBALL.sb_stemmer_new(b"english", b"UTF_8")


def stem(surface):
    """The stem of the case-folded surface, folded."""
    folded = surface.casefold().encode()
    start = SNOWBALL.sb_stemmer_stem(ENGLISH, folded, len(folded))
    return fold(ctypes.string_at(start, SNOWBALL.sb_stemmer_length(ENGLISH)).decode())
