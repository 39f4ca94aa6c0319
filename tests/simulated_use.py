"""A simulated chat: photos are asked about, answers get feedback, and some of it is mistaken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.recognition.embedding import ViewKind
from bot.recognition.gallery import Gallery, Vetoes
from bot.recognition.learning import Learnt, learn
from bot.recognition.matching import Decision, Outcome, decide, reaches
from bot.recognition.scores import Rule
from storage.records import Strictness
from tests.embedding_spaces import Geometry, Space, Vectors, enrolled
from tests.promises import scores_of

SIZES = (1, 2, 3, 5, 8, 4, 2, 6, 3, 1, 5, 4)
NOBODY = -1
STRANGERS_SHARE = 0.35
REGULARS = 30
"""Strangers who are asked about again and again."""
NAMED_SHARE = 0.3
"""Of the faces that nobody was named for, so many are given a name by those who know it."""
FPIR = 0.01

Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Asked:
    """New photos, always the same: friends, whose they are, and strangers."""

    friends: Vectors
    owners: NDArray[np.int64]
    strangers: Vectors


@dataclass(frozen=True)
class Standing:
    """How each of the new photos is answered.

    ``identified`` are the friends' for whom the right person is ranked first, ``named`` those of
    which they are known, and ``found`` those of which they would be with the threshold that just
    one stranger in a hundred passes; ``strangers`` are the strangers' of which somebody is known.
    All are bool [photos].
    """

    identified: Truths
    named: Truths
    found: Truths
    strangers: Truths

    @property
    def shares(self) -> tuple[float, ...]:
        each = self.identified, self.named, self.found, self.strangers
        return tuple(float(one.mean()) for one in each)


@dataclass
class Use:
    """One chat's life. ``returned`` are wrong answers that came back for the same face, and
    ``again`` those for other photos of a stranger about whom somebody was put right."""

    geometry: Geometry
    seed: int
    mistaken: float = 0.05
    corrected: int = 0
    returned: int = 0
    again: int = 0
    asked_again: int = 0
    vetoed: list[tuple[int, Vectors]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.space = Space(self.geometry, self.seed)
        self.chance = np.random.default_rng([self.seed, 5])
        start = enrolled(self.space, SIZES)
        self.identities = start.identities
        self.regulars = self.space.people(REGULARS)
        self.photos = list(start.gallery.vectors)
        self.owners = start.gallery.person_ids.tolist()
        self.learnt = self.learn()

    def learn(self) -> Learnt:
        count = len(self.photos)
        faces = [face for _, face in self.vetoed]
        vetoes = Vetoes.none()
        if faces:
            people = np.array([person for person, _ in self.vetoed], np.int64)
            vetoes = Vetoes(np.stack(faces), people, np.arange(len(faces)))
        gallery = Gallery(
            np.stack(self.photos),
            np.array(self.owners, np.int64),
            np.arange(count),
            np.arange(count),
            vetoes,
        )
        return learn(gallery, ViewKind.ALIGNED, Rule.LIKELIHOOD)

    def ask(self, face: Vectors) -> Decision:
        return decide(face, self.learnt, top_k=5)

    def live(self, answers: int, *, relearn_every: int = 10) -> None:
        for count in range(answers):
            whose = int(self.chance.integers(len(SIZES)))
            if self.chance.random() < STRANGERS_SHARE:
                whose = NOBODY
            regular = int(self.chance.integers(REGULARS))
            identity = self.regulars[regular] if whose == NOBODY else self.identities[whose]
            face = self.space.photos(identity, 1)[0]
            self.say(face, whose, self.ask(face), regular)
            if count % relearn_every == 0:
                self.learnt = self.learn()
        self.learnt = self.learn()

    def say(self, face: Vectors, whose: int, said: Decision, regular: int) -> None:
        """What somebody says of an answer: the truth, mostly."""
        offered = [one.person_id for one in said.choices]
        if said.outcome is Outcome.KNOWN and said.best is not None:
            offered = [said.best.person_id]
        if not offered and self.chance.random() >= NAMED_SHARE:
            return
        told = self.told(whose, offered)
        if told != NOBODY:
            self.add(face, told, said, named=told not in offered)
        # Whoever picks one of several says nothing of the others.
        if told not in offered:
            self.vetoed += [(person, face) for person in offered]
        if said.outcome is Outcome.KNOWN and told == whose != offered[0]:
            self.put_right(face, whose, offered[0], regular)

    def told(self, whose: int, offered: list[int]) -> int:
        """Whom somebody says that it is, who may be mistaken."""
        if self.chance.random() >= self.mistaken:
            return whose
        # Who errs mostly confirms a wrong answer, or says that a right one is nobody's.
        wrong = [person for person in offered if person != whose]
        likely = NOBODY if whose in offered or not wrong else wrong[0]
        if likely != whose and self.chance.random() < 0.7:
            return likely
        others = [person for person in (NOBODY, *range(len(SIZES))) if person != whose]
        return int(self.chance.choice(others))

    def put_right(self, face: Vectors, whose: int, wrong: int, regular: int) -> None:
        self.learnt = self.learn()
        self.corrected += 1
        self.returned += names(self.ask(face), wrong)
        if whose == NOBODY:
            for other in self.space.photos(self.regulars[regular], 4):
                self.asked_again += 1
                self.again += names(self.ask(other), wrong)

    def add(self, face: Vectors, person: int, said: Decision, *, named: bool) -> None:
        """Add a photo as the bot does: what is confirmed is held back where it is doubted, and
        what somebody has named is not. No picture is sent twice."""
        best, by = said.best, said.thresholds
        other = None if best is None or best.person_id == person else best
        if other is not None and not named and reaches(other, by.known.score, by):
            return
        self.photos.append(face)
        self.owners.append(person)

    def asked(self, *, friends: int = 12, strangers: int = 500) -> Asked:
        """New photos of everybody, so many each, and of so many strangers."""
        faces = [self.space.photos(one, friends) for one in self.identities]
        owners = np.repeat(np.arange(len(SIZES)), friends)
        return Asked(np.concatenate(faces), owners, self.space.strangers(strangers))

    def watched(self, answers: int, asked: Asked, *, points: int) -> Iterator[Standing]:
        """How it stands before, and at so many points until that many answers were given."""
        yield self.standing(asked)
        for _ in range(points):
            self.live(answers // points)
            yield self.standing(asked)

    def standing(self, asked: Asked) -> Standing:
        known = self.learnt.thresholds(Strictness.NORMAL).known.score
        pairs = list(zip(asked.friends, asked.owners.tolist(), strict=True))
        said = [(self.ask(face), whose) for face, whose in pairs]
        first = [one.best is not None and one.best.person_id == whose for one, whose in said]
        scores = scores_of(self.learnt, asked.friends)
        best = scores_of(self.learnt, asked.strangers).max(axis=1)
        right = scores.argmax(axis=1) == asked.owners
        return Standing(
            np.array(first),
            np.array([names(one, whose) for one, whose in said]),
            right & (scores.max(axis=1) > np.quantile(best, 1 - FPIR)),
            np.array(
                [
                    score >= known and self.ask(face).outcome is Outcome.KNOWN
                    for face, score in zip(asked.strangers, best, strict=True)
                ]
            ),
        )


def names(said: Decision, person: int) -> bool:
    """Whether somebody is known."""
    return (
        said.outcome is Outcome.KNOWN and said.best is not None and said.best.person_id == person
    )
