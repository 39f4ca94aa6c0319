"""A simulated chat: photos are asked about, answers get feedback, and some of it is mistaken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from bot.recognition.embedding import ViewKind
from bot.recognition.gallery import Gallery, Vetoes
from bot.recognition.learning import Learnt, learn
from bot.recognition.matching import Decision, Outcome, decide
from bot.recognition.scores import Rule
from tests.embedding_spaces import Geometry, Space, Vectors, enrolled

SIZES = (1, 2, 3, 5, 8, 4, 2, 6, 3, 1, 5, 4)
NOBODY = -1
STRANGERS_SHARE = 0.35
REGULARS = 30
"""Strangers who are asked about again and again."""
DUPLICATE = 0.98


@dataclass(frozen=True)
class Standing:
    """How well new photos are answered: shares, 0 to 1.

    ``identified`` are enrolled people's photos for whom the right person is ranked first, and
    ``named`` those of which they are known; ``strangers`` are the strangers who are known.
    """

    identified: float
    named: float
    strangers: float


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

    def live(self, answers: int, *, relearn_every: int = 5) -> None:
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

    def say(self, face: Vectors, whose: int, said: Decision, regular: int) -> None:
        """What somebody says of an answer: the truth, mostly."""
        if said.best is None or said.outcome is Outcome.UNKNOWN:
            return
        told = whose
        if self.chance.random() < self.mistaken:
            others = [person for person in (NOBODY, *range(len(SIZES))) if person != whose]
            # Who errs mostly confirms a wrong answer, or says that a right one is nobody's.
            right = said.best.person_id == whose
            likely = NOBODY if right else said.best.person_id
            told = likely if self.chance.random() < 0.7 else int(self.chance.choice(others))
        if told != NOBODY:
            self.add(face, told)
        offered = [one.person_id for one in said.choices] or [said.best.person_id]
        wrong = [person for person in offered if person != told]
        self.vetoed += [(person, face) for person in wrong]
        if said.outcome is Outcome.KNOWN and told == whose != said.best.person_id:
            self.put_right(face, whose, said.best.person_id, regular)

    def put_right(self, face: Vectors, whose: int, wrong: int, regular: int) -> None:
        self.learnt = self.learn()
        self.corrected += 1
        self.returned += names(self.ask(face), wrong)
        if whose == NOBODY:
            for other in self.space.photos(self.regulars[regular], 4):
                self.asked_again += 1
                self.again += names(self.ask(other), wrong)

    def add(self, face: Vectors, person: int) -> None:
        own = np.array(self.owners) == person
        if float((np.stack(self.photos)[own] @ face).max()) < DUPLICATE:
            self.photos.append(face)
            self.owners.append(person)

    def watched(self, answers: int, *, points: int) -> list[Standing]:
        """How it stands before, and at so many points until that many answers were given, by
        the same new photos."""
        faces = np.concatenate([self.space.photos(one, 12) for one in self.identities])
        friends = faces, np.repeat(np.arange(len(SIZES)), 12).tolist()
        strangers = self.space.strangers(500)
        found = [self.standing(friends, strangers)]
        for _ in range(points):
            self.live(answers // points)
            self.learnt = self.learn()
            found.append(self.standing(friends, strangers))
        return found

    def standing(self, friends: tuple[Vectors, Sequence[int]], strangers: Vectors) -> Standing:
        said = [(self.ask(face), whose) for face, whose in zip(*friends, strict=True)]
        return Standing(
            float(
                np.mean([one.best is not None and one.best.person_id == who for one, who in said])
            ),
            float(np.mean([names(one, who) for one, who in said])),
            float(np.mean([self.ask(face).outcome is Outcome.KNOWN for face in strangers])),
        )


def names(said: Decision, person: int) -> bool:
    """Whether somebody is known, or asked about first."""
    return (
        said.outcome is Outcome.KNOWN and said.best is not None and said.best.person_id == person
    )
