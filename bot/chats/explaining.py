"""Use case: why a face was answered as it was, as far as that can still be told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bot.chats.noting import basis_of
from bot.recognition.comparing import in_use
from bot.recognition.embedding import ViewKind
from bot.recognition.enrolled import ChatEnrolled
from bot.recognition.learning import Learnt
from bot.recognition.recogniser import Recogniser
from bot.recognition.trying import Asking, friends, strangers
from storage.answered import AnsweredFace
from storage.records import Strictness

FEWEST_SHOWN = 2
"""Of so many people on, photos lie near to somebody, or far from everybody else."""


@dataclass(frozen=True)
class Explanation:
    """Why a face was answered as it was.

    ``deciding`` counts the closest photos by whose they are, the most first; ``best`` and
    ``second`` are who came first and next, where they are still there. ``learnt`` is what the
    chat teaches now, where scores are still compared as they were then; ``same`` says that
    nothing was added or removed since. ``gone`` counts the closest photos that are not there any
    more. ``view`` is of what is compared now.
    """

    face: AnsweredFace
    deciding: tuple[tuple[str, int], ...]
    gone: int
    best: str | None
    second: str | None
    learnt: Learnt | None
    same: bool
    view: ViewKind | None

    @property
    def is_of_few(self) -> bool:
        """Whether there are too few people to see where their photos lie."""
        return self.learnt is not None and len(self.learnt.roll) <= FEWEST_SHOWN


@dataclass(frozen=True)
class Dots:
    """Scores of a chat's own photos, each as if it, or its person, had not been enrolled."""

    friends: tuple[float, ...]
    strangers: tuple[float, ...]


def dots_of(learnt: Learnt, view: ViewKind, strictness: Strictness) -> Dots:
    """Where a chat's own photos lie; nothing where there are too few to lie anywhere.

    Where too few people are there to learn from, that is the same as `evaluate` finds.
    """
    if learnt.impostors is not None:
        own = learnt.friends.scores if learnt.friends else ()
        return Dots(own, learnt.impostors.scores)
    if len(learnt.roll) < FEWEST_SHOWN:
        return Dots((), ())
    asking = Asking(view, learnt.rule, strictness)
    line = learnt.thresholds(strictness).known.score
    return Dots(
        tuple(line + one.over for one in friends(learnt.gallery, asking)),
        tuple(line + one.over for one in strangers(learnt.gallery, asking)),
    )


async def explain(recogniser: Recogniser, face: AnsweredFace) -> Explanation:
    """What speaks for an answer, and what the chat's own photos teach about it."""
    chat_id, store = face.answer.chat_id, recogniser.store
    owners = Counter[str]()
    for photo_id in face.photo_ids:
        person = await store.people.shown_in(chat_id, photo_id)
        if person is not None:
            owners[person.name] += 1
    first = [*face.named, *face.others][:2]
    names = await store.people.names(chat_id, first)
    best, second, *_ = (*(names.get(one) for one in first), None, None)
    learnt, view = await _learnt(recogniser, face)
    return Explanation(
        face,
        tuple(owners.most_common()),
        len(face.photo_ids) - owners.total(),
        best,
        second,
        learnt,
        (await store.chats.holdings(chat_id))[1] == face.photos,
        view,
    )


async def _learnt(
    recogniser: Recogniser, face: AnsweredFace
) -> tuple[Learnt | None, ViewKind | None]:
    chat_id = face.answer.chat_id
    enrolled = ChatEnrolled(chat_id, recogniser.galleries, recogniser.store)
    spec, _ = await in_use(enrolled, recogniser.sight.specs)
    if basis_of(recogniser.identifier.rule, spec) != face.basis:
        return None, None
    return await recogniser.learnt(chat_id), ViewKind(spec.view) if spec else None
