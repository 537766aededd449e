"""Invents small items and queries for them: of few words, so that much of what is asked for is there, and of many scripts."""
import random
import re
import unicodedata

import words

VOCABULARY = [group.strip().split("|") for group in """
    strike|Strikes|STRIKE|striking|stroke|strikers
    port|ports|Port's|PORTS|import|Porto
    walk-out|walkout|walk out|walk‑outs|Walk-Out
    e-mail|email|mail|E–MAIL|e|eMails
    U.S.|US|us|u.s.|U.S|U.S.'s|USA
    who|WHO|Who|W.H.O.|Who's
    AT&T|at|T|AT T|att
    O'Brien|O’Brien|brien|o|obrien
    3.5|3|5|8,000|8000|1,234,567|12,34|10:30|3.5.1|2,0000
    Łódź|lodz|LODZ|Łódź's|łodzi
    Gdańsk|Gdansk|Gdan\u0301sk|GDAŃSK
    Straße|STRASSE|strasse|straßen
    Ærøskøbing|aeroskobing|AERO
    naïve|naive|Naïveté
    Kore|Korea|Korean|korea’s|KOREA
    km/h|km|h|km-h
    re-sign|resign|sign|re|resigned
    ban|bans|nuclear|tests|test|nuclear-test
    apple|juice|apple-juice|apples|pie
    ﬁre|fire|ＦＩＲＥ|fires|fire™
    북한|북한산|북|한국|남북한
    부산항에서|부산|부산항
    北朝鮮|朝鮮|北|鮮|北鮮
    東京都|京都|東京|京
    カタカナ|カタ|ガス|ｶﾞｽ|カ
    Москва|москвы|МОСКВА|Москва-река
    Ёлка|елка|ёлки|Елка
    كتاب|كِتَاب|كتــاب|كتب
    שלום|שָׁלוֹם|של
    हिन्दी|हिंदी|हिन्|हिन्दी’s
    ไทยรัฐ|ไทย|ไท|รัฐ
    Ελλάς|ΕΛΛΑΣ|ελλασ|Ελλάδα
    İstanbul|istanbul|ıstanbul|ISTANBUL
    ２０２４|2024|٢٠٢٤|20,24
    co\u00adoperate|cooperate|co-operate|coöperate
    ①|1|x²|x2|Ⅳ|iv
    C++|c|$5|#tag|tag|_under_score_
    e.g.|EG|eg|e.g|a.b.cd|A.B
""".strip().split("\n")]
SEPARATORS = [" "] * 12 + [", ", ". ", " — ", "/", "\u3000", "\u00a0", "; ", " “", "” ", " (", ") ", "-", "\n", ""]
FEEDS = {"wire": ["world", "Breaking"], "ring sport": ["sport"], "ÉCHO": ["world", "de"], "minato": []}
LANGUAGES = [None, "en", "en-GB", "EN_us", "de", "ja"]
HOSTS = ["news.example.org", "www.bbc.co.uk", "bbc.co.uk", "notbbc.co.uk"]


class Inventor:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.vocabulary = [form for group in self.random.sample(VOCABULARY, 7) for form in group]
        self.names = []

    def chance(self, share):
        return self.random.random() < share

    def one(self, *choices):
        return self.random.choice(choices)

    # ---- items

    def text(self, most):
        out = ""
        for _ in range(self.random.randint(0, most)):
            out += self.random.choice(self.vocabulary) + self.random.choice(SEPARATORS)
        return out.strip()

    def content(self):
        text = self.text(14)
        if self.chance(0.15):  # further back than the first hundred words
            text = "so " * self.random.randint(90, 105) + text
        return text

    def item(self, number):
        feed = self.random.choice(list(FEEDS))
        raw = {"feed": feed, "id": "i%d" % number, "title": self.text(5), "summary": self.text(5), "content": self.content(),
               "authors": [{"name": self.text(2)} for _ in range(self.random.randint(0, 2))],
               "tags": [self.text(2) for _ in range(self.random.randint(0, 2))]}
        raw["authors"] = [a for a in raw["authors"] if a["name"]]
        raw["tags"] = [t for t in raw["tags"] if t]
        if self.chance(0.8):
            raw["url"] = "https://%s/%s/%d" % (self.random.choice(HOSTS), self.one("sport", "world"), number)
        language = self.random.choice(LANGUAGES)
        if language:
            raw["language"] = language
        return raw

    # ---- terms

    def form(self):
        """One form of a word as the texts have it, at times in another case."""
        form = self.random.choice(self.vocabulary)
        return self.one(form, form, form, form.lower(), form.upper(), words.fold(form))

    def plain(self):
        return re.sub(r"[\s\"(),]", "", self.form()) or "port"

    def wild(self, form):
        form = unicodedata.normalize("NFKC", form)
        at = self.random.randint(min(2, len(form)), len(form))
        kind = self.random.randrange(4)
        if kind == 0:
            return form[:at] + "*"
        if kind == 1:
            return "*" + form[len(form) - at:]
        if kind == 2 and form:
            at = self.random.randrange(len(form))
            return form[:at] + "?" + form[at + 1:]
        return form[:1] + "*" + form[at:]

    def word(self):
        form = self.plain()
        kind = self.random.randrange(12)
        if kind < 2:
            return "=" + form
        if kind == 2:
            return "~" + form
        if kind < 6:
            return self.one("", "", "=") + self.wild(form)
        return form

    def phrase(self):
        parts = [self.form() for _ in range(self.random.randint(1, 3))]
        if self.chance(0.2):
            at = self.random.randrange(len(parts))
            parts[at] = self.wild(parts[at])
        if len(parts) > 1 and self.chance(0.25):
            parts.insert(self.random.randint(1, len(parts) - 1), "*")
        inside = " ".join(parts).replace('"', "")
        quotes = self.one('""', '""', "“”", "„“", "«»", "＂＂")
        window = "~%d" % self.random.choice([0, 1, 2, 4]) if self.chance(0.25) else ""
        return self.one("", "", "", "=") + quotes[0] + inside + quotes[1] + window

    def term(self):
        if self.names and self.chance(0.08):
            return "@" + self.random.choice(self.names)
        return self.phrase() if self.chance(0.35) else self.word()

    def regex(self):
        text = re.sub(r"[\s/]", "", words.prepare(self.random.choice(self.vocabulary)))[:4]
        pattern = self.one("%s", "%s[a-z]", r"\b%s", "%s$", "^%s", "[a-m]%s", r"%s\d").replace("%s", re.escape(text))
        is_ascii = text.isascii()  # Python and PCRE2 differ in the cases of ı
        return "/%s/%s" % (pattern, self.one("", "i") if is_ascii else "")

    # ---- queries

    def spanned(self, depth):
        """What may stand beside NEAR."""
        if depth <= 0 or self.chance(0.55):
            return self.term()
        if self.chance(0.4):
            return "(%s)" % self.chain(depth - 1)
        return "(%s)" % " OR ".join(self.spanned(depth - 1) for _ in range(self.random.randint(2, 3)))

    def chain(self, depth):
        operator = " %s/%d " % (self.one("NEAR", "NEAR", "ONEAR", "NOT NEAR"), self.random.choice([0, 0, 1, 2, 3, 8]))
        return operator.join(self.spanned(depth) for _ in range(self.random.choice([2, 2, 2, 3])))

    def key(self):
        values = {"feed": ["wire", '"ring sport"', "écho", "*i*", "ring*"], "group": ["world", "BREAKING", "sport", "d*"],
                  "lang": ["en", "EN-gb", "de", "e*", "ja"], "site": ["bbc.co.uk", "example.org", "www.bbc.co.uk", "*bbc*"],
                  "url": ["*sport*", "https://bbc.co.uk/*", "*1"]}
        name = self.random.choice(list(values))
        some = self.random.sample(values[name], self.random.randint(1, 2))
        value = some[0] if len(some) == 1 and self.chance(0.7) else "(%s)" % " OR ".join(some)
        return "%s:%s" % (self.one(name, name, name.upper()), value)

    def atom(self, depth, is_in_field=False):
        kind = self.random.randrange(16)
        if depth <= 0 or kind < 5:
            return self.term()
        if kind < 8:
            return "(%s)" % self.query(depth - 1, is_in_field)
        if kind == 8 and not is_in_field:
            return self.key()
        if kind in (9, 10) and not is_in_field:
            return "%s:%s" % (self.one("title", "body", "top", "author", "tag", "Title"), self.atom(depth - 1, True))
        if kind == 11:
            members = [self.query(depth - 1, is_in_field) for _ in range(self.random.randint(1, 4))]
            return "%d OF (%s)" % (self.random.randint(1, len(members)), ", ".join(members))
        if kind == 12:
            return "ATLEAST/%d %s" % (self.random.randint(1, 3), self.spanned(depth - 1))
        if kind == 13 and self.chance(0.5):
            return self.regex()
        return self.chain(depth - 1) if kind == 14 else self.term()

    def query(self, depth, is_in_field=False):
        kind = self.random.randrange(10)
        if kind < 3:
            return self.atom(depth, is_in_field)
        if kind < 5:
            return self.chain(depth)
        members = [self.atom(depth - 1, is_in_field) for _ in range(self.random.randint(2, 3))]
        if kind < 8:
            return " OR ".join(members)
        out = members[0]
        for member in members[1:]:
            out += self.one(" ", " AND ", " AND NOT ", " NOT ") + member
        return out

    def mistaken(self, query):
        """With one piece of it left out, doubled, swapped or put in."""
        pieces = re.findall(r"\s+|[()\",]|[^\s()\",]+", query)
        at = self.random.randrange(len(pieces))
        kind = self.random.randrange(6)
        if kind > 3:
            at = self.random.randint(0, len(query))
            sign = self.one(*"-+!&;'|^\\{}[]<>*?~=@/:,.\"() ", "NEAR", "5", " of ", " w/3 ", " NOT ", " OR ", "a:", " ATLEAST ", "«")
            return (query[:at] + sign + query[at + self.random.randint(0, 1):]).strip()
        if kind == 0:
            del pieces[at]
        elif kind == 1:
            pieces.insert(at, pieces[self.random.randrange(len(pieces))])
        elif kind == 2:
            other = self.random.randrange(len(pieces))
            pieces[at], pieces[other] = pieces[other], pieces[at]
        else:
            pieces.insert(at, self.one(" AND ", " OR ", " NOT ", "(", ")", ",", ' "', " NEAR/3 ", " and ", " w/5 ", " -", "~1",
                                       " =", " title:", " lang:", " feed:x ", "*", "^2", " @nobody ", " 2 OF ", " ATLEAST/2 ",
                                       " () ", " NOT NEAR/2 ", " NEAR ", " po* ", " ! ", " 0 OF (a, b) ", " /a/x ", " titel:a "))
        return re.sub(r"\s+", " ", "".join(pieces)).strip()
