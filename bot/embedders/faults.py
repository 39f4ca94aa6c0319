"""What can go wrong with one request to an embedder, and what helps against it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum

from bot.recognition.embedding import EmbeddingError


@dataclass(frozen=True)
class Patience:
    """How long a view is worth waiting for. All in seconds.

    ``attempt`` bounds one request; ``total`` bounds a view from the moment it is asked for,
    with every wait and retry in it. ``first`` is the longest wait before the second attempt; it
    doubles with each further one, up to ``longest``. ``minute`` is the window in which requests
    per minute are counted: more than 60, since some take longer to arrive than others.
    """

    attempt: float = 30.0
    total: float = 120.0
    first: float = 1.0
    longest: float = 16.0
    minute: float = 61.0


class Remedy(StrEnum):
    """What may help after a fault."""

    NOTHING = "nothing"
    """The answer would be the same again."""
    APART = "apart"
    """One view of several is to blame: each has to be asked for alone."""
    AGAIN = "again"
    """The same views, a little later."""
    PAUSE = "pause"
    """The same views later, and nobody else's in between."""


class Fault(Exception):
    """A request gave no embeddings.

    ``kind`` and the message become the `EmbeddingError` that the caller gets where nothing
    helps. ``after`` is how many seconds the embedder asked to wait, None where it did not say.
    """

    def __init__(
        self,
        kind: type[EmbeddingError],
        sentence: str,
        remedy: Remedy = Remedy.NOTHING,
        after: float | None = None,
    ) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.remedy = remedy
        self.after = after
        # Drawn once for all views of a request, so that they come back together and share the
        # next request too, while requests that failed together come back apart.
        self._jitter = random.uniform(0.5, 1.0)  # noqa: S311 - spreads retries, guards nothing

    def error(self) -> EmbeddingError:
        """What to raise: a new one each time, for no two callers should share a traceback."""
        return self.kind(str(self))

    def delay(self, attempts: int, patience: Patience) -> float:
        """Seconds to wait after ``attempts`` attempts, 1 or more."""
        if self.after is not None:
            return self.after
        return self._jitter * min(patience.longest, patience.first * 2.0 ** (attempts - 1))
