"""Who stands where in contests that claims were ranked in before: the next claim about the same editions finds them.

To look up everybody's figures is half of what a rank takes, and most ranks are asked of the latest editions.

Belongs here: what makes two contests the same, and how many are kept. Does not belong here: what a contest consists of
(sql/factcheck/universe.sql), for how long the figures stay the same (few.py, whose engines end with them).
"""

import sqlite3
from collections.abc import Iterator, Mapping

KEPT_ROWS = 200_000
"""Twenty megabytes; with more all are forgotten."""
KEPT, UNIVERSE = "main.kept_universe", "factcheck.universe"
_MADE_OF = """
select t.contest, c.indicator, c.universe, c.member_on, t.*
from factcheck.term as t
inner join factcheck.contest as c on c.figure_id = t.contest
"""


class Contests:
    """Of one published file and one version of the models."""

    def __init__(self, connection: sqlite3.Connection, types: Mapping[str, str]) -> None:
        self.connection = connection
        self.columns = ", ".join(column for column in types if column != "contest")
        self.numbers: dict[tuple[str, ...], int] = {}
        """What a contest is made of -> the number by which it is kept."""
        connection.execute(f"create table {KEPT} as select * from {UNIVERSE} where false")
        connection.execute("create index kept_by_number on kept_universe (contest)")

    def recall(self) -> bool:
        """Have the universe of every contest of the claims, if all of them were kept."""
        wanted = dict(self._made_of())
        if not wanted or not set(wanted.values()) <= self.numbers.keys():
            return False
        for contest, made_of in wanted.items():
            self._copy(KEPT, self.numbers[made_of], UNIVERSE, contest)
        return True

    def keep(self) -> None:
        """The universes that were made for the claims."""
        if self.connection.execute(f"select count(*) from {KEPT}").fetchone()[0] > KEPT_ROWS:
            self.connection.execute(f"delete from {KEPT}")
            self.numbers.clear()
        new = {made_of: contest for contest, made_of in self._made_of() if made_of not in self.numbers}
        for number, (made_of, contest) in enumerate(new.items(), len(self.numbers)):
            self._copy(UNIVERSE, contest, KEPT, number)
            self.numbers[made_of] = number

    def _copy(self, held: str, contest: int, other: str, number: int) -> None:
        self.connection.execute(
            f"insert into {other} (contest, {self.columns}) select ?, {self.columns} from {held} where contest = ?",
            (number, contest),
        )

    def _made_of(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each contest of the claims, and all that its universe is made of but the figures."""
        terms: dict[int, set[str]] = {}
        found = self.connection.execute(_MADE_OF)
        names = [column[0] for column in found.description]
        for row in found:
            # series are numbered anew for each text
            said = [value for name, value in zip(names, row, strict=True) if name not in ("contest", "series_id")]
            terms.setdefault(row[0], set()).add(repr(said))
        for contest, lines in terms.items():
            yield contest, tuple(sorted(lines))
