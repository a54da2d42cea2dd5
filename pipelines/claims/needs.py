"""What an expression cannot be found without, so that it is tried only where a text has that.

Belongs here: going through the groups, alternatives and repetitions of an expression. Does not belong here: what its
tokens are (reader/matching.py, periods.py).
"""

from collections.abc import Callable, Collection, Iterable, Sequence

REPEATS = ("?", "*", "+")
GROUPS = ("(", "(?=", "(?!")


def needed(left: list[str], labels: Callable[[str], Collection[str]]) -> list[frozenset[str]]:
    """Sets of labels: of each of them a text must have one, else the expression cannot be in it.

    `left` are the tokens from the last to the first, used up to the next closing bracket; of alternatives one set that
    any of them meets. What looks ahead is not asked.
    """
    alternatives: list[list[frozenset[str]]] = [[]]
    while left and (part := left.pop()) != ")":
        found: list[frozenset[str]] = []
        if part == "|":
            alternatives.append([])
        elif part in GROUPS:
            inner = needed(left, labels)
            found = inner if part == "(" else []
        elif named := labels(part):
            found = [frozenset(named)]
        if left and left[-1] in REPEATS:
            found = [] if left.pop() != "+" else found
        alternatives[-1] += found
    if len(alternatives) == 1:
        return alternatives[0]
    return [frozenset().union(*(min(sets, key=len) for sets in alternatives))] if all(alternatives) else []


class Needs:
    """What each of many expressions needs, as bits: all that a text can have are told at once."""

    def __init__(self, needs: Sequence[Sequence[Collection[str]]]) -> None:
        self.count, self.depth = len(needs), max(map(len, needs))
        self.bits: dict[str, int] = {}
        """For a label a bit for the n-th need of each expression that it meets; first those of all first needs."""
        self.unasked = 0
        for place, sets in enumerate(needs):
            for n in range(self.depth):
                bit = 1 << n * self.count + place
                for label in sets[n] if n < len(sets) else ():
                    self.bits[label] = self.bits.get(label, 0) | bit
                self.unasked |= bit * (n >= len(sets))

    def met(self, labels: Iterable[str]) -> int:
        met, bits = self.unasked, self.bits
        for label in labels:
            if label in bits:
                met |= bits[label]
        return met

    def fitting(self, met: int) -> list[int]:
        """The places of the expressions whose every need is met."""
        every = (1 << self.count) - 1
        for _ in range(self.depth):
            every &= met
            met >>= self.count
        places = []
        while every:
            lowest = every & -every
            places.append(lowest.bit_length() - 1)
            every ^= lowest
        return places
