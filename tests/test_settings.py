"""/settings: who may change what, and what it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.recognition.embedding import ViewKind
from bot.recognition.impostors import Threshold
from bot.recognition.standards import standard_of
from bot.sandbox import Message
from bot.texts.refusals import ADMINS_ONLY, OUT_OF_DATE
from bot.texts.settings import promised
from storage.models import Chat
from storage.records import Answers, Managers, Preferences, Strictness
from storage.store import Store
from tests.families import Family, family
from tests.people import portrait
from tests.stage import Stage, on_stage


def labels(message: Message) -> list[list[str]]:
    return [[button.text for button in row] for row in message.buttons]


async def settings(family: Family) -> Message:
    """The group's settings, as Ann is shown them."""
    return await family.answer(family.group.send_text(family.ann, "/settings"))


async def test_an_admin_changes_a_groups_settings_under_one_message(stage: Stage) -> None:
    there = family(stage)
    shown = await settings(there)
    assert shown.words.startswith("Settings of this group\n\nI answer when asked")
    assert labels(shown) == [
        ["✓ When asked", "Every photo"],
        ["✓ Admins enrol", "Everyone enrols"],
        ["Strict", "✓ Normal", "Relaxed"],
        ["1", "3", "✓ 5", "10"],
    ]
    for label in ("Every photo", "Only 👀", "Everyone enrols", "Strict", "10"):
        assert (await there.group.press(there.ann, shown, label)).text == ""
        await there.group.next_change(shown)
    assert labels(shown) == [
        ["When asked", "✓ Every photo"],
        ["In words", "✓ Only 👀"],
        ["Admins enrol", "✓ Everyone enrols"],
        ["✓ Strict", "Normal", "Relaxed"],
        ["1", "3", "5", "✓ 10"],
    ]
    assert "I only mark the photo with 👀" in shown.words
    assert await stage.services.wishes.of(there.group.id) == Preferences(
        Answers.EVERY,
        quiet=True,
        managers=Managers.EVERYONE,
        strictness=Strictness.STRICT,
        matches=10,
    )
    assert there.said == [shown]


async def test_a_member_can_neither_open_nor_press(stage: Stage) -> None:
    there = family(stage)
    refused = await there.answer(there.group.send_text(there.bela, "/settings"))
    assert refused.words == ADMINS_ONLY
    shown = await settings(there)
    pressed = await there.group.press(there.bela, shown, "Every photo")
    assert (pressed.text, pressed.alert) == (ADMINS_ONLY, True)
    there.group.demote(there.ann)
    assert (await there.group.press(there.ann, shown, "Every photo")).text == ADMINS_ONLY
    assert await stage.services.wishes.of(there.group.id) == Preferences()


async def test_everyone_may_enrol_and_still_not_change_the_settings(stage: Stage) -> None:
    there = family(stage)
    shown = await settings(there)
    await there.group.press(there.ann, shown, "Everyone enrols")
    await there.group.next_change(shown)
    assert "people: everybody in this group" in shown.words
    assert (await there.group.press(there.bela, shown, "Strict")).text == ADMINS_ONLY


async def test_an_anonymous_admin_is_an_admin_and_a_members_channel_is_not(stage: Stage) -> None:
    there = family(stage)
    own = stage.sandbox.channel("Bela's", members=[there.bela], admins=[there.bela])
    there.group.write_as(there.bela, own)
    refused = await there.answer(there.group.send_text(there.bela, "/settings"))
    assert refused.words == ADMINS_ONLY
    there.group.promote(there.ann, anonymous=True)
    shown = await settings(there)
    await there.group.press(there.ann, shown, "Relaxed")
    await there.group.next_change(shown)
    assert labels(shown)[2] == ["Strict", "Normal", "✓ Relaxed"]


async def test_in_private_there_is_only_what_applies(stage: Stage) -> None:
    shown = await stage.say("/settings")
    assert shown.words.startswith("Settings of this chat\n\nStrictness: normal.")
    assert labels(shown) == [["Strict", "✓ Normal", "Relaxed"], ["1", "3", "✓ 5", "10"]]
    await stage.chat.press(stage.ann, shown, "3")
    await stage.chat.next_change(shown)
    assert "I show for each face: 3." in shown.words


async def test_it_says_what_the_other_choices_would_mean(stage: Stage) -> None:
    there = family(stage)
    words = (await settings(there)).words
    assert "With every photo I also speak up by myself" in words
    assert "Of 1,000 strangers I may name 10 by mistake. With strict it would be 3" in words
    assert "with relaxed 50, and I'd miss fewer" in words


async def test_with_few_people_it_promises_nothing(tmp_path: Path) -> None:
    async with on_stage(tmp_path, MATCH_THRESHOLD="") as stage:
        assert "so far I know nobody" in (await stage.say("/settings")).words
        await stage.enrol("Nitika", 0, range(1))
        words = (await stage.say("/settings")).words
    assert "With so few people I can't promise these numbers yet" in words
    assert "it takes 6, and so far I know 1." in words


async def test_a_similarity_that_is_settled_promises_nothing(stage: Stage) -> None:
    words = (await stage.say("/settings")).words
    assert "has set from which similarity on I name people: 0.85" in words
    assert "So I can't promise these numbers." in words


@pytest.mark.parametrize(
    ("low", "high", "between"),
    [(0.0023, 0.0312, "between 2 and 31"), (0.0, 0.0312, "at most 31"), (0.0, 0.0, "at most 1")],
)
def test_with_enough_people_it_says_how_exact_its_promise_is(
    low: float, high: float, between: str
) -> None:
    words = promised(Threshold(3.2, 0.01, low, high), 12, None)
    assert words.startswith("I learnt from the 12 people here")
    assert f"With so many I can be sure of {between} of 1,000" in words


async def test_what_is_chosen_already_can_be_pressed_again(stage: Stage) -> None:
    shown = await stage.say("/settings")
    assert (await stage.chat.press(stage.ann, shown, "✓ Normal")).text == ""
    await stage.sandbox.settled()
    assert [one for one in stage.chat.messages if one.sender is stage.bot] == [shown]
    assert await stage.services.wishes.of(stage.chat.id) == Preferences()


async def test_settings_and_their_buttons_outlive_a_restart(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "whosthis.db")
    async with store.transaction() as transaction:
        await store.chats.note(transaction, Chat(1_000_002, "private"))
        wished = Preferences(strictness=Strictness.RELAXED, matches=1)
        await store.preferences.put(transaction, 1_000_002, wished)
    await store.close()
    async with on_stage(tmp_path, TOP_K="4") as stage:
        assert stage.chat.id == 1_000_002
        shown = await stage.say("/settings")
        assert labels(shown) == [["Strict", "Normal", "✓ Relaxed"], ["✓ 1", "3", "4", "5", "10"]]
        await stage.chat.press(stage.ann, shown, "settings:5:4")
        await stage.chat.next_change(shown)
        assert (await stage.services.wishes.of(stage.chat.id)).matches is None


async def test_a_button_that_never_was_is_out_of_date(stage: Stage) -> None:
    chat, bot = stage.chat, stage.bot
    shown = await stage.say("/settings")
    content = shown.content
    for data in ("settings:4:7", "settings:1", "settings:9:9", "settings:x:y", "whatever:1", "?"):
        cell = {"text": "Old", "callback_data": data}
        old = chat.post(bot, type(content)("Old", markup={"inline_keyboard": [[cell]]}))
        pressed = await chat.press(stage.ann, old, "Old")
        assert (pressed.text, pressed.alert) == (OUT_OF_DATE, True)
    unseen = await chat.press(stage.ann, shown, "Strict", inaccessible=True)
    assert unseen.text == OUT_OF_DATE
    assert await stage.services.wishes.of(chat.id) == Preferences()


async def test_with_privacy_mode_on_it_says_what_to_change(tmp_path: Path) -> None:
    async with on_stage(tmp_path, privacy=True) as stage:
        there = family(stage)
        at_bot = f"@{stage.bot.username}"
        shown = await there.answer(there.group.send_text(there.ann, f"/settings{at_bot}"))
        assert "/setprivacy" not in shown.words
        await there.group.press(there.ann, shown, "Every photo")
        await there.group.next_change(shown)
        for words in ("/setprivacy to @BotFather", at_bot, "Disable", "added again", "an admin"):
            assert words in shown.words
        there.group.promote(stage.bot)
        shown = await settings(there)
        assert "/setprivacy" not in shown.words
        there.group.demote(stage.bot)
        stage.sandbox.set_privacy(stage.bot, on=False)
        assert "/setprivacy" not in (await settings(there)).words


async def test_an_answer_shows_as_many_photos_as_wished(stage: Stage) -> None:
    await stage.enrol("Nitika", 0, range(4))
    assert "4 of the 4 closest photos" in (await stage.show(portrait(0, 5))).words
    shown = await stage.say("/settings")
    await stage.chat.press(stage.ann, shown, "3")
    await stage.chat.next_change(shown)
    assert "3 of the 3 closest photos" in (await stage.show(portrait(0, 5))).words


async def test_who_is_known_depends_on_how_strict_a_chat_is(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.enrol("Nitika", 0, range(1))
        words = (await stage.show(portrait(0, 5))).words
    similarity = float(words.partition("Similarity ")[2][:4])
    async with on_stage(tmp_path / "b", MATCH_THRESHOLD=f"{similarity - 0.02:.2f}") as stage:
        await stage.enrol("Nitika", 0, range(1))
        known = {}
        for label in ("Strict", "Relaxed"):
            shown = await stage.say("/settings")
            await stage.chat.press(stage.ann, shown, label)
            await stage.chat.next_change(shown)
            known[label] = (await stage.show(portrait(0, 5))).words.partition("\n")[0]
        assert known == {"Strict": "Not sure: perhaps Nitika.", "Relaxed": "Nitika"}


@pytest.mark.parametrize("view", ViewKind)
def test_strict_asks_for_more_and_relaxed_for_less(view: ViewKind) -> None:
    standard = standard_of(view)
    strict, normal, relaxed = (standard.thresholds(each, None) for each in Strictness)
    assert normal[0] == standard.known
    assert normal[1] == pytest.approx(standard.unsure)
    assert relaxed[0] < normal[0] < strict[0]
    assert standard.thresholds(Strictness.NORMAL, 0.7)[0] == 0.7
    assert standard.thresholds(Strictness.STRICT, 0.99)[0] == 1.0


async def test_a_chat_that_never_said_wishes_the_usual(store: Store) -> None:
    assert await store.preferences.find(7) is None
    wished = Preferences(Answers.EVERY, quiet=True, managers=Managers.EVERYONE, matches=3)
    async with store.transaction() as transaction:
        await store.chats.note(transaction, Chat(7, "group", "Family"))
        await store.preferences.put(transaction, 7, Preferences())
        await store.preferences.put(transaction, 7, wished)
    assert await store.preferences.find(7) == wished
    assert await store.preferences.find(8) is None
