"""A person's card: their photos, and what can be done about them."""

from __future__ import annotations

import html
import io
import logging

import pytest
from PIL import Image

from bot.sandbox import Chat, User
from tests.people import portrait
from tests.rosters import OUT_OF_DATE, forged, known, labels, opened, press
from tests.stage import Stage

BUTTONS = [["Rename", "Add photos"], ["Remove a photo", "Merge"], ["Forget"]]


def group(stage: Stage, *members: User) -> Chat:
    """A group that Ann made, with these members besides."""
    everybody = [stage.ann, *members, stage.bot]
    return stage.sandbox.group("Friends", members=everybody, admins=[stage.ann], supergroup=True)


async def test_a_card_shows_the_photos_and_offers_what_can_be_done(stage: Stage) -> None:
    await stage.enrol("Anna", 0)
    card = await stage.say("/person anna")
    assert card.words.startswith("Anna · 2 photos\nKnown since ")
    assert labels(card) == BUTTONS
    assert card.photo
    with Image.open(io.BytesIO(card.photo)) as picture:
        assert picture.format == "JPEG"
        assert max(picture.size) <= 1280


async def test_without_a_name_one_line_tells_how(stage: Stage) -> None:
    answer = await stage.say("/person")
    assert answer.words == "Whose photos shall I show? Write for example /person Anna."


async def test_a_name_nearly_right_is_asked_about(stage: Stage) -> None:
    await known(stage, {"Anna": 1, "Zebulon": 1})
    answer = await stage.say("/person Ana")
    assert answer.words == "I don't know anybody called Ana here. Did you mean Anna?"
    assert labels(answer) == [["Anna"]]
    card = await opened(answer, "Anna", stage)
    assert card.words.startswith("Anna · 1 photo")


async def test_a_name_like_nobodys_leads_to_everybody(stage: Stage) -> None:
    await known(stage, {"Zebulon": 1})
    answer = await stage.say("/person Anna")
    assert answer.words == "I don't know anybody called Anna here."
    assert labels(answer) == [["All people"]]
    await press(answer, "All people")
    assert labels(answer) == [["Zebulon · 1"]]
    too_long = await stage.say(f"/person {'x' * 3000}")
    assert too_long.words.startswith("A name can have 64 characters at most")


async def test_more_than_twelve_photos_are_paged_through(stage: Stage) -> None:
    await known(stage, {"Anna": 13})
    card = await stage.say("/person Anna")
    assert card.words.endswith("\nPhotos 1–12 of 13")
    assert labels(card) == [*BUTTONS, ["1/2", "›"]]
    first = card.photo
    await press(card, "›")
    assert card.words.endswith("\nPhoto 13 of 13")
    assert labels(card)[-1] == ["‹", "2/2"]
    assert card.photo != first
    await press(card, "‹")
    assert card.photo == first


async def test_anybody_in_a_group_may_look(stage: Stage) -> None:
    bela = stage.sandbox.add_user("Bela")
    friends = group(stage, bela)
    await known(stage, {"Anna": 13}, friends)
    card = await stage.answer(friends.send_text(bela, "/person Anna"))
    assert card.photo
    await press(card, "›", bela)
    assert card.words.endswith("\nPhoto 13 of 13")


async def test_only_managers_may_change_and_the_others_are_told_kindly(stage: Stage) -> None:
    bela = stage.sandbox.add_user("Bela")
    friends = group(stage, bela)
    await known(stage, {"Anna": 2, "Carla": 1}, friends)
    card = await stage.answer(friends.send_text(bela, "/person Anna"))
    for label in ("Rename", "Remove a photo", "Merge", "Forget"):
        answer = await friends.press(bela, card, label)
        assert answer.alert
        assert answer.text.startswith("Only this group's admins may enrol and change people here.")
    # So it is on a message too old for the bot to see.
    answer = await friends.press(bela, card, "Forget", inaccessible=True)
    assert answer.text.startswith("Only this group's admins may enrol and change people here.")
    assert (await friends.press(stage.ann, card, "Forget", inaccessible=True)).text == OUT_OF_DATE
    for command in ("/forget Anna", "/rename Anna to Hanna"):
        refused = await stage.answer(friends.send_text(bela, command))
        assert refused.words.startswith(
            "Only this group's admins may enrol and change people here."
        )
    assert not card.edits
    assert {one.name for one in await stage.services.roster.people(friends.id)} == {
        "Anna",
        "Carla",
    }


async def test_where_photos_may_not_be_sent_the_card_is_words(stage: Stage) -> None:
    friends = group(stage)
    friends.restrict(stage.bot, photos=False)
    await known(stage, {"Anna": 13}, friends)
    card = await stage.answer(friends.send_text(stage.ann, "/person Anna"))
    assert card.photo is None
    assert card.words.startswith("Anna · 13 photos")
    assert "I may not send pictures here" in card.words
    assert labels(card) == [*BUTTONS, ["1/2", "›"]]
    await press(card, "›", stage.ann)
    assert "Photo 13 of 13" in card.words
    await press(card, "Remove a photo", stage.ann)
    await press(card, "13", stage.ann)
    await press(card, "Remove", stage.ann)
    assert "Photo 13 is removed." in card.words
    # As soon as they may be sent, the card has its picture.
    friends.restrict(stage.bot)
    await press(card, "Undo", stage.ann)
    assert card.photo


async def test_a_linked_member_is_named_without_being_called(stage: Stage) -> None:
    bela = stage.sandbox.add_user("Bela", last_name="<B>", username="bela")
    friends = group(stage, bela)
    await known(stage, {"Anna": 1, "Carla": 1}, friends)
    consent = stage.services.consent
    await consent.link(friends.id, "Anna", user_id=bela.id, username="bela")
    await consent.link(friends.id, "Carla", user_id=None, username="carla")
    card = await stage.answer(friends.send_text(stage.ann, "/person Anna"))
    assert "\nOn Telegram: Bela <B> (@bela)" in card.words
    card = await stage.answer(friends.send_text(stage.ann, "/person Carla"))
    assert "\nOn Telegram: @carla" in card.words
    assert not any(entity["type"].endswith("mention") for entity in card.entities)


async def test_in_private_it_is_not_said_of_anybody_that_they_are_gone(stage: Stage) -> None:
    await known(stage, {"Anna": 1})
    await stage.services.consent.link(stage.chat.id, "Anna", user_id=4711, username=None)
    card = await stage.say("/person Anna")
    assert "\nOn Telegram: somebody whose username I don't know" in card.words


async def test_only_managers_take_a_question_from_a_card(stage: Stage) -> None:
    bela = stage.sandbox.add_user("Bela")
    friends = group(stage, bela)
    await known(stage, {"Anna": 2, "Carla": 1}, friends)
    card = await stage.answer(friends.send_text(bela, "/person Anna"))
    for way, back in ((["Remove a photo"], "Back"), (["Remove a photo", "1"], "Keep")):
        for label in way:
            await press(card, label, stage.ann)
        refused = await friends.press(bela, card, back)
        assert refused.text.startswith("Only this group's admins")
        await press(card, back, stage.ann)
        assert labels(card) == BUTTONS
    await press(card, "Forget", stage.ann)
    refused = await friends.press(bela, card, "Keep")
    assert refused.text.startswith("Only this group's admins")
    assert labels(card) == [["Forget", "Keep"]]


async def test_where_nothing_may_be_written_a_press_is_told_so(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    friends = stage.sandbox.group(
        "Forum", members=[stage.ann, stage.bot], admins=[stage.ann], topics=True
    )
    topic = friends.add_topic("Photos")
    await known(stage, {"Anna": 2}, friends)
    card = await stage.answer(friends.send_text(stage.ann, "/person Anna", topic=topic))
    listed = await stage.answer(friends.send_text(stage.ann, "/people", topic=topic))
    friends.close_topic(topic)
    for message, label in ((card, "Rename"), (card, "Add photos"), (listed, "Anna · 2")):
        answer = await friends.press(stage.ann, message, label)
        assert answer.alert
        assert answer.text.startswith("I may not write here just now")
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


NAMES = {
    "markup": "<b>Bob</b> & co",
    "unclosed": "<3 Bob",
    "quotes": 'Anna "Ann" O\'Hara',
    "emoji": "👩‍👩‍👧 Anna 🎉",
    "arabic": "عبد الرحمن",
    "devanagari": "अनुष्का",
    "longest": "Maximiliane-Charlotte Freifrau von Hohenstein-Wittgenstein zu Be",
    "wide": "👑" * 64,
    "joined": "👩‍" * 32,
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
async def test_whatever_the_name_it_is_shown_and_can_be_managed(stage: Stage, name: str) -> None:
    await stage.answer(stage.chat.send_photo(stage.ann, portrait(0, 0), caption=f"/enroll {name}"))
    await known(stage, {"Zoe": 1})
    listed = await stage.say("/people")
    (label,) = [
        cell.text for row in listed.buttons for cell in row if not cell.text.startswith("Zoe")
    ]
    assert label.replace("\u2068", "").startswith(name[0])
    card = await opened(listed, label, stage)
    assert card.photo
    assert name in card.words.replace("\u2068", "").replace("\u2069", "")
    assert html.escape(name) in card.html
    for button in ("Remove a photo", "1", "Keep", "Merge", "Zoe · 1", "Back", "Back", "Forget"):
        await press(card, button)
    assert name in card.words.replace("\u2068", "").replace("\u2069", "")
    gone = await opened(card, "Forget", stage)
    assert name in gone.words.replace("\u2068", "").replace("\u2069", "")
    await press(gone, "Undo")
    assert name in gone.words.replace("\u2068", "").replace("\u2069", "")
    shown = await opened(gone, gone.buttons[0][0].text, stage)
    assert shown.photo


@pytest.mark.parametrize(
    "data", ["cardpage:999999:0", "cardpick:0:0", "keep:999", "cardphoto:1:999", "cardback:7:0"]
)
async def test_forged_presses_on_a_card_change_nothing(stage: Stage, data: str) -> None:
    await known(stage, {"Anna": 2})
    card = await stage.say("/person Anna")
    assert (await forged(card, data)).text == OUT_OF_DATE
    assert not card.edits
