"""GRAMMAR sections 2 to 4: does an item match a tree? Every span of every part is made, however many there are."""
import itertools
import re
import urllib.parse

import words

TOP = 100


class Zone:
    def __init__(self, text):
        self.text = words.prepare(text)
        self.words = words.Cutter(self.text).words()

    def top(self):
        cut = Zone("")
        cut.words = self.words[:TOP]
        return cut


class Item:
    """`title`, `summary` and `content` are Zones; `authors` and `tags` lists of them; `keys` name to values."""

    def __init__(self, raw, groups):
        self.title, self.summary, self.content = (Zone(raw.get(n, "")) for n in ("title", "summary", "content"))
        self.authors = [Zone(a["name"]) for a in raw.get("authors", [])]
        self.tags = [Zone(tag) for tag in raw.get("tags", [])]
        url = raw.get("url", "")
        self.keys = {"feed": [raw["feed"]], "group": groups[raw["feed"]], "url": [url] if url else [],
                     "lang": [raw["language"]] if raw.get("language") else [],
                     "site": [urllib.parse.urlsplit(url).hostname] if url else []}

    def zones(self, field):
        """Its zones, as lists whose places count together: of each the longest list counts (a summary repeats)."""
        if field is None:
            return [[self.title], [self.summary, self.content]]
        if field == "title":
            return [[self.title]]
        if field == "body":
            return [[self.summary, self.content]]
        if field == "top":
            return [[self.title], [self.summary.top(), self.content.top()]]
        return [[zone] for zone in (self.authors if field == "author" else self.tags)]


# ---- spans: (first, last, whether it is a group)


def fits(word, test):
    form, want = test
    if form == "stem":
        return words.stem(word.surface) == want
    return want.fullmatch(getattr(word, form)) is not None


def rows(tests, text):
    for first in range(len(text) - len(tests) + 1):
        if all(fits(text[first + i], test) for i, test in enumerate(tests)):
            yield first, first + len(tests) - 1, False


def stretches(units, window, text):
    """The units in any order, each at its own place, at most `window` words beside them."""
    places = [{span for way in unit for span in rows(way, text)} for unit in units]
    for chosen in itertools.product(*places):
        taken = [at for first, last, _ in chosen for at in range(first, last + 1)]
        if len(set(taken)) == len(taken) and max(taken) - min(taken) + 1 - len(taken) <= window:
            yield min(taken), max(taken), True


def gap(a, b):
    """Words between two spans; -1 when they overlap."""
    if a[1] < b[0]:
        return b[0] - a[1] - 1
    if b[1] < a[0]:
        return a[0] - b[1] - 1
    return -1


def is_near(a, b, n):
    between = gap(a, b)
    return (a[2] or b[2]) if between < 0 else between <= n


def joined(a, b):
    return min(a[0], b[0]), max(a[1], b[1]), True


def spans(tree, text):
    kind = tree[0]
    if kind == "phrase":
        _, units, window = tree
        if window is None:
            return {span for ways in itertools.product(*units) for span in rows(sum(ways, []), text)}
        return set(stretches(units, window, text))
    if kind == "or":
        return set().union(*(spans(member, text) for member in tree[1]))
    _, n, left, right = tree
    left, right = spans(left, text), spans(right, text)
    if kind == "near":
        return {joined(a, b) for a in left for b in right if is_near(a, b, n)}
    if kind == "onear":
        return {joined(a, b) for a in left for b in right if a[1] < b[0] and gap(a, b) <= n}
    return {a for a in left if all(gap(a, b) > n for b in right)}


# ---- an item


def count_places(tree, item, field):
    return sum(max(len({first for first, _, _ in spans(tree, zone.words)}) for zone in zones)
               for zones in item.zones(field))


def value_matches(name, value, have):
    value, have = value.casefold(), have.casefold()
    pattern = ".*".join(map(re.escape, value.split("*")))
    if name == "lang":
        pattern = "%s(?:[-_].*)?" % pattern
    elif name == "site":
        pattern = r"(?:.*\.)?%s" % pattern
    return re.fullmatch(pattern, have, re.S) is not None


def matches(tree, item, field=None):
    kind = tree[0]
    if kind == "and":
        return all(matches(part, item, field) for part in tree[1])
    if kind == "or":
        return any(matches(part, item, field) for part in tree[1])
    if kind == "not":
        return not matches(tree[1], item, field)
    if kind == "of":
        return sum(matches(part, item, field) for part in tree[2]) >= tree[1]
    if kind == "field":
        return matches(tree[2], item, tree[1])
    if kind == "key":
        return any(value_matches(tree[1], value, have) for value in tree[2] for have in item.keys[tree[1]])
    zones = [zone for group in item.zones(field) for zone in group]
    if kind == "regex":
        return any(tree[1].search(zone.text) for zone in zones)
    if kind == "atleast":
        return count_places(tree[2], item, field) >= tree[1]
    return any(spans(tree, zone.words) for zone in zones)
