"""“we” in what a speaker is quoted with is the country that the caller says the speaker is of."""

from datetime import date

import baseline
import pytest

from pipelines.claims import articles
from pipelines.claims.reader import read, to_yaml

DAY = date(2024, 6, 1)
WHOSE = {"Ana Ruiz": "MEX", "Piet de Vries": "NLD"}


def said(text: str, country: str | None = None) -> list[str]:
    return [baseline.said(item.claim) for item in read(text, DAY, country, speakers=WHOSE).claims]


MEX, NLD = (f"goods_exports level {area} none 5.93e+11 USD @2023" for area in ("MEX", "NLD"))
OURS = "Our exports were $593 billion in 2023"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f'"{OURS}," said Ana Ruiz.', [MEX]),
        (f"“{OURS},” Ms Ruiz told reporters.", [MEX]),
        (f'Ana Ruiz, the minister, said: "{OURS}."', [MEX]),
        (f"Ana Ruiz said that {OURS[0].lower()}{OURS[1:]}.", [MEX]),
        (f"Her colleague, Piet de Vries, said that {OURS[0].lower()}{OURS[1:]}.", [NLD]),
        # a quotation of several sentences, and one that goes on behind its attribution
        (f'"The year was hard. {OURS}," said Ana Ruiz.', [MEX]),
        (f'"The year was hard," said Ana Ruiz. "{OURS}."', [MEX]),
        # two speakers, each with an own country
        (f'"{OURS}," said Ana Ruiz.\n\n"{OURS}," said Piet de Vries.', [MEX, NLD]),
        # two speakers in one sentence: whose is whose is not told apart
        (f'"{OURS}," said Ana Ruiz; "{OURS}," said Piet de Vries.', []),
        # nobody that was named
        (f'"{OURS}," said John Smith.', []),
        (f"Ana Ruiz was there. {OURS}.", []),
        (f'"The year was hard," said Ana Ruiz. {OURS}.', []),
    ],
)
def test_a_quotation_is_of_its_speaker(text: str, found: list[str]) -> None:
    assert said(text) == found


def test_outside_of_the_quotation_it_is_the_country_of_the_text() -> None:
    text = f'"{OURS}," said Ana Ruiz.\n\n{OURS}, too, I should add.'
    assert said(text, "NLD") == [MEX, NLD]


def test_an_article_file_keeps_whose_the_speakers_are(tmp_path: object) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "trade.yaml"
    file.write_text(to_yaml(read(f'"{OURS}," said Ana Ruiz.', DAY, speakers=WHOSE), "Trade", DAY, None, WHOSE))
    article = articles.read(file, DAY)
    assert article.speakers == WHOSE and article.claims[0].areas.ref == ["MEX"]
    file.write_text(file.read_text().replace("NLD", "Holland"))
    with pytest.raises(articles.InvalidArticle, match="speakers"):
        articles.read(file, DAY)
