"""Answers as people read them in a terminal: who it is, and the photos that speak for it."""

from __future__ import annotations

import errno
import functools
import io
import os
import sys
from pathlib import Path

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.commands.answer_sheet import Inline, inline_graphics
from bot.datasets.enrolled_folder import FolderEnrolled
from bot.datasets.folders import shown
from bot.recognition.matching import Decision, Outcome
from bot.recognition.recogniser import Answer, Identification
from bot.texts import folder_answers
from bot.texts.answering import left_out
from bot.texts.names import isolated
from bot.texts.one_model import by_one_alone

EDGELESS = 10_000
"""Columns where there is no terminal: programs that read lines are better off with whole ones."""
WIDEST_SHEET = 100
"""Columns that a contact sheet takes at most."""
NARROW = 36
"""Columns below which a table tells people and similarities only."""
COLOURS = {Outcome.KNOWN: "green", Outcome.UNSURE: "yellow", Outcome.UNKNOWN: "magenta"}
STRANGERS = 3
"""Faces of a photo whose matches are shown even where they are nobody's."""


class Tables:
    """Prints a photo's answers, the largest face first, each with a table of its matches."""

    def __init__(self, enrolled: FolderEnrolled, folder: Path) -> None:
        self._enrolled = enrolled
        self._folder = folder
        if isinstance(sys.stdout, io.TextIOWrapper):
            # A name in a script that the terminal lacks is no reason to end.
            sys.stdout.reconfigure(errors="replace")
        self._console = _Paper(highlight=False, markup=False, emoji=False)
        if not self._console.is_terminal:
            self._console.width = EDGELESS

    @property
    def shows_sheets(self) -> bool:
        """Whether contact sheets can be seen here."""
        return self._inline is not None

    @functools.cached_property
    def _inline(self) -> Inline | None:
        # Asking the terminal takes a moment; the first answer does not wait for it.
        return inline_graphics()

    def begin(self) -> None:
        """There is nothing to be said before the first answer."""

    def answer(self, photo: Path, found: Identification) -> None:
        """Print who is in a photo."""
        self._console.print(Text(shown(photo), "bold"))
        if found.faceless:
            self._say(Text(folder_answers.NO_FACE_IN_IT))
        if found.alone:
            self._say(Text(by_one_alone(found.alone)))
        places = folder_answers.places(found.answers)
        for number, (answer, place) in enumerate(zip(found.answers, places, strict=True), 1):
            self._say(_headline(found, answer, f"face {number} ({place}): " if place else ""))
            decision = answer.decision
            # Strangers in a crowd are not worth a screen each.
            if decision and decision.matches and (number <= STRANGERS or _is_somebody(decision)):
                self._say(self._table(found, decision))
            self._console.print()
        if found.faces_left_out:
            self._say(Text(left_out(found.faces_left_out)))

    def sheet(self, jpeg: bytes) -> None:
        """Show the contact sheet of the answer just printed."""
        if self._inline:
            width = min(self._console.width, WIDEST_SHEET)
            self._console.print(self._inline(jpeg), width=width)

    def no_answer(self, photo: Path, sentence: str) -> None:
        """Leave it at the sentence, which is said elsewhere."""

    def end(self) -> None:
        """Everything is printed already."""

    def _say(self, what: Text | Table) -> None:
        self._console.print(Padding(what, (0, 0, 0, 2), expand=False))

    def _table(self, found: Identification, decision: Decision) -> Table:
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
        # Where there is hardly any room, who it is matters most.
        if roomy := self._console.width >= NARROW:
            table.add_column("rank", justify="right", no_wrap=True)
        table.add_column("person", overflow="fold", min_width=5)
        table.add_column("similarity", justify="right", no_wrap=True)
        if roomy:
            table.add_column("photo", overflow="fold")
        known = decision.outcome is Outcome.KNOWN
        deciding = [decision.best] if decision.best and known else decision.choices
        people = {one.person_id for one in deciding}
        for rank, match in enumerate(decision.matches, 1):
            path = self._enrolled.file(match.photo_id).path.relative_to(self._folder)
            cells = [Text(isolated(found.names[match.person_id])), Text(f"{match.similarity:.2f}")]
            table.add_row(
                *([Text(str(rank)), *cells, Text(shown(path))] if roomy else cells),
                style=COLOURS[decision.outcome] if match.person_id in people else None,
            )
        return table


class _Paper(Console):
    def on_broken_pipe(self) -> None:
        """Let whoever runs the command say so, instead of ending the process."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def _headline(found: Identification, answer: Answer, face: str) -> Text:
    first, *rest = folder_answers.words(found, answer)
    outcome = answer.decision.outcome if answer.decision else Outcome.UNKNOWN
    line = Text(face).append(first, f"bold {COLOURS[outcome]}")
    return Text("\n").join([line, *map(Text, rest)])


def _is_somebody(decision: Decision) -> bool:
    return decision.outcome is not Outcome.UNKNOWN
