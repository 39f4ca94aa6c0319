"""Answers as people read them in a terminal: who it is, and the photos that speak for it."""

from __future__ import annotations

import functools
import io
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
from bot.texts import datasets

EDGELESS = 10_000
"""Columns where there is no terminal: programs that read lines are better off with whole ones."""
WIDEST_SHEET = 100
"""Columns that a contact sheet takes at most."""


class Tables:
    """Prints a photo's answers, the largest face first, each with a table of its matches."""

    def __init__(self, enrolled: FolderEnrolled, folder: Path) -> None:
        self._enrolled = enrolled
        self._folder = folder
        if isinstance(sys.stdout, io.TextIOWrapper):
            # A name in a script that the terminal lacks is no reason to end.
            sys.stdout.reconfigure(errors="replace")
        self._console = Console(highlight=False, markup=False, emoji=False)
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

    def answer(self, photo: Path, found: Identification) -> None:
        """Print who is in a photo."""
        several = len(found.answers) > 1
        self._console.print(Text(shown(photo), "bold"))
        if found.faceless:
            self._say(Text(datasets.NO_FACE_IN_IT))
        for number, answer in enumerate(found.answers, 1):
            headline = _headline(found, answer, f"face {number}: " if several else "")
            self._say(headline)
            if answer.decision and answer.decision.matches:
                self._say(self._table(found, answer.decision))
            self._console.print()
        if found.faces_left_out:
            self._say(Text(datasets.faces_left_out(found.faces_left_out)))

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
        table.add_column("rank", justify="right")
        table.add_column("person", overflow="fold")
        table.add_column("similarity", justify="right")
        table.add_column("photo", overflow="fold")
        decided = decision.best.person_id if decision.best and _is_known(decision) else None
        for rank, match in enumerate(decision.matches, 1):
            path = self._enrolled.file(match.photo_id).path.relative_to(self._folder)
            table.add_row(
                str(rank),
                Text(found.names[match.person_id]),
                f"{match.similarity:.2f}",
                Text(shown(path)),
                style="green" if match.person_id == decided else None,
            )
        return table


def _headline(found: Identification, answer: Answer, face: str) -> Text:
    first, *rest = datasets.words(found, answer)
    known = answer.decision is not None and _is_known(answer.decision)
    line = Text(face).append(first, "bold green" if known else "bold yellow")
    return Text("\n").join([line, *map(Text, rest)])


def _is_known(decision: Decision) -> bool:
    return decision.outcome is Outcome.KNOWN
