"""Asking which of several faces is meant."""

from __future__ import annotations

from bot.sandbox import Message
from storage.models import Face
from tests.people import group
from tests.stage import Stage, person

BOTH = group((0, 1), 0)


async def asked(stage: Stage, photo: bytes = BOTH, name: str = "Nitika") -> Message:
    said = await stage.show(photo, f"/enroll {name}")
    assert said.words == f"Which one is {name}?"
    return said


async def face_of(stage: Stage, name: str) -> Face:
    found = await person(stage, name)
    assert found
    (photo_id, *_) = await stage.services.store.photos.ids(found.id)
    face = (await stage.services.store.photos.get(photo_id)).face
    assert face
    return face
