"""What an expression cannot be found without, so that it is tried only where a text has that.

Belongs here: going through the groups, alternatives and repetitions of an expression. Does not belong here: what its
tokens are (reader/matching.py, periods.py).
"""

from collections.abc import Callable, Collection, Iterable, Sequence

REPEATS = ("?", "*", "+")
GROUPS = ("(", "(?=", "(?!")
Way = frozenset[frozenset[str]]
"""Sets of labels, of each of which a text has one."""
NOTHING: Way = frozenset()


def needed(left: list[str], labels: Callable[[str], Collection[str]]) -> list[Way]:
    """The ways in which a text can have what the expression asks for; it cannot be in one that has none of them.

    `left` are the tokens from the last to the first, used up to the next closing bracket; what looks ahead is left out.
    """
    ways, alternatives = [NOTHING], list[Way]()
    while left and (part := left.pop()) != ")":
        found = [NOTHING]
        if part == "|":
            alternatives, ways = alternatives + ways, [NOTHING]
        elif part in GROUPS:
            inner = needed(left, labels)
            found = inner if part == "(" else found
        elif named := labels(part):
            found = [frozenset([frozenset(named)])]
        if left and left[-1] in REPEATS and left.pop() != "+":
            found = [NOTHING]
        ways = [way | more for way in ways for more in found]
    return fewest(alternatives + ways)


def fewest(ways: Sequence[Way]) -> list[Way]:
    """The same with the ways of one need as one, and without those that need more than another."""
    single = frozenset[str]().union(*(label for way in ways if len(way) == 1 for label in way))
    different = {way for way in ways if len(way) != 1} | ({frozenset([single])} if single else set())
    return [way for way in different if not any(other < way for other in different)]


class Needs:
    """What each of many expressions needs, as bits: all that a text can have are told at once."""

    def __init__(self, expressions: Sequence[Iterable[Iterable[Collection[str]]]]) -> None:
        ways = [(n, list(way)) for n, each in enumerate(expressions) for way in each]
        self.of, self.depth = [n for n, _ in ways], max(len(way) for _, way in ways)
        """The expression of each way, and how much a way needs at most."""
        self.bits: dict[str, int] = {}
        """For a label a bit for the n-th need of each way that it meets; first those of all first needs."""
        self.unasked = 0
        for place, (_, way) in enumerate(ways):
            for n in range(self.depth):
                bit = 1 << n * len(ways) + place
                for label in way[n] if n < len(way) else ():
                    self.bits[label] = self.bits.get(label, 0) | bit
                self.unasked |= bit * (n >= len(way))

    def met(self, labels: Iterable[str]) -> int:
        met, bits = self.unasked, self.bits
        for label in labels:
            if label in bits:
                met |= bits[label]
        return met

    def fitting(self, met: int) -> list[int]:
        """The places of the expressions of which every need of a way is met."""
        count = len(self.of)
        every = (1 << count) - 1
        for _ in range(self.depth):
            every &= met
            met >>= count
        places = dict[int, None]()
        while every:
            lowest = every & -every
            places[self.of[lowest.bit_length() - 1]] = None
            every ^= lowest
        return list(places)
