"""bilateral for notebooks and programs: claims to verdicts, figures to tables, each with its sources.

    import bilateral

    bilateral.check("Japan has a population of 125 million.", said_on="2024-05-01")
    bilateral.claim(indicator="gdp", operation="level", areas={"ref": ["JPN"]}, value="$4.2 trillion", period="2023")
    bilateral.sql("select * from marts.country_year where ref_area = 'KEN'")
    bilateral.pair("KOR", "USA")
    bilateral.coverage("NGA")
    bilateral.sources()

Belongs here: what others import, and how it looks in a notebook. Does not belong here: any work (pipelines/).
Every table is a pandas DataFrame whose `attrs` hold `sources` (publisher, licence, citation) and `units` by column.
Figures come from the project of the current folder, else from the user's data directory; on first use those that
come with the package are built, which takes some seconds.
"""

from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from bilateral.results import Checked, Judged, Skipped

if TYPE_CHECKING:
    import pandas as pd

    from pipelines.config import Settings

__version__ = version("bilateral")
__all__ = ["Checked", "Judged", "Skipped", "check", "claim", "coverage", "pair", "sources", "sql"]


def check(
    text: str,
    said_on: date | str | None = None,
    *,
    country: str | None = None,
    speakers: Mapping[str, str] | None = None,
    strict: bool = False,
) -> Checked:
    """Every checkable statement of a text with its verdict, and what was not checked with the reason.

    `said_on` is the day on which it was said, today if not given; verdicts are as known then, and as known now.
    `country` (a code or a name) says who “we”, “our” and “the economy” are, `speakers` (name -> country) who they are
    in what somebody is quoted with.
    """
    from pipelines.apps import check as checking

    profile = "strict" if strict else "default"
    found = checking.check(_settings(), text, _day(said_on), country=country, speakers=speakers, profile=profile)
    return Checked.of(found)


def claim(*, said_on: date | str | None = None, strict: bool = False, **fields: Any) -> Judged:
    """The verdict on one claim stated field by field: the fields of a claim in an article file.

    Raises ValueError naming every field that is wrong with the nearest right choice; nothing is guessed.
    """
    from pipelines.apps import check as checking

    stated = fields | ({"said_on": day} if (day := _day(said_on)) else {})
    return Judged.of(checking.check_claim(_settings(), stated, profile="strict" if strict else "default"))


def sql(query: str) -> "pd.DataFrame":
    """The result of a read-only query on the published file; `bilateral sql` alone lists what there is."""
    from pipelines.warehouse import published

    with published.connect(_settings()) as connection:
        frame = connection.sql(query).df()
        frame.attrs["sources"] = published.cite(connection, query)
        frame.attrs["units"] = _units(connection, query, list(frame.columns))
    return frame


def pair(ref_area: str, counterpart_area: str) -> "pd.DataFrame":
    """What is held about two economies, by code or name, both directions, one row per direction and year.

    `attrs["empty"]` names the columns of which nothing is held. Raises ValueError for an unknown economy.
    """
    from pipelines.catalogue import economies
    from pipelines.warehouse import documentation

    wanted = [economies.code(ref_area), economies.code(counterpart_area)]
    known = {row["iso3"] for row in economies.economies() if row["is_economy"]}
    for code in wanted:
        if code not in known:
            raise ValueError(f"unknown economy {code!r}; {economies.suggest(code)}")
    a, b = wanted
    if a == b:
        raise ValueError(f"expected two economies; found {a} twice")
    frame = sql(documentation.pair_query(a, b))
    frame.attrs["empty"] = [column for column in frame.columns if frame[column].isna().all()]
    return frame


def coverage(*names: str) -> "pd.DataFrame":
    """What is held, a row per dataset: years, editions, age, and what is missing.

    Of everything; of an indicator ("gdp"), of a country ("NGA", "Nigeria"), or of a pair ("NGA", "CHN"). A row without
    a source says who would answer. Raises ValueError for a name that nobody knows, with the nearest one.
    """
    import pandas as pd

    from pipelines.reports import coverage as held
    from pipelines.warehouse import inputs, published

    with published.connect(_settings()) as connection:
        frame = pd.DataFrame(held.held(connection, names, inputs.today()))
        named = frame.source.dropna().unique()
        cited = published.cite(connection, "select * from core.observation")
    frame.attrs["sources"] = [entry for entry in cited if entry["id"] in named]
    frame.attrs["units"] = {"age_days": "days"}
    return frame


def sources() -> "pd.DataFrame":
    """Publishers: licences, editions held and their age, rows."""
    import pandas as pd

    from pipelines.apps import execution

    return pd.DataFrame(execution.source_rows(_settings())).set_index("source")


def _settings() -> "Settings":
    import sys

    from pipelines.apps import project
    from pipelines.config import Settings

    return project.with_figures(Settings(), lambda text: print(text, file=sys.stderr))


def _day(given: date | str | None) -> date | None:
    try:
        return date.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        raise ValueError(f"expected a day like 2025-03-22; found {given!r}") from None


def _units(connection: Any, query: str, columns: list[str]) -> Mapping[str, str]:
    """Units of the result's columns, where all relations that the query names agree on what that column is in."""
    found = connection.execute(
        """
        select "column", min(unit)
        from meta.column
        where contains($query, relation) and list_contains($columns, "column") and unit is not null
        group by "column"
        having count(distinct unit) = 1
        """,
        {"query": query, "columns": columns},
    )
    return dict(found.fetchall())
