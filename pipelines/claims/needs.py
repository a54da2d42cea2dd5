"""What an expression cannot be found without, so that it is tried only where a text has that.

Belongs here: going through the groups, alternatives and repetitions of an expression. Does not belong here: what its
tokens are (reader/matching.py, periods.py).
"""

from collections.abc import Callable, Collection

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
