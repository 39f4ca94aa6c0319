"""Answers as programs read them. Paths are such that they open from where the command ran.

Of each photo, and of each of its faces: ``outcome`` is known, unsure or unknown, ``person`` who it
is where that is known, ``choices`` whom it may be where it is unsure, the likeliest first, and
``likelihood`` very likely, probably or perhaps, where DIR teaches enough to say. ``score`` is the
likeliest person's similarity, as those of ``matches`` are of photos. ``runner_up`` is the person
who comes next, and their similarity, which may be the higher of the two, as all photos of both are
weighed; null where there is nobody else. ``margin`` is the natural logarithm of how many times
likelier the best is than the runner-up; null where there is none, and where people are ranked by
votes. ``decision`` has what was decided by: the best person's score by the rule in use, and from
which score on somebody is known, or may be meant. These compare with one another only; where
--threshold or MATCH_THRESHOLD settles it, they are similarities. ``strangers_named`` is the share
of strangers who are named by such a threshold, 0 to 1, and the bounds that it is within nineteen
times of twenty; it is null where DIR teaches too little for that. ``alone`` says where one of two
models answered by itself: which one, and whether the other failed, or knows too few photos.
"""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent
from typing import Any

import click

from bot.datasets.enrolled_folder import FolderEnrolled
from bot.recognition.comparing import Alone
from bot.recognition.matching import Decision, Outcome
from bot.recognition.recogniser import Answer, Identification
from bot.texts.folder_answers import words

Json = dict[str, Any]
UNDECIDED: Json = {
    "outcome": None,
    "person": None,
    "choices": [],
    "likelihood": None,
    "score": None,
    "runner_up": None,
    "margin": None,
    "matches": [],
    "decision": None,
    "alone": None,
}


class Objects:
    """Prints one array: an object for each photo as soon as it is known what became of it."""

    shows_sheets = False

    def __init__(self, enrolled: FolderEnrolled) -> None:
        self._enrolled = enrolled
        self._photos = 0

    def begin(self) -> None:
        """Open the array."""
        click.echo("[", nl=False)

    def answer(self, photo: Path, found: Identification) -> None:
        """Print who the largest face is, or the whole photo, and then every face."""
        said = [self._said(found, answer) for answer in found.answers]
        faces = [
            {**one, "box": [round(side, 1) for side in answer.face.box]}
            for one, answer in zip(said, found.answers, strict=True)
            if answer.face
        ]
        self._print({"photo": str(photo), **said[0], "faces": faces})

    def sheet(self, jpeg: bytes) -> None:
        """Pictures are no JSON."""

    def no_answer(self, photo: Path, sentence: str) -> None:
        """Print why nobody can tell who is in a photo."""
        self._print({"photo": str(photo), **UNDECIDED, "error": sentence, "faces": []})

    def end(self) -> None:
        """Close the array."""
        click.echo("\n]")

    def _print(self, photo: Json) -> None:
        text = indent(json.dumps(photo, indent=2), "  ")
        click.echo(f",\n{text}" if self._photos else f"\n{text}", nl=False)
        self._photos += 1

    def _said(self, found: Identification, answer: Answer) -> Json:
        if answer.decision is None or not answer.decision.matches:
            return {**UNDECIDED, "error": words(found, answer)[0]}
        return {**self._decided(found, answer.decision, answer.alone), "error": None}

    def _decided(self, found: Identification, decision: Decision, alone: Alone | None) -> Json:
        best, second, margin = decision.best, decision.runner_up, decision.margin
        known = best is not None and decision.outcome is Outcome.KNOWN
        return {
            "outcome": decision.outcome.value,
            "person": found.names[best.person_id] if best and known else None,
            "choices": [found.names[one.person_id] for one in decision.choices],
            "likelihood": decision.likelihood.value if decision.likelihood else None,
            "score": round(best.similarity, 4) if best else None,
            "runner_up": second
            and {
                "person": found.names[second.person_id],
                "similarity": round(second.similarity, 4),
            },
            "margin": None if margin is None else round(margin, 4),
            "matches": [
                {
                    "label": found.names[match.person_id],
                    "path": str(self._enrolled.file(match.photo_id).path),
                    "score": round(match.similarity, 4),
                }
                for match in decision.matches
            ],
            "decision": _decided_by(decision),
            "alone": alone and {"model": alone.by, "failed": alone.failure is not None},
        }


def _decided_by(decision: Decision) -> Json:
    best, thresholds = decision.best, decision.thresholds
    known, score = thresholds.known, None
    if best:
        score = round(best.similarity if thresholds.similar else best.score, 4)
    learnt = None
    if known.rate is not None and known.low is not None and known.high is not None:
        learnt = {
            "rate": round(known.rate, 4),
            "low": round(known.low, 4),
            "high": round(known.high, 4),
        }
    return {
        "score": score,
        "known_from": round(known.score, 4),
        "unsure_from": round(thresholds.unsure, 4),
        "strangers_named": learnt,
    }
