"""ClaimReview (schema.org) for fact-check explorers: one object per claim.

Belongs here: the mapping and what Google's guidelines ask of it. The text of a claim never holds its verdict,
and only the textual rating is given where no figure decides.
"""

from typing import Any

from pipelines.reports import words

Row = dict[str, Any]

RATINGS = {"SUPPORTED": 5, "SUPPORTED_LOOSELY": 4, "DEPENDS": 3, "OUT_OF_DATE": 2, "CONTRADICTED": 1}
_LONGEST_CLAIM = 75


def review(doc: Row, claim: Row, site_url: str, publisher: str) -> Row:
    """The claim as reviewed with the figures of `doc`; `site_url` is where the reports are published."""
    article = doc["article"]
    site = site_url.rstrip("/")
    verdict = claim["verdict"]
    rating: Row = {"@type": "Rating", "alternateName": words.VERDICTS[verdict]}
    if verdict in RATINGS:
        rating |= {"ratingValue": RATINGS[verdict], "bestRating": 5, "worstRating": 1}
    if claim["reason"]:
        rating["ratingExplanation"] = words.plain(claim["reason"])
    said: Row = {"@type": "Claim", "datePublished": claim["said_on"], "appearance": _appearance(article)}
    if author := _author(claim, article):
        said["author"] = author
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"{site}/{words.file_name(article['article_id'])}/index.html#{words.file_name(claim['claim_id'])}",
        "datePublished": doc["figures_as_of"],
        "author": {"@type": "Organization", "name": publisher, "url": f"{site}/"},
        "claimReviewed": words.shorten(words.plain(claim["quote"]), _LONGEST_CLAIM),
        "itemReviewed": said,
        "reviewRating": rating,
    }


def _author(claim: Row, article: Row) -> Row | None:
    """Who made the claim; a name has no type where nobody has said whether it is a person's."""
    if claim["speaker"]:
        kind = {"@type": claim["speaker_type"]} if claim["speaker_type"] else {}
        return kind | {"name": words.plain(claim["speaker"])}
    if article["outlet"]:
        return {"@type": "Organization", "name": words.plain(article["outlet"])}
    return {"name": words.plain(article["author"])} if article["author"] else None


def _appearance(article: Row) -> Row:
    work: Row = {
        "@type": "CreativeWork",
        "headline": words.plain(article["title"]),
        "datePublished": article["published"],
    }
    return work | ({"url": url} if (url := words.web_address(article["url"])) else {})
