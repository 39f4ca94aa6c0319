"""Decisions as they may come out, and what an answer says of them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image

from bot.recognition.friends import Likelihood
from bot.recognition.impostors import Threshold
from bot.recognition.learning import Thresholds
from bot.recognition.matching import Candidate, Decision, Match, Outcome
from bot.recognition.photos import Picture
from bot.recognition.recogniser import Answer, Identification
from bot.texts import answering
from storage.models import Face

NAMES = {1: "Anna", 2: "Béla", 3: "C & D"}
FACE = Face((10.0, 10.0, 40.0, 50.0), ((0.0, 0.0),) * 5, 0.9)
THUMBNAIL = io.BytesIO()
Image.new("RGB", (64, 64)).save(THUMBNAIL, "JPEG")


def candidate(person: int, score: float, similarity: float = 0.5, votes: int = 2) -> Candidate:
    return Candidate(person, similarity, score, votes, photos=4)


def decided(
    *people: Candidate,
    outcome: Outcome = Outcome.KNOWN,
    likelihood: Likelihood | None = None,
    choices: Sequence[Candidate] = (),
    margin: float | None = 20.0,
    left_out: tuple[int, ...] = (),
) -> Decision:
    """A decision among the ``people``, the likeliest first, with a photo of each."""
    matches = tuple(
        Match(100 * one.person_id, one.person_id, one.similarity) for one in people[:5]
    )
    best, runner_up = (*people[:2], None, None)[:2]
    thresholds = Thresholds(Threshold(12.0), 10.0)
    return Decision(
        outcome, thresholds, matches, best, runner_up, tuple(choices), likelihood, margin, left_out
    )


def found(*decisions: Decision, names: Mapping[int, str] = NAMES) -> Identification:
    picture = Picture(np.zeros((100, 100, 3), np.uint8))
    answers = tuple(Answer(FACE, decision) for decision in decisions)
    return Identification(picture, answers, names, {n * 100: THUMBNAIL.getvalue() for n in NAMES})


def said(*decisions: Decision, names: Mapping[int, str] = NAMES) -> list[str]:
    caption = answering.caption(found(*decisions, names=names))
    return caption.replace("<b>", "").replace("</b>", "").split("\n")
