"""The buttons under answers: what each says, calls for and carries."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chats.answered import Standing
from bot.recognition.matching import Outcome
from bot.texts.people import is_short, label
from storage.answered import AnsweredFace, Feedback, FeedbackKind
from storage.models import PersonSummary

Key = tuple[str, str, tuple[int, ...]]
"""A button's label, the action that it calls for, and the numbers that it carries."""
Rows = list[list[Key]]

RIGHT = "✓ Right"
WRONG = "✗ Wrong"
WHY = "Why?"
UNDO = "Undo"
BACK = "Back"
NAME = "Name this face"
SOMEONE_ELSE = "Someone else"
SOMEBODY_NEW = "Somebody new"
STRANGER = "A stranger"
EVERY_FACE = "All faces"
WHO = "Who is it?"
ACROSS, ACROSS_NAMED = 6, 4
"""Numbers side by side, and numbers that have a word beside them."""
ON_A_PAGE = 8


class Buttons(Standing):
    """The buttons of an answer as it stands."""

    @classmethod
    def of(cls, standing: Standing) -> Buttons:
        """Those of an answer that stands like this."""
        return cls(standing.faces, standing.said, standing.names, standing.taken)

    def under(self, face: AnsweredFace | None = None) -> Rows:
        """The buttons: those of one face, or where there are several those that lead to each."""
        if face is None and self.several:
            return self._overview()
        face = face or self.faces[0]
        if face.id in self.said:
            return self._taught(face, self.said[face.id])
        return self._open(face)

    def why(self) -> Rows:
        """What leads from several faces to why each is answered as it is."""
        keys = [(f"{WHY} {face.number}", "why", (face.id,)) for face in self.faces]
        return _in_rows(keys, ACROSS_NAMED)

    def explained(self) -> Rows:
        """Where nothing can be said of an answer: why it is what it is, at once."""
        return self.why() if self.several else [[self._why(self.faces[0])]]

    def choice(self, face: AnsweredFace, people: Sequence[PersonSummary]) -> tuple[Rows, Rows]:
        """Who a face is: some of the chat's people, and below, whoever is not among them."""
        keys = [(label(one.name), "its", (face.id, one.id)) for one in people]
        narrow = all(is_short(one.name) for one in people)
        new: list[Key] = [(SOMEBODY_NEW, "newface", (face.id,))]
        feedback = self.said.get(face.id)
        if face.named:
            new.append((STRANGER, "stranger", (face.id,)))
        back: list[Key] = [(BACK, "faces", (face.id,)) if feedback is None else undo(feedback)]
        if feedback is not None and self.several:
            back.append((EVERY_FACE, "faces", (face.id,)))
        return _in_rows(keys, 2 if narrow else 1), [new, back]

    def _open(self, face: AnsweredFace) -> Rows:
        """The buttons of a face of which nothing was said."""
        last = [self._why(face)]
        if self.several:
            last.append((EVERY_FACE, "faces", (face.id,)))
        there = [one for one in face.named if one in self.names]
        if not there:
            return [[(NAME, "naming", (face.id, 0)), *last]]
        if face.outcome == Outcome.KNOWN:
            known: list[Key] = [(RIGHT, "its", (face.id, there[0])), (WRONG, "wrong", (face.id,))]
            return [known, last] if self.several else [[*known, *last]]
        names = [self.names[one] for one in there]
        keys = [
            (label(name), "its", (face.id, one)) for name, one in zip(names, there, strict=True)
        ]
        across = len(keys) if all(map(is_short, names)) else 1
        return [*_in_rows(keys, across), [(SOMEONE_ELSE, "wrong", (face.id,)), *last]]

    def _taught(self, face: AnsweredFace, feedback: Feedback) -> Rows:
        """The buttons of a face of which something was said."""
        row = [undo(feedback), self._why(face)]
        if feedback.kind is FeedbackKind.WRONG:
            row.insert(0, (WHO, "naming", (face.id, 0)))
        if self.several:
            row.append((EVERY_FACE, "faces", (face.id,)))
        return [row]

    def _overview(self) -> Rows:
        keys = [self._face(face) for face in self.faces]
        across = ACROSS if all(len(text) <= 4 for text, *_ in keys) else ACROSS_NAMED
        return [*_in_rows(keys, across), [(WHY, "whys", (self.faces[0].id,))]]

    def _face(self, face: AnsweredFace) -> Key:
        """What leads to the buttons of one face of several."""
        number, feedback = str(face.number), self.said.get(face.id)
        if feedback is not None:
            nobody = feedback.kind is FeedbackKind.WRONG
            return f"{number} {'✗' if nobody else '✓'}", "face", (face.id,)
        if not any(one in self.names for one in face.named):
            return f"Name {number}", "naming", (face.id, 0)
        return number if face.outcome == Outcome.KNOWN else f"{number} ?", "face", (face.id,)

    def _why(self, face: AnsweredFace) -> Key:
        return WHY, "why", (face.id,)


def undo(feedback: Feedback) -> Key:
    """The button that takes back what was said."""
    return UNDO, "unlearn", (feedback.id,)


def _in_rows(keys: Sequence[Key], across: int) -> Rows:
    """Keys in rows of about the same length."""
    rows = -(-len(keys) // across)
    size = -(-len(keys) // max(rows, 1))
    return [list(keys[first : first + size]) for first in range(0, len(keys), max(size, 1))]
