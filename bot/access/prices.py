"""What a model's service asks for its work, as far as it is known."""

from __future__ import annotations

from collections.abc import Iterable

from storage.records import DayUsage

PRICED = "gemini-embedding-2"
"""The model that a price is known of, and what its name begins with where it is a preview."""
DOLLARS_PER_VIEW = 0.00012
"""The paid tier's: $0.45 for a million tokens of pictures, about 258 tokens each.

Google's price list (https://ai.google.dev/gemini-api/docs/pricing) as third parties quoted it in
2026. Neither the free tier nor a later price list is known here.
"""


def dollars(done: Iterable[DayUsage]) -> float | None:
    """About what it cost; None where the price is not known. Where nothing was sent it is 0."""
    sent = [usage for usage in done if usage.requests]
    if not all(usage.model.startswith(PRICED) for usage in sent):
        return None
    return sum(usage.views for usage in sent) * DOLLARS_PER_VIEW
