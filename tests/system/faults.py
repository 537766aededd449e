"""Calls of a process that fail, by tests/helpers/faults.c: it is loaded into the installed build, for a sanitized one has an
allocator of its own."""
import os
import random
import struct

from conftest import RELEASE

FAULTS = RELEASE / "tests" / "faults.so"
IS_LONG = "STORYWATCH_LONG" in os.environ
WAYS_SIZE = 16 << 15  # of the file that faults.c counts in


class Fault:
    """A call of a process that fails. The process is named as `ps` shows it."""
    def __init__(self, service, role, kind, number, *more):
        self.fired = service.folder / "fired"
        self.fired.write_bytes(b"\0")
        self.prefix = ["env", "LD_PRELOAD=%s" % FAULTS, "FAULT_ROLE=" + role, "FAULT_KIND=" + kind, "FAULT_AT=%d" % number,
                       "FAULT_FIRED=%s" % self.fired, *more]

    def has_fired(self):
        return self.fired.read_bytes() != b"\0"


class Ways:
    """The ways through a program by which it asks for memory. Two that have the last six callers in common are one: what one
    of them does without memory, the other does too."""
    def __init__(self, service):
        self.file = service.folder / "ways"
        self.file.write_bytes(bytes(WAYS_SIZE))
        self.variable = "FAULT_STACKS=%s" % self.file

    def counts(self):
        return {"%x" % way: count for way, count in struct.iter_unpack("QQ", self.file.read_bytes()) if way}

    def faults(self, some):
        """(way, number): the first time that each is taken, and the last; but in long runs some of them."""
        counts = self.counts()
        return few([(way, number) for way in sorted(counts) for number in sorted({1, counts[way]})], some)

    def numbers(self, some):
        """Each time that any of them is taken; but in long runs some of them."""
        return few(range(1, sum(self.counts().values()) + 1), some)


def few(faults, some):
    return faults if IS_LONG else random.Random(4).sample(faults, some)
