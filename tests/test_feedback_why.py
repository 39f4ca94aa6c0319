"""Why? under an answer tells what speaks for it, and shows where the face lies."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from bot.sandbox import Refused
from tests.people import portrait
from tests.rosters import labels, opened, press
from tests.stage import Stage, on_stage
from tests.teaching import learn

NAMES = ("Nitika", "Vasu", "Anna", "Bela", "Carl", "Dora")
LEARNING = {"MATCH_THRESHOLD": ""}
"""With this, the chat's own photos tell from where on people are named."""


async def test_with_few_people_it_says_what_it_goes_by(tmp_path: Path) -> None:
    async with on_stage(tmp_path, LEARNING) as stage:
        await learn(stage, "Nitika", 0)
        await learn(stage, "Vasu", 1)
        answer = await stage.show(portrait(0, 5))
        told = await opened(answer, "Why?", stage)
        first, photos, second, sure, _ = told.words.splitlines()
        assert first in {"Why Nitika?", "Why am I not sure?"}
        assert photos == "The 4 closest photos: 2 of Nitika, 2 of Vasu."
        first_of_all = "" if first == "Why Nitika?" else "Most like Nitika. "
        assert second.startswith(f"{first_of_all}Next comes Vasu, ")
        assert sure == (
            "With 2 people here there is too little to learn from, so I go by what holds for "
            "most faces: to be named takes a similarity of 0.45 to somebody's only photo, or more "
            "if strict, less if relaxed. From 6 people on I learn it from your photos."
        )


async def test_of_a_stranger_it_is_told_whom_they_are_most_like(tmp_path: Path) -> None:
    async with on_stage(tmp_path, LEARNING) as stage:
        await learn(stage, "Nitika", 16)
        await learn(stage, "Vasu", 17)
        told = await opened(await stage.show(portrait(20, 5)), "Why?", stage)
        first, _, two, _, _ = told.words.splitlines()
        assert first == "Why do I name nobody?"
        assert two.startswith(
            ("Most like Nitika. Next comes Vasu, ", "Most like Vasu. Next comes N")
        )


async def test_with_enough_people_a_chart_shows_where_the_face_lies(tmp_path: Path) -> None:
    async with on_stage(tmp_path, LEARNING) as stage:
        for number, name in enumerate(NAMES):
            await learn(stage, name, number)
        answer = await stage.show(portrait(0, 5))
        told = await opened(answer, "Why?", stage)
        assert told.photo
        with Image.open(io.BytesIO(told.photo)) as chart:
            assert chart.width == 1080
        assert "From where on I name somebody I have learnt from the 6 people here" in told.words
        assert "each dot is a photo" in told.words
        assert "have come or gone" not in told.words
        await press(answer, "✓ Right" if "✓ Right" in labels(answer)[0] else "Nitika")
        other = await stage.show(portrait(0, 6))
        await stage.enrol("Eve", 7)
        changed = await opened(other, "Why?", stage)
        assert "Photos have come or gone since I answered" in changed.words


async def test_a_settled_similarity_is_said_to_be_settled(stage: Stage) -> None:
    await stage.enrol("Nitika", 0, range(1))
    told = await opened(await stage.show(portrait(0, 5)), "Why?", stage)
    assert told.words.splitlines() == [
        "Why Nitika?",
        "The closest photo is Nitika's.",
        "Whoever runs me has set from which similarity on I name people.",
    ]


async def test_pressed_twice_it_tells_once(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    answer = await stage.show(portrait(0, 5))
    await opened(answer, "Why?", stage)
    again = await stage.chat.press(stage.ann, answer, "Why?")
    assert again.text == "I have told why just now."


async def test_where_no_pictures_may_be_sent_it_is_told_in_words(tmp_path: Path) -> None:
    async with on_stage(tmp_path, LEARNING) as stage:
        for number, name in enumerate(NAMES):
            await learn(stage, name, number)
        answer = await stage.show(portrait(0, 5))
        stage.sandbox.faults.always("sendPhoto", Refused("not enough rights to send photos"))
        told = await opened(answer, "Why?", stage)
        assert not told.photo
        assert "The 5 closest photos" in told.words


async def test_of_whom_is_gone_it_does_not_speak(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    await stage.enrol("Vasu", 1)
    answer = await stage.show(portrait(0, 5))
    await press(await stage.say("/forget Nitika"), "Forget")
    told = await opened(answer, "Why?", stage)
    assert "Nitika" not in told.words
    assert told.words.startswith("Why did I name somebody who is not here any more?")
    assert "2 that are gone by now" in told.words
