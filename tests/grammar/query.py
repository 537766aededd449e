"""GRAMMAR sections 1, 3 and 5: a query's tokens to a tree, or the column of its first mistake.

A tree is a tuple (kind, …): ("phrase", units, window), each unit, a blank-delimited word, the ways to write it, each a
list of what its words must be; ("regex", pattern); ("key", field, values); ("field", name, tree);
("and" | "or", trees); ("not", tree);
("near" | "onear" | "not near", n, left, right); ("of", n, trees); ("atleast", n, tree)."""
import re

from lexer import LONGEST_NUMBER, Lexer, Mistake


class Parser:
    def __init__(self, text, names):
        self.names = names
        self.tokens = Lexer(text, names).lex()
        self.end = len(text)
        self.at = 0

    def kind(self, ahead=0):
        at = self.at + ahead
        return self.tokens[at].kind if at < len(self.tokens) else ""

    def token(self):
        return self.tokens[self.at]

    def before(self):
        return self.tokens[self.at - 1]

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def parse(self):
        if not self.tokens:
            raise Mistake(0, "empty query")
        tree, at = self.query(None), self.tokens[0].at
        if self.kind():
            raise Mistake(self.token().at, "a stray ) or ,")
        if not needs_something(tree):
            raise Mistake(at, "needs nothing")
        return tree

    def is_near(self):
        return self.kind() == "near" or self.is_not_near()

    def is_not_near(self):
        return self.kind() == "NOT" and self.kind(1) == "near" and self.tokens[self.at + 1].value[0] == "near"

    def is_of(self):
        return self.kind() == "term" and re.fullmatch(r"[0-9]+", self.token().text) is not None and self.kind(1) == "OF"

    def query(self, field):
        """any | all: the first operator says which of the two."""
        members, mode, starts = [], None, []
        if self.is_not_near():
            raise Mistake(self.token().at, "missing operand")
        if self.kind() == "NOT":
            mode = "and"
        while True:
            is_not = self.kind() == "NOT"
            if is_not:
                operator = self.take()
                if self.kind() == "NOT" or self.kind() == "near":
                    raise Mistake(self.token().at, "missing operand")
            starts.append(self.token().at if self.kind() else self.end)
            tree, is_chain = self.near(field)
            members.append(("not", tree) if is_not else tree)
            kind = self.kind()
            if kind in ("", ")", ","):
                break
            if kind == "OR":
                if mode == "and" and len(members) == 1:
                    raise Mistake(operator.at, "NOT in an OR list")
                if mode == "and":
                    raise Mistake(self.token().at, "mixed AND and OR")
                mode = "or"
                operator = self.take()
                if self.kind() == "NOT":
                    raise Mistake(self.token().at, "NOT in an OR list")
            elif mode == "or":
                raise Mistake(self.token().at, "mixed AND and OR")
            elif kind == "AND":
                mode = "and"
                operator = self.take()
                if self.is_not_near():
                    raise Mistake(self.token().at, "missing operand")
            elif kind == "NOT":
                mode = "and"
            else:
                mode = "and"
                self.check_beside(is_chain)
        if mode == "or":
            for member, at in zip(members, starts):
                if not needs_something(member):
                    raise Mistake(at, "needs nothing")
        return members[0] if len(members) == 1 else (mode, members)

    def check_beside(self, is_chain):
        """Words side by side: neither may be a NEAR chain."""
        here, at = self.at, self.token().at
        if is_chain:
            raise Mistake(at, "a word beside a NEAR chain")
        self.beside = here

    def near(self, field):
        first = self.at
        at = self.token().at if self.kind() else self.end
        left = self.atom(field)
        kind = None
        while self.is_near():
            operator_at = self.token().at
            is_not = self.kind() == "NOT"
            if is_not:
                self.take()
            operator = self.take()
            this = ("not " if is_not else "") + operator.value[0], operator.value[1]
            if kind is not None and this != kind:
                raise Mistake(operator_at, "mixed NEARs")
            if kind is None and first == getattr(self, "beside", None):
                raise Mistake(self.tokens[first].at, "a word beside a NEAR chain")
            if kind is None and not is_spanned(left):
                raise Mistake(at, "wrong operand of NEAR")
            kind = this
            right_at = self.token().at if self.kind() else self.end
            right = self.atom(field)
            if not is_spanned(right):
                raise Mistake(right_at, "wrong operand of NEAR")
            left = (*this, left, right)
        return left, kind is not None

    def atom(self, field):
        kind = self.kind()
        if self.is_of():
            return self.of(field)
        if kind == "term":
            token = self.take()
            if token.value[0] == "name":
                return self.name(token, field)
            if token.value[0] == "regex" and field == "top":
                raise Mistake(token.at, "regex in top:")
            return token.value
        if kind == "(":
            return self.parentheses(field)
        if kind == "field":
            token = self.take()
            if field:
                raise Mistake(token.at, "nested field")
            return ("field", token.text, self.atom(token.text))
        if kind == "key":
            token = self.take()
            if field:
                raise Mistake(token.at, "nested field")
            return self.values(*token.value) if token.value[0] == "values" else token.value
        if kind == "atleast":
            token = self.take()
            at = self.token().at if self.kind() else self.end
            tree = self.atom(field)
            if not is_spanned(tree):
                raise Mistake(at, "wrong operand of ATLEAST")
            return ("atleast", token.value[1], tree)
        return self.missing()

    @staticmethod
    def values(_, name, opening, found, is_closed):
        if not found:
            raise Mistake(opening, "empty parentheses" if is_closed else "unclosed parenthesis")
        for index, (at, text, is_quoted) in enumerate(found):
            is_joint = not is_quoted and text in ("OR", "AND", "NOT")
            if not is_quoted and text == "," and index and index % 2 == 0:
                raise Mistake(found[index - 1][0], "missing operand")
            if not is_quoted and (text in "(," or text not in ("OR", "AND", "NOT") and text.lower() in ("or", "and", "not")):
                raise Mistake(at, "no value")
            if is_joint != (index % 2 == 1) or index % 2 == 1 and text != "OR":
                raise Mistake(at, "values not joined with OR")
        if len(found) % 2 == 0:
            raise Mistake(found[-1][0], "missing operand")
        if not is_closed:
            raise Mistake(opening, "unclosed parenthesis")
        return ("key", name, [text for _, text, _ in found[::2]])

    def missing(self):
        """No operand here: the operator that stands here, else the one that dangles."""
        kind = self.kind()
        if kind == "OF":
            raise Mistake(self.token().at, "OF without number")
        if kind and kind not in "),":
            raise Mistake(self.token().at, "missing operand")
        if kind == "," and self.at and self.before().kind == "(":
            raise Mistake(self.token().at, "a stray ,")
        if self.at and self.before().kind not in ("term", "key", ")"):
            is_not_near = self.before().kind == "near" and self.at > 1 and self.tokens[self.at - 2].kind == "NOT"
            raise Mistake(self.tokens[self.at - 1 - is_not_near].at, "missing operand")
        raise Mistake(self.token().at if kind else 0, "a stray sign")

    def parentheses(self, field):
        opening = self.take()
        if self.kind() == ")":
            raise Mistake(opening.at, "empty parentheses")
        if not self.kind():
            raise Mistake(opening.at, "unclosed parenthesis")
        tree = self.query(field)
        if not self.kind():
            raise Mistake(opening.at, "unclosed parenthesis")
        if self.kind() == ",":
            raise Mistake(self.token().at, "a stray ,")
        self.take()
        return tree

    def of(self, field):
        number = self.take()
        of = self.take()
        if self.kind() != "(":
            raise Mistake(of.at, "OF without list")
        before = opening = self.take()
        members = []
        while True:
            if self.kind() in ("", ")", ","):
                raise Mistake(before.at, "missing member")
            at = self.token().at
            members.append(self.query(field))
            if not needs_something(members[-1]):
                raise Mistake(at, "needs nothing")
            if self.kind() == ")":
                break
            if not self.kind():
                raise Mistake(opening.at, "unclosed parenthesis")
            before = self.take()
        self.take()
        if not 1 <= int(number.text) <= min(len(members), LONGEST_NUMBER):
            raise Mistake(number.at, "of how many")
        return ("of", int(number.text), members)

    def name(self, token, field):
        tree = self.names[token.text]
        if field and (has(tree, "field") or has(tree, "key") or field == "top" and has(tree, "regex")):
            raise Mistake(token.at, "a name that may not stand there")
        return tree


def children(tree):
    for part in tree:
        if isinstance(part, tuple) and part and isinstance(part[0], str):
            yield part
        elif isinstance(part, list):
            yield from (p for p in part if isinstance(p, tuple))


def has(tree, kind):
    if tree[0] == kind:
        return True
    if tree[0] in ("phrase", "regex", "key"):
        return False
    return any(has(child, kind) for child in children(tree))


def is_spanned(tree):
    """May it stand beside NEAR and after ATLEAST?"""
    if tree[0] == "phrase":
        return True
    if tree[0] in ("or", "near", "onear", "not near"):
        return all(map(is_spanned, children(tree)))
    return False


def is_true_of_nothing(tree):
    """Would an item match that has none of its words, regexes and key fields?"""
    if tree[0] == "and":
        return all(map(is_true_of_nothing, tree[1]))
    if tree[0] == "or":
        return any(map(is_true_of_nothing, tree[1]))
    if tree[0] == "of":
        return sum(map(is_true_of_nothing, tree[2])) >= tree[1]
    if tree[0] == "not":
        return not is_true_of_nothing(tree[1])
    if tree[0] == "field":
        return is_true_of_nothing(tree[2])
    return False


def needs_something(tree):
    return not is_true_of_nothing(tree)


def parse(text, names):
    return Parser(text, names).parse()
