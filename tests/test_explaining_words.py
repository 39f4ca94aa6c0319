"""From where on people are named, in words, wherever that is from."""

from __future__ import annotations

import pytest

from bot.chats.explaining import Explanation
from bot.recognition.embedding import ViewKind
from bot.recognition.learning import learn
from bot.recognition.scores import Rule
from bot.texts.explaining import sure
from storage.answered import Answer, AnsweredFace
from storage.records import Strictness
from tests.embedding_spaces import FACE_MODEL, NARROW, Space, enrolled

ANSWER = Answer(1, 7, None, 5, "file", "unique", None)
FACE = AnsweredFace(1, None, "known", (), (), (), "", 0, (), None, None, None, 1, ANSWER)


def told(view: ViewKind, people: int, strictness: Strictness = Strictness.NORMAL) -> str:
    """How sure an answer is in a chat with so many people, as it is said."""
    space = Space(FACE_MODEL if view is ViewKind.ALIGNED else NARROW, 3)
    learnt = learn(enrolled(space, [3] * people).gallery, view, Rule.LIKELIHOOD)
    explanation = Explanation(FACE, (), 0, None, None, learnt, same=True, view=view)
    return sure(explanation, learnt.thresholds(strictness), None)


@pytest.mark.parametrize(
    ("view", "people", "strictness", "usual"),
    [
        (ViewKind.ALIGNED, 1, Strictness.NORMAL, "a similarity of 0.45 to somebody's only photo"),
        (ViewKind.ALIGNED, 5, Strictness.NORMAL, "a similarity of 0.45 to somebody's only photo"),
        (ViewKind.FACE, 1, Strictness.NORMAL, "to be named takes a similarity of 0.95."),
        (ViewKind.FACE, 1, Strictness.STRICT, "to be named takes a similarity of 0.98."),
        (ViewKind.PHOTO, 1, Strictness.RELAXED, "to be named takes a similarity of 0.93."),
        (ViewKind.FACE, 2, Strictness.NORMAL, "once what all people here have in common is left"),
    ],
)
def test_what_is_gone_by_with_few_people_is_told(
    view: ViewKind, people: int, strictness: Strictness, usual: str
) -> None:
    words = told(view, people, strictness)
    assert words.startswith(f"With {people} pe")
    assert "so I go by what holds for most faces" in words
    assert usual in words


def test_with_many_people_nobody_speaks_of_few() -> None:
    words = told(ViewKind.ALIGNED, 30)
    assert words.startswith("From where on I name somebody I have learnt from the 30 people here:")
    assert "would name about 10, and with so many people I can be sure of " in words
    assert "few" not in words
