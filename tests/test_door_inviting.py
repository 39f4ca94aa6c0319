"""/invite: links for others, who is inside, and letting them out again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox import Message, Refused
from tests.doors import (
    NOT_INSIDE,
    anns_bot,
    let_in,
    let_out,
    link_in,
    make_link,
    said,
    somebody,
)
from tests.people import portrait
from tests.processes import World
from tests.stage import Stage, staged

DEAD = "This link does not work any more"


def labels(message: Message) -> list[str]:
    return [button.text for row in message.buttons for button in row]


async def inside(stage: Stage) -> Message:
    """The list of who is inside."""
    card = await stage.say("/invite")
    await stage.chat.press(stage.ann, card, "Who is inside")
    return await stage.chat.next_change(card)


async def test_a_link_lets_one_person_in_and_no_other(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        url = await make_link(stage)
        (bela, theirs), (cleo, _) = somebody(stage, "Bela"), somebody(stage, "Cleo")
        welcome = await stage.answer(stage.sandbox.open_link(bela, url))
        assert welcome.words.startswith("You are in! From now on you can use me.")
        told = await stage.chat.next_from(stage.bot)
        assert told.words == "Bela has come in by your link. /invite shows who is inside."
        answer = await stage.answer(stage.sandbox.open_link(cleo, url))
        assert answer.words.startswith(DEAD)
        await stage.answer(theirs.send_photo(bela, portrait(0, 0), caption="/enroll Nitika"))
        answer = await stage.answer(theirs.send_photo(bela, portrait(0, 1)))
        assert answer.words.startswith("Nitika\n")


async def test_what_is_sent_on_says_what_it_is_and_how_long_it_works(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        card = await stage.say("/invite")
        assert "Inside are you, no other people and no groups." in card.words
        await stage.chat.press(stage.ann, card, "For 5 people")
        invitation = await stage.chat.next_from(stage.bot, after=card)
        assert invitation.words.startswith("Open this link to use Who's This")
        assert "It works for up to 5 people, until " in invitation.words
        (share,) = invitation.buttons[0]
        assert share.url is not None
        assert share.url.startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fwhosthis_bot")
        link = link_in(invitation.words)
        for name in ("Bela", "Cleo", "Dora", "Emil", "Fay"):
            user, _ = somebody(stage, name)
            welcome = await stage.answer(stage.sandbox.open_link(user, link))
            assert welcome.words.startswith("You are in!")
        told = [words for words in said(stage, stage.chat) if "has come in" in words]
        assert "It works 4 times more" in told[0]
        assert "It works once more" in told[3]
        late, _ = somebody(stage, "Gus")
        answer = await stage.answer(stage.sandbox.open_link(late, link))
        assert answer.words.startswith(DEAD)


async def test_whoever_is_inside_leaves_a_link_to_others(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, _ = await let_in(stage, "Bela")
        url = await make_link(stage)
        for user in (bela, stage.ann):
            answer = await stage.answer(stage.sandbox.open_link(user, url))
            assert answer.words.startswith("You can use me already")
        cleo, _ = somebody(stage, "Cleo")
        answer = await stage.answer(stage.sandbox.open_link(cleo, url))
        assert answer.words.startswith("You are in!")


async def test_a_guest_outlives_a_restart(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, _ = await let_in(stage, "Bela")
    async with anns_bot(tmp_path) as stage:
        again, theirs = somebody(stage, "Bela")
        assert again.id == bela.id
        assert (await stage.answer(theirs.send_text(again, "/start"))).words.startswith("Hello")


async def test_who_is_inside_is_shown_by_name_whatever_the_name(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        await let_in(stage, "<3 Bob & co")
        await let_in(stage, "محمد")
        await let_in(stage, "x" * 60)
        friends = stage.sandbox.group("Friends <b>", members=[stage.ann, stage.bot])
        await stage.answer(friends.send_text(stage.ann, "/start@whosthis_bot"))
        shown = await inside(stage)
        bob, mohamed, long, group, _ = labels(shown)
        assert bob == "👤 <3 Bob & co"
        assert mohamed == "👤 \u2068محمد\u2069"
        assert len(long) < 40
        assert group == "👥 Friends <b>"
        await stage.chat.press(stage.ann, shown, bob)
        asked = await stage.chat.next_change(shown)
        assert asked.words.startswith("<3 Bob & co is inside since")
        await stage.chat.press(stage.ann, asked, "Back")
        assert bob in labels(await stage.chat.next_change(asked))


async def test_letting_out_asks_first_and_then_lasts(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, theirs = await let_in(stage, "Bela")
        spare = await make_link(stage, "For 20 people")
        friends = stage.sandbox.group("Friends", members=[bela, stage.bot])
        await stage.answer(friends.send_text(bela, "/start@whosthis_bot"))
        shown = await inside(stage)
        await stage.chat.press(stage.ann, shown, "👤 Bela")
        asked = await stage.chat.next_change(shown)
        assert "nor can the groups they brought me to: Friends" in asked.words
        assert stage.services.door.admits(bela.id)
        notice = await stage.chat.press(stage.ann, asked, "Let them out")
        assert notice.text == "Bela is out."
        assert labels(await stage.chat.next_change(asked)) == ["Back"]
        answer = await stage.answer(theirs.send_text(bela, "hello"))
        assert answer.words.startswith(NOT_INSIDE)
        assert not stage.services.door.admits(friends.id)
        # A link that Bela may have seen lets nobody in any more.
        stage.sandbox.open_link(bela, spare)
        await stage.sandbox.settled()
        assert not stage.services.door.admits(bela.id)
    async with anns_bot(tmp_path) as stage:
        assert not stage.services.door.admits(bela.id)


async def test_a_group_is_let_out_alone(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, _ = await let_in(stage, "Bela")
        friends = stage.sandbox.group("Friends", members=[bela, stage.bot])
        await stage.answer(friends.send_text(bela, "/start@whosthis_bot"))
        left = await let_out(stage, "👥 Friends")
        assert labels(left) == ["👤 Bela", "Back"]
        assert stage.services.door.admits(bela.id)
        assert not stage.services.door.admits(friends.id)


async def test_many_are_shown_a_page_at_a_time(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        for number in range(10):
            await stage.services.door.admit(
                500 + number, None, f"Guest {number}", datetime.now(UTC)
            )
        shown = await inside(stage)
        assert labels(shown)[-2:] == ["Later ›", "Back"]
        assert len(labels(shown)) == 10
        await stage.chat.press(stage.ann, shown, "Later ›")
        later = await stage.chat.next_change(shown)
        assert labels(later) == ["👤 Guest 8", "👤 Guest 9", "‹ Earlier", "Back"]
        await stage.chat.press(stage.ann, later, "Back")
        assert "10 other people" in (await stage.chat.next_change(later)).words


async def test_only_the_owner_invites_and_only_in_private(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, theirs = await let_in(stage, "Bela")
        answer = await stage.answer(theirs.send_text(bela, "/invite"))
        assert answer.words == "Only my owner can do that."
        friends = stage.sandbox.group("Friends", members=[stage.ann, stage.bot])
        await stage.answer(friends.send_text(stage.ann, "/start@whosthis_bot"))
        answer = await stage.answer(friends.send_text(stage.ann, "/invite@whosthis_bot"))
        assert answer.words == "Please send me this in our private chat."
        assert not answer.buttons


async def test_the_card_of_a_former_owner_is_out_of_date(world: World, tmp_path: Path) -> None:
    sandbox, bot, ann, chat = world
    database, invited = tmp_path / "whosthis.db", {"ACCESS": "invite"}
    async with staged(database, sandbox, bot, invited | {"OWNER_ID": str(ann.id)}) as (
        services,
        _,
    ):
        await services.door.admit(500, ann.id, "Bela", datetime.now(UTC))
        card = await chat.next_from(bot, after=chat.send_text(ann, "/invite"))
        await chat.press(ann, card, "Who is inside")
        await chat.next_change(card)
    cleo = sandbox.add_user("Cleo")
    settings = {"OWNER_ID": str(cleo.id), "ALLOWED_IDS": str(ann.id)}
    async with staged(database, sandbox, bot, invited | settings) as (services, _):
        for label in ("👤 Bela", "Back"):
            answer = await chat.press(ann, card, label)
            assert answer.text.startswith("This is out of date")
        assert services.door.admits(500)


async def test_a_button_about_somebody_who_is_out_already_is_out_of_date(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        await let_in(stage, "Bela")
        shown = await inside(stage)
        await let_out(stage, "👤 Bela")
        answer = await stage.chat.press(stage.ann, shown, "👤 Bela")
        assert answer.text.startswith("This is out of date")


async def test_a_guest_with_many_groups_can_be_let_out(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, _ = await let_in(stage, "Bela")
        for number in range(44):
            title = f"{number:02} {'<' * 120}"
            await stage.services.door.admit_group(-900 + number, bela.id, datetime.now(UTC), title)
        shown = await inside(stage)
        await stage.chat.press(stage.ann, shown, "👤 Bela")
        asked = await stage.chat.next_change(shown)
        assert "09 <<<" in asked.words
        assert "10 <<<" not in asked.words
        assert ", and 34 more. In groups that others brought me to" in asked.words
        await stage.chat.press(stage.ann, asked, "Let them out")
        assert labels(await stage.chat.next_change(asked)) == ["Back"]


async def test_whoever_has_no_name_is_told_apart_by_their_id(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        await stage.services.door.admit(500, None, "", datetime.now(UTC))
        shown = await inside(stage)
        assert labels(shown) == ["👤 no name, id 500", "Back"]
        await stage.chat.press(stage.ann, shown, "👤 no name, id 500")
        asked = await stage.chat.next_change(shown)
        assert asked.words.startswith("somebody whose name I don't know (id 500) is inside since")


async def test_a_press_that_telegram_has_given_up_on_still_does_its_work(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with anns_bot(tmp_path) as stage:
        card = await stage.say("/invite")
        stage.sandbox.faults.always("answerCallbackQuery", Refused("query is too old"))
        stage.chat.press(stage.ann, card, "Link for one person")
        assert link_in((await stage.chat.next_from(stage.bot, after=card)).words)
        stage.chat.press(stage.ann, card, "Who is inside")
        await stage.chat.next_change(card)
        assert not [one for one in caplog.records if one.levelname == "ERROR"]
