"""Who is not inside is told so, once an hour, and costs nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.doors import ANN, NOT_INSIDE, anns_bot, let_in, let_out, said, somebody
from tests.people import album, portrait
from tests.rosters import forged
from tests.stage import Stage

COSTLY = ("getFile", "file", "getChatMember", "sendChatAction")
FIRST_GROUP = -4_000_002
"""The id of a group that is made on a stage before any other chat but Ann's."""
GROUP_LINE = "Sorry, I don't work in this group yet."


def costs(stage: Stage) -> int:
    return sum(len(stage.sandbox.calls_of(method)) for method in COSTLY)


async def test_a_stranger_is_told_once_whatever_they_send(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, theirs = somebody(stage, "Bela")
        theirs.send_photo(bela, portrait(0, 0))
        theirs.send_album(bela, album(0, range(3)), caption="/enroll Bela")
        theirs.send_document(bela, portrait(0, 1), file_name="me.jpg")
        theirs.send_photo(bela, portrait(0, 2), caption="/who")
        hello = theirs.send_text(bela, "hello")
        theirs.edit(hello, text="/help")
        for command in ("/start", "/help", "/enroll Bela", "/people", "/invite", "/usage", "/x"):
            theirs.send_text(bela, command)
        await stage.sandbox.settled(0.4)
        (line,) = said(stage, theirs)
        assert line.startswith(NOT_INSIDE)
        assert costs(stage) == 0
        assert await stage.services.store.chats.find(bela.id) is None
        assert (await stage.say("/start")).words.startswith("Hello")


async def test_a_stranger_may_still_ask_what_is_kept_and_have_it_removed(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, theirs = somebody(stage, "Bela")
        for command in ("/privacy", "/erase", "/forgetme"):
            answer = await stage.answer(theirs.send_text(bela, command))
            assert not answer.words.startswith(NOT_INSIDE)
        for _ in range(40):
            theirs.send_text(bela, "/privacy")
        await stage.sandbox.settled()
        assert len(said(stage, theirs)) <= 12


async def test_whoever_is_allowed_by_settings_is_inside(tmp_path: Path) -> None:
    async with anns_bot(tmp_path, ALLOWED_IDS=f"{ANN + 1}, {FIRST_GROUP}") as stage:
        bela, cleo = (stage.sandbox.add_user(name) for name in ("Bela", "Cleo"))
        friends = stage.sandbox.group("Friends", members=[cleo, stage.bot])
        assert (bela.id, friends.id) == (ANN + 1, FIRST_GROUP)
        theirs = stage.sandbox.private_chat(bela, stage.bot)
        assert (await stage.answer(theirs.send_text(bela, "/start"))).words.startswith("Hello")
        answer = await stage.answer(friends.send_text(cleo, "/start@whosthis_bot"))
        assert not answer.words.startswith(GROUP_LINE)


async def test_a_group_of_strangers_hears_nothing_unless_it_asks(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela = stage.sandbox.add_user("Bela")
        friends = stage.sandbox.group("Friends", members=[bela, stage.bot])
        friends.send_photo(bela, portrait(0, 0))
        friends.send_text(bela, "hello all")
        friends.send_text(bela, "/who@other_bot")
        await stage.sandbox.settled()
        assert said(stage, friends) == []
        for _ in range(3):
            friends.send_text(bela, "/start@whosthis_bot")
            friends.send_photo(bela, portrait(0, 0), caption="@whosthis_bot who is it?")
        await stage.sandbox.settled()
        (line,) = said(stage, friends)
        assert line.startswith(GROUP_LINE)
        assert "/start@whosthis_bot" in line
        assert costs(stage) == 0


async def test_somebody_inside_opens_a_group_for_everybody_in_it(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela = stage.sandbox.add_user("Bela")
        friends = stage.sandbox.group(
            "Friends", members=[stage.ann, bela, stage.bot], supergroup=True
        )
        answer = await stage.answer(friends.send_text(stage.ann, "/help@whosthis_bot"))
        assert answer.words.startswith(GROUP_LINE)
        await stage.answer(friends.send_text(stage.ann, "/start@whosthis_bot"))
        photo = friends.send_photo(stage.ann, portrait(0, 0), caption="/enroll Nitika")
        assert (await stage.answer(photo)).words.endswith(" enrolled Nitika: 1 photo")
        photo = friends.send_photo(bela, portrait(0, 1), caption="/who")
        assert (await stage.answer(photo)).words.startswith("Nitika\n")
        theirs = stage.sandbox.private_chat(bela, stage.bot)
        answer = await stage.answer(theirs.send_photo(bela, portrait(0, 1)))
        assert answer.words.startswith(NOT_INSIDE)


async def test_whoever_writes_in_no_name_of_their_own_opens_no_group(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        friends = stage.sandbox.group("Friends", members=[stage.ann, stage.bot], supergroup=True)
        friends.promote(stage.ann, anonymous=True)
        answer = await stage.answer(friends.send_text(stage.ann, "/start@whosthis_bot"))
        assert "in their own name" in answer.words
        assert not stage.services.door.admits(friends.id)


async def test_a_group_stops_working_with_whoever_brought_the_bot(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, theirs = await let_in(stage, "Bela")
        friends = stage.sandbox.group(
            "Friends", members=[bela, stage.ann, stage.bot], supergroup=True
        )
        await stage.answer(friends.send_text(bela, "/start@whosthis_bot"))
        photo = friends.send_photo(bela, portrait(0, 0), caption="/enroll Nitika")
        assert (await stage.answer(photo)).words.endswith(" enrolled Nitika: 1 photo")
        await let_out(stage, "👤 Bela")
        answer = await stage.answer(theirs.send_photo(bela, portrait(0, 1)))
        assert answer.words.startswith(NOT_INSIDE)
        asked = friends.send_photo(bela, portrait(0, 1), caption="/who")
        assert (await stage.answer(asked)).words.startswith(GROUP_LINE)
        # What the group taught the bot is there again once somebody vouches for it.
        await stage.answer(friends.send_text(stage.ann, "/start@whosthis_bot"))
        asked = friends.send_photo(bela, portrait(0, 1), caption="/who")
        assert (await stage.answer(asked)).words.startswith("Nitika\n")


async def test_a_press_from_outside_is_answered_and_does_nothing(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, theirs = await let_in(stage, "Bela")
        await stage.answer(theirs.send_photo(bela, portrait(0, 0), caption="/enroll Nitika"))
        card = await stage.answer(theirs.send_text(bela, "/person Nitika"))
        await let_out(stage, "👤 Bela")
        label = next(button.text for row in card.buttons for button in row if button.data)
        answer = await theirs.press(bela, card, label)
        assert answer.alert
        assert answer.text.startswith("Sorry, I answer only to people who were invited")


async def test_guessing_at_a_groups_link_is_told_once_and_asks_telegram_nothing(
    tmp_path: Path,
) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, theirs = somebody(stage, "Bela")
        for each in range(10):
            theirs.send_text(bela, f"/start ask-{each:022}")
        await stage.sandbox.settled()
        (line,) = said(stage, theirs)
        assert line.startswith("This link does not work any more")
        assert not stage.services.door.may_open(bela.id, datetime.now(UTC))
        assert costs(stage) == 0


async def test_a_group_of_strangers_may_have_removed_what_is_kept_of_it(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela = stage.sandbox.add_user("Bela")
        friends = stage.sandbox.group("Friends", members=[bela, stage.bot])
        answer = await stage.answer(friends.send_text(bela, "/erase@whosthis_bot"))
        assert not answer.words.startswith(GROUP_LINE)


async def test_every_press_is_answered(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, theirs = await let_in(stage, "Bela")
        await stage.answer(theirs.send_photo(bela, portrait(0, 0), caption="/enroll Nitika"))
        card = await stage.answer(theirs.send_text(bela, "/person Nitika"))
        await let_out(stage, "👤 Bela")
        label = next(button.text for row in card.buttons for button in row if button.data)
        answers = [await theirs.press(bela, card, label) for _ in range(12)]
        assert {answer.text for answer in answers} == {
            "Sorry, I answer only to people who were invited."
        }
        answers = [await forged(card, "forgetme:1", bela) for _ in range(12)]
        assert answers[-1].text.startswith("You have pressed this very often.")


async def test_in_a_group_that_was_let_out_a_press_is_not_about_who_presses(
    tmp_path: Path,
) -> None:
    async with anns_bot(tmp_path) as stage:
        friends = stage.sandbox.group("Friends", members=[stage.ann, stage.bot])
        await stage.answer(friends.send_text(stage.ann, "/start@whosthis_bot"))
        card = await stage.answer(friends.send_text(stage.ann, "/settings@whosthis_bot"))
        await stage.services.door.dismiss(friends.id)
        answer = await forged(card, "settings", stage.ann)
        assert answer.text == "Sorry, I don't work in this group at present."


async def test_what_is_meant_for_other_bots_is_not_answered(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela = stage.sandbox.add_user("Bela")
        friends = stage.sandbox.group("Friends", members=[stage.ann, bela, stage.bot])
        for words in ("/weather", "/roll 6", "/who@other_bot"):
            friends.send_text(bela, words)
        await stage.sandbox.settled()
        assert said(stage, friends) == []
        answer = await stage.answer(friends.send_text(bela, "/weather@whosthis_bot"))
        assert answer.words.startswith(GROUP_LINE)
        # Ann, who could change it, is told however often she asks.
        friends.send_text(stage.ann, "/roll@other_bot", reply_to=answer)
        await stage.sandbox.settled()
        assert len(said(stage, friends)) == 1


async def test_a_flood_keeps_nobody_from_taking_themself_out(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        for each in range(12):
            user, chat = somebody(stage, f"Stranger {each}")
            for command in ("/privacy", "/erase"):
                chat.send_text(user, command)
        await stage.sandbox.settled()
        bela, theirs = somebody(stage, "Bela")
        answer = await stage.answer(theirs.send_text(bela, "/forgetme"))
        assert not answer.words.startswith(NOT_INSIDE)


async def test_a_link_to_ask_by_works_as_often_as_it_is_opened(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela = stage.sandbox.add_user("Bela")
        friends = stage.sandbox.group("Friends", members=[stage.ann, bela], admins=[stage.ann])
        friends.add_member(stage.bot, by=stage.ann)
        await friends.next_from(stage.bot)
        shared = await stage.answer(friends.send_text(stage.ann, "/share@whosthis_bot"))
        url = shared.button("Ask in private").url or ""
        for _ in range(7):
            answer = await stage.answer(stage.sandbox.open_link(bela, url))
            assert answer.words.startswith("From now on")
        cleo, hers = somebody(stage, "Cleo")
        for _ in range(8):
            stage.sandbox.open_link(cleo, url)
        await stage.sandbox.settled()
        # Whoever is no member gets to ask Telegram about it a few times only.
        assert len(said(stage, hers)) == 5
