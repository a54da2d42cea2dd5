"""From a text to claims: spans, clauses, patterns, one place that looks up what is left unsaid, guards, a verifier.

Belongs here: how a sentence becomes a claim (docs/reader.md). Does not belong here: what words, numbers and periods
are, and the shape of a claim (claims/), verdicts.
"""

from pipelines.reader.endpoint import ModelError, is_configured
from pipelines.reader.model import read as read_with_model
from pipelines.reader.reading import Reading, Skipped, Understood, read, taken_apart, to_yaml
from pipelines.reader.unread import UNREAD
from pipelines.reader.whole import STATES_NOTHING, left_of_quote, told

__all__ = [
    "STATES_NOTHING", "UNREAD", "ModelError", "Reading", "Skipped", "Understood", "is_configured", "left_of_quote",
    "read", "read_with_model", "taken_apart", "to_yaml", "told",
]  # fmt: skip
