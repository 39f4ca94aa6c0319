"""Answers as programs read them. Paths are such that they open from where the command ran."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent
from typing import Any

import click

from bot.datasets.enrolled_folder import FolderEnrolled
from bot.recognition.matching import Candidate, Decision, Outcome
from bot.recognition.recogniser import Answer, Identification
from bot.texts.folder_answers import words

Json = dict[str, Any]
UNDECIDED: Json = {
    "outcome": None,
    "person": None,
    "score": None,
    "matches": [],
    "threshold": None,
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
        decision = answer.decision
        if decision is None or decision.best is None:
            return {**UNDECIDED, "error": words(found, answer)[0]}
        return {**self._decided(found, decision, decision.best), "error": None}

    def _decided(self, found: Identification, decision: Decision, best: Candidate) -> Json:
        known = decision.outcome is Outcome.KNOWN
        return {
            "outcome": decision.outcome.value,
            "person": found.names[best.person_id] if known else None,
            "score": round(best.similarity, 4),
            "matches": [
                {
                    "label": found.names[match.person_id],
                    "path": str(self._enrolled.file(match.photo_id).path),
                    "score": round(match.similarity, 4),
                }
                for match in decision.matches
            ],
            "threshold": round(decision.thresholds.known.score, 4),
        }
