"""Photos are removed by their numbers, one at a time, and can come back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.sandbox import Sandbox
from tests.people import portrait
from tests.rosters import OUT_OF_DATE, forged, known, labels, names, press
from tests.stage import Stage, staged


async def test_a_photo_is_removed_by_its_number_and_comes_back(stage: Stage) -> None:
    (anna,) = await known(stage, {"Anna": 5})
    ids = await stage.services.roster.photos(stage.chat.id, anna)
    card = await stage.say("/person Anna")
    whole = card.photo
    await press(card, "Remove a photo")
    assert card.words.endswith("\n\nWhich photo shall go? Tap its number.")
    assert labels(card) == [["1", "2", "3", "4", "5"], ["Back"]]
    await press(card, "3")
    assert "Remove photo 3 of Anna?" in card.words
    assert labels(card) == [["Remove", "Keep"]]
    assert card.photo != whole
    await press(card, "Remove")
    assert card.words.startswith("Anna · 4 photos")
    assert "Photo 3 is removed. Undo is possible for 10 minutes" in card.words
    assert labels(card)[0] == ["Undo"]
    left = await stage.services.roster.photos(stage.chat.id, anna)
    assert left == [*ids[:2], *ids[3:]]
    await press(card, "Undo")
    assert "The photo is back." in card.words
    assert card.photo == whole
    assert await stage.services.roster.photos(stage.chat.id, anna) == ids


async def test_one_can_think_better_of_it_at_every_step(stage: Stage) -> None:
    await known(stage, {"Anna": 2})
    card = await stage.say("/person Anna")
    at_first, buttons = card.photo, labels(card)
    await press(card, "Remove a photo")
    await press(card, "Back")
    assert (card.photo, labels(card)) == (at_first, buttons)
    await press(card, "Remove a photo")
    await press(card, "2")
    await press(card, "Keep")
    assert (card.photo, labels(card)) == (at_first, buttons)
    assert await names(stage) == {"Anna": 2}


async def test_removing_the_last_photo_forgets_the_person(stage: Stage) -> None:
    await known(stage, {"Anna": 1})
    card = await stage.say("/person Anna")
    await press(card, "Remove a photo")
    await press(card, "1")
    assert "It is the only one, so this forgets Anna." in card.words
    await press(card, "Remove")
    # The picture goes with the person.
    assert card.deleted
    gone = stage.chat.messages[-1]
    assert gone.words.startswith("Anna is forgotten, with 1 photo.")
    assert await names(stage) == {}
    await press(gone, "Undo")
    assert gone.words == "Anna is back, with 1 photo."
    assert await names(stage) == {"Anna": 1}


async def test_a_later_page_keeps_its_numbers(stage: Stage) -> None:
    (anna,) = await known(stage, {"Anna": 14})
    ids = await stage.services.roster.photos(stage.chat.id, anna)
    card = await stage.say("/person Anna")
    await press(card, "Remove a photo")
    assert labels(card)[0] == ["1", "2", "3", "4", "5", "6"]
    await press(card, "›")
    assert labels(card) == [["13", "14"], ["‹", "2/2"], ["Back"]]
    await press(card, "14")
    assert "Remove photo 14 of Anna?" in card.words
    await press(card, "Remove")
    assert card.words.startswith("Anna · 13 photos")
    assert "Photo 13 of 13" in card.words
    assert await stage.services.roster.photos(stage.chat.id, anna) == ids[:13]


async def test_a_number_means_the_photo_that_it_stood_on(stage: Stage) -> None:
    """Two cards of one person are open; what one removes shifts no number of the other."""
    (anna,) = await known(stage, {"Anna": 3})
    first, second, third = await stage.services.roster.photos(stage.chat.id, anna)
    one, other = await stage.say("/person Anna"), await stage.say("/person Anna")
    for card in (one, other):
        await press(card, "Remove a photo")
    await press(one, "1")
    await press(one, "Remove")
    # By now it is the second of two, and the card drawn with the question says so.
    await press(other, "3")
    assert "Remove photo 2 of Anna?" in other.words
    await press(other, "Remove")
    assert await stage.services.roster.photos(stage.chat.id, anna) == [second]
    assert first != third
    # A second tap removes nothing more, and offers to undo it once more.
    await forged(one, f"carddrop:{anna}:{third}")
    await stage.chat.until(lambda: "The photo is removed." in one.words)
    assert await names(stage) == {"Anna": 1}
    await press(one, "Undo")
    assert await stage.services.roster.photos(stage.chat.id, anna) == [second, third]
    answer = await forged(other, f"carddrop:{anna}:{first + 100}")
    assert answer.text == OUT_OF_DATE


async def test_ids_of_other_chats_are_out_of_date(stage: Stage) -> None:
    bela = stage.sandbox.add_user("Bela")
    theirs = stage.sandbox.private_chat(bela, stage.bot, started=True)
    (carla,) = await known(stage, {"Carla": 2}, theirs)
    photo, _ = await stage.services.roster.photos(theirs.id, carla)
    (anna,) = await known(stage, {"Anna": 2})
    card = await stage.say("/person Anna")
    for data in (
        f"cardpick:{carla}:0",
        f"cardphoto:{carla}:{photo}",
        f"cardphoto:{anna}:{photo}",
        f"carddrop:{carla}:{photo}",
        f"carddrop:{anna}:{photo}",
    ):
        assert (await forged(card, data)).text == OUT_OF_DATE
    removal = await stage.services.roster.remove_photo(theirs.id, photo, None, datetime.now(UTC))
    assert (await forged(card, f"cardback:{removal.id}:0")).text == OUT_OF_DATE
    assert (await forged(card, f"undo:{removal.id}")).text == OUT_OF_DATE
    assert await names(stage, theirs) == {"Carla": 1}


async def test_every_step_outlives_a_restart(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        bot, ann = sandbox.add_bot("whosthis_bot"), sandbox.add_user("Ann")
        chat = sandbox.private_chat(ann, bot)
        async with staged(tmp_path / "a.db", sandbox, bot) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            await known(stage, {"Anna": 3})
            card = await stage.say("/person Anna")
        for label in ("Remove a photo", "2", "Remove", "Undo"):
            async with staged(tmp_path / "a.db", sandbox, bot) as (services, _):
                await press(card, label)
                photos = (await services.roster.people(chat.id))[0].photos
                assert photos == (2 if label == "Remove" else 3)


async def test_after_ten_minutes_nothing_comes_back(stage: Stage) -> None:
    await known(stage, {"Anna": 2})
    card = await stage.say("/person Anna")
    for label in ("Remove a photo", "1", "Remove"):
        await press(card, label)
    await stage.services.roster.purge(datetime.now(UTC) + timedelta(minutes=11))
    answer = await stage.chat.press(stage.ann, card, "Undo")
    assert (answer.text, answer.alert) == (OUT_OF_DATE, True)
    assert await names(stage) == {"Anna": 1}


async def test_a_removed_photo_is_nobodys_evidence(stage: Stage) -> None:
    await stage.show(portrait(0, 0), "/enroll Anna")
    await stage.show(portrait(1, 0), "/enroll Anna")
    await stage.show(portrait(2, 0), "/enroll Bela")
    assert (await stage.show(portrait(1, 1))).words.startswith("Anna\n")
    anna = await stage.services.store.people.find(stage.chat.id, "Anna")
    assert anna
    ids = await stage.services.roster.photos(stage.chat.id, anna.id)
    card = await stage.say("/person Anna")
    # Photos that came in the same second are in no order that one could foresee.
    for label in ("Remove a photo", str(ids.index(max(ids)) + 1), "Remove"):
        await press(card, label)
    assert not (await stage.show(portrait(1, 1))).words.startswith("Anna\n")
    assert (await stage.show(portrait(0, 1))).words.startswith("Anna\n")
    await press(card, "Undo")
    assert (await stage.show(portrait(1, 1))).words.startswith("Anna\n")
