"""Whoever is let out: what they can do no more, what they still can, and what is left of them."""

from __future__ import annotations

from pathlib import Path

from bot.access.door import Door, Rules
from bot.chats.erasing import Erasing
from bot.sandbox import Chat, User
from storage import models
from storage.store import Store
from tests.doors import NOT_INSIDE, anns_bot, let_in, let_out
from tests.people import portrait
from tests.sharing import known, labels, pressed
from tests.stage import Stage
from tests.storing import NOW

ANN, BELA = 1, 2
FRIENDS, FAMILY = -100, -200


async def a_door(store: Store) -> Door:
    """Ann's door, with Bela inside and a group that she vouches for."""
    opened = Door(store, Rules(open=False, owner=ANN, allowed=frozenset()))
    await opened.load()
    await opened.admit(BELA, ANN, "Belaquerque", NOW)
    await opened.admit_group(FRIENDS, BELA, NOW, "Friendsquerque")
    return opened


async def on_disk(store: Store) -> bytes:
    (database,) = await store.database.rows("PRAGMA database_list")
    return b"".join(file.read_bytes() for file in Path(database["file"]).parent.iterdir())


async def test_what_was_being_enrolled_there_is_enrolled_no_more(store: Store) -> None:
    opened = await a_door(store)
    await opened.admit_group(FAMILY, ANN, NOW)
    for chat_id in (BELA, FRIENDS, FAMILY):
        async with store.transaction() as transaction:
            await store.chats.note(transaction, models.Chat(chat_id, "group"))
            await store.sessions.open(transaction, chat_id, BELA, topic=None, name="Omar", at=NOW)
    await opened.dismiss(BELA)
    rows = await store.database.rows("SELECT chat_id FROM sessions")
    assert [row["chat_id"] for row in rows] == [FAMILY]


async def test_a_name_is_erased_with_its_chat_while_the_chat_stays_inside(store: Store) -> None:
    opened = await a_door(store)
    for chat_id in (BELA, FRIENDS):
        await Erasing(store).erase(chat_id)
    assert [(one.id, one.name) for one in await opened.inside()] == [(BELA, ""), (FRIENDS, "")]
    assert b"querque" not in await on_disk(store)


async def test_nothing_is_left_of_the_name_of_whoever_is_let_out(store: Store) -> None:
    opened = await a_door(store)
    assert b"querque" in await on_disk(store)
    await opened.dismiss(BELA)
    assert b"querque" not in await on_disk(store)


async def a_group_of_anns(stage: Stage, *members: User) -> Chat:
    """A group that knows Nitika."""
    group = stage.sandbox.group(
        "Family", members=[stage.ann, *members], admins=[stage.ann], supergroup=True
    )
    group.add_member(stage.bot, by=stage.ann)
    await group.next_from(stage.bot)
    await stage.answer(group.send_photo(stage.ann, portrait(0, 0), caption="/enroll Nitika"))
    return group


async def test_whoever_may_still_ask_about_a_group_enrols_nobody(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, theirs = await let_in(stage, "Bela")
        group = await a_group_of_anns(stage, bela)
        shared = await stage.answer(group.send_text(stage.ann, "/share@whosthis_bot"))
        url = shared.button("Ask in private").url or ""
        await stage.answer(stage.sandbox.open_link(bela, url))
        await stage.answer(theirs.send_text(bela, "/enroll Omar"))
        await let_out(stage, "👤 Bela")
        answer = await stage.answer(theirs.send_photo(bela, portrait(0, 3)))
        assert "\nNitika\n" in answer.words
        assert await stage.services.enrolment.total(theirs.id, "Omar") == 0
        for words in ("/start", "/help", "hello", "/enroll Omar", "/people"):
            answer = await stage.answer(theirs.send_text(bela, words))
            assert answer.words.startswith("Send me a photo, and I compare it with the people of")
        assert "/stop ends it" in answer.words
        await stage.services.door.dismiss(group.id)
        answer = await stage.answer(theirs.send_photo(bela, portrait(0, 3)))
        assert answer.words.startswith("I don't work in Family at present")
        await stage.services.door.admit_group(group.id, stage.ann.id, NOW)
        answer = await stage.answer(theirs.send_text(bela, "stop"))
        assert answer.words.startswith("All right")


async def test_an_open_session_takes_no_photo_from_whoever_is_not_inside(tmp_path: Path) -> None:
    """As where the settings let somebody in no more."""
    async with anns_bot(tmp_path, ACCESS="open") as stage:
        group = await a_group_of_anns(stage, bela := stage.sandbox.add_user("Bela"))
        theirs = stage.sandbox.private_chat(bela, stage.bot)
        shared = await stage.answer(group.send_text(stage.ann, "/share@whosthis_bot"))
        await stage.answer(
            stage.sandbox.open_link(bela, shared.button("Ask in private").url or "")
        )
        await stage.answer(theirs.send_text(bela, "/enroll Omar"))
    async with anns_bot(tmp_path) as later:
        moved_in = later.sandbox.add_user("Bela")
        family = later.sandbox.group(
            "Family", members=[later.ann, moved_in, later.bot], supergroup=True
        )
        theirs = later.sandbox.private_chat(moved_in, later.bot)
        assert (moved_in.id, family.id) == (bela.id, group.id)
        await later.services.door.admit_group(family.id, later.ann.id, NOW)
        answer = await later.answer(theirs.send_photo(moved_in, portrait(0, 3)))
        assert "\nNitika\n" in answer.words
        assert await later.services.enrolment.total(theirs.id, "Omar") == 0


async def test_whoever_is_let_out_can_still_take_back_what_they_shared(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, theirs = await let_in(stage, "Bela")
        group = await a_group_of_anns(stage, bela)
        await stage.answer(theirs.send_photo(bela, portrait(1, 0), caption="/enroll Vasu"))
        picker = await stage.answer(theirs.send_text(bela, "/share"))
        await pressed(theirs, bela, picker, "Go on")
        await theirs.until(lambda: "Choose a group" in labels(picker))
        url = picker.button("Choose a group").url or ""
        opened = stage.sandbox.open_link(bela, url, group=group)
        offer = await group.next_from(
            stage.bot, after=opened, where=lambda one: "offers to copy" in one.words
        )
        await group.press(stage.ann, offer, "Agree")
        await group.until(lambda: "agreed" in offer.words)
        assert set(await known(stage, group)) == {"Nitika", "Vasu"}
        await let_out(stage, "👤 Bela")
        shown = await stage.answer(theirs.send_text(bela, "/share"))
        await pressed(theirs, bela, shown, "Take back: Family", "Take back")
        await theirs.until(lambda: shown.words.startswith("You share nothing"))
        assert set(await known(stage, group)) == {"Nitika"}
        answer = await stage.answer(theirs.send_text(bela, "/share"))
        assert answer.words.startswith(NOT_INSIDE)
