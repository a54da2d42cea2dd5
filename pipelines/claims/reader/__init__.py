"""From a text to propositions: segments, clauses, patterns, one resolver, guards, a verifier.

Belongs here: how a sentence becomes a claim (docs/reader.md). Does not belong here: intervals (hedges.py), evaluation
(sql/factcheck/), the shape of a claim (model.py).

A text is cut into sentences (text.py) and each into typed segments (segments.py over vocabulary.py); segments that
name one thing become one (phrases.py), and the row of them is cut into clauses (clauses.py). Patterns written in words
(patterns/*.yml, compiled by patterns.py) find propositions in a clause; what a clause leaves unsaid the resolver says
(resolver.py); guards.py and verifier.py refuse what is no statement about a country's figure, or says more than was
read. text.py, numbers.py, quantities.py and periods.py of the room above are used as they are.
"""

from pipelines.claims.reader.reading import Reading, Skipped, Understood, read, taken_apart, to_yaml
from pipelines.claims.reader.sentence import UNREAD

__all__ = ["UNREAD", "Reading", "Skipped", "Understood", "read", "taken_apart", "to_yaml"]
