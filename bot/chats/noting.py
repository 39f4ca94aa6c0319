"""What is noted of an answer before it is said, so that one can speak of it later."""

from __future__ import annotations

from bot.recognition.matching import Decision, Outcome
from bot.recognition.recogniser import Answer, Identification
from bot.recognition.scores import Rule
from storage.answered import NewFace
from storage.models import EmbeddingSpec


def faces_of(found: Identification, rule: Rule, photos: int) -> tuple[NewFace, ...]:
    """The faces of an answer of which something was decided, by the numbers it gives them.

    ``photos`` is how many they were compared with.
    """
    return tuple(
        _face(number, answer, answer.decision, rule, photos)
        for number, answer in enumerate(found.answers, 1)
        if answer.decision is not None and answer.decision.matches
    )


def basis_of(rule: Rule, spec: EmbeddingSpec | None) -> str:
    """Under which name scores are kept that can be compared with one another."""
    return f"{rule}, {spec.model}, {spec.dimensions}, {spec.view}" if spec else f"{rule}"


def _face(number: int, answer: Answer, decision: Decision, rule: Rule, photos: int) -> NewFace:
    first = [one for one in (decision.best, decision.runner_up) if one is not None]
    named: list[int] = []
    if decision.outcome is Outcome.UNSURE:
        named = [one.person_id for one in decision.choices]
    elif decision.outcome is Outcome.KNOWN:
        named = [one.person_id for one in first[:1]]
    people, thresholds = [one.person_id for one in first], decision.thresholds
    return NewFace(
        number=number,
        face=answer.face,
        outcome=decision.outcome,
        named=tuple(named),
        others=tuple(one for one in people if one not in named),
        photo_ids=tuple(match.photo_id for match in decision.matches),
        basis=basis_of(rule, answer.spec),
        photos=photos,
        scores=tuple(one.score for one in first),
        margin=decision.margin,
        known_from=None if thresholds.similar else thresholds.known.score,
        unsure_from=None if thresholds.similar else thresholds.unsure,
    )
