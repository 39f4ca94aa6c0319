"""/export: who gets a chat's people and photos, where, and what they can do with them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.sandbox import Chat, Delay, Message, ServerError, User
from storage.models import Chat as StoredChat
from storage.records import Managers
from storage.store import Store
from tests.folders_of_people import open_eyes
from tests.importing import gallery_in, take_in
from tests.people import portrait
from tests.stage import Stage, on_stage

NOT_STARTED = "I send this in private, and may not write to you there yet."


def friends(stage: Stage, *members: User) -> Chat:
    """A group of Ann's, who is its admin."""
    everybody = [stage.ann, *members, stage.bot]
    return stage.sandbox.group("Friends & Co", members=everybody, supergroup=True)


async def teach(stage: Stage, chat: Chat) -> None:
    """Ann teaches a chat two people."""
    at = "" if chat is stage.chat else f"@{stage.bot.username}"
    for number, name in enumerate(("Nitika", "Vasu")):
        for shot in range(2):
            photo = chat.send_photo(
                stage.ann, portrait(number, shot), caption=f"/enroll{at} {name}"
            )
            await stage.answer(photo)


def contents(files: Sequence[Message], target: Path) -> list[str]:
    """Unzip what was sent into one folder; what is in it."""
    for message in files:
        assert message.file is not None
        with zipfile.ZipFile(io.BytesIO(message.file.data)) as archive:
            archive.extractall(target)
    return sorted(path.relative_to(target).as_posix() for path in target.rglob("*.*"))


def packed_in(folder: Path) -> list[Path]:
    """What is on the disk while a chat is packed."""
    return list(folder.glob("*packing*"))


async def test_what_was_exported_imports_again_as_the_same_gallery(
    stage: Stage, tmp_path: Path
) -> None:
    await teach(stage, stage.chat)
    sent = await stage.say("/export")
    assert sent.file is not None
    assert sent.file.name is not None
    assert sent.file.name.startswith("people-20")
    assert sent.file.name.endswith(".zip")
    assert sent.words.startswith("2 people, 4 photos, and all that I know of their faces.")
    assert f"whosthis import FOLDER --chat {stage.chat.id}" in sent.words
    found = contents([sent], tmp_path / "unzipped")
    assert "Nitika/0001.jpg" in found
    assert "manifest.json" in found
    other = await Store.open(tmp_path / "other" / "whosthis.db")
    async with open_eyes() as eyes:
        private = StoredChat(stage.chat.id, "private")
        await take_in(other, eyes, tmp_path / "unzipped", private)
    await other.close()
    before = gallery_in(tmp_path / "whosthis.db")
    assert len(before["photos"]) == 4
    assert gallery_in(tmp_path / "other" / "whosthis.db") == before
    assert not packed_in(tmp_path)


async def test_much_comes_in_parts_and_the_chat_is_answered_meanwhile(
    stage: Stage, tmp_path: Path
) -> None:
    await teach(stage, stage.chat)
    stage.services.packing.part = 80_000
    asked = stage.chat.send_text(stage.ann, "/export")
    helped = stage.chat.send_text(stage.ann, "/who")
    await stage.chat.until(lambda: any("Part 3" in one.words for one in stage.chat.messages))
    await stage.sandbox.settled()
    files = [one for one in stage.chat.messages if one.file and one.id > asked.id]
    names = [one.file.name or "" for one in files if one.file]
    count = len(files)
    assert [name.split("-", 4)[-1] for name in names] == [
        f"{n}-of-{count}.zip" for n in range(1, count + 1)
    ]
    assert files[0].words.startswith(f"Part 1 of {count}. 2 people, 4 photos")
    assert "unzip all parts into one empty folder" in files[0].words
    assert [one.words for one in files[1:]] == [
        f"Part {n} of {count}." for n in range(2, count + 1)
    ]
    assert len(contents(files, tmp_path / "unzipped")) == 4 + 2
    answers = [one for one in stage.chat.messages if one.reply_to is helped]
    assert len(answers) == 1


async def test_with_nobody_enrolled_there_is_nothing_to_send(stage: Stage) -> None:
    assert (await stage.say("/export")).words.startswith("There is nothing to send")
    assert not stage.sandbox.calls_of("sendDocument")


async def test_a_groups_admin_gets_its_people_in_private(stage: Stage) -> None:
    ben = stage.sandbox.add_user("Ben")
    group = friends(stage, ben)
    await teach(stage, group)
    stage.chat.send_text(stage.ann, "/start")
    await stage.chat.next_from(stage.bot)
    asked = group.send_text(stage.ann, f"/export@{stage.bot.username}")
    assert (await stage.answer(asked)).words == "It is in our private chat."
    sent = stage.chat.messages[-1]
    assert sent.file is not None
    assert (sent.file.name or "").startswith("friends-co-20")
    assert sent.words.startswith("Friends & Co: 2 people, 4 photos")
    assert f"--chat {group.id}" in sent.words
    assert not any(one.file and one.sender is stage.bot for one in group.messages)


async def test_who_is_no_admin_gets_nothing_whatever_the_settings(stage: Stage) -> None:
    ben, cleo = stage.sandbox.add_user("Ben"), stage.sandbox.add_user("Cleo")
    group = friends(stage, ben, cleo)
    await teach(stage, group)
    refused = await stage.answer(group.send_text(ben, "/export"))
    assert refused.words.startswith("Only this group's admins")
    wished = replace(await stage.services.wishes.of(group.id), managers=Managers.EVERYONE)
    await stage.services.wishes.save(StoredChat(group.id, group.type, group.title), wished)
    refused = await stage.answer(group.send_text(ben, "/export"))
    assert refused.words.startswith("Only this group's admins")
    channel = stage.sandbox.channel("Ben's", members=[ben], admins=[ben])
    group.write_as(ben, channel)
    refused = await stage.answer(group.send_text(ben, "/export"))
    assert refused.words.startswith("Please ask as yourself")
    group.promote(cleo, anonymous=True)
    refused = await stage.answer(group.send_text(cleo, "/export"))
    assert refused.words.startswith("Please ask as yourself")
    group.demote(cleo)
    refused = await stage.answer(group.send_text(cleo, "/export"))
    assert refused.words.startswith("Only this group's admins")
    assert not stage.sandbox.calls_of("sendDocument")


async def test_an_admin_who_never_started_the_bot_gets_it_by_one_button(stage: Stage) -> None:
    ben, cleo = stage.sandbox.add_user("Ben"), stage.sandbox.add_user("Cleo")
    group = friends(stage, ben, cleo)
    group.promote(ben)
    await teach(stage, group)
    answer = await stage.answer(group.send_text(ben, "/export"))
    assert answer.words.startswith(NOT_STARTED)
    url = answer.buttons[0][0].url or ""
    started = stage.sandbox.open_link(ben, url)
    sent = await stage.answer(started)
    assert sent.file is not None
    assert sent.words.startswith("Friends & Co: 2 people, 4 photos")
    refused = await stage.answer(stage.sandbox.open_link(cleo, url))
    assert "none of that group" in refused.words
    group.remove_member(ben)
    refused = await stage.answer(stage.sandbox.open_link(ben, url))
    assert "none of that group" in refused.words
    assert len(stage.sandbox.calls_of("sendDocument")) == 1


async def test_an_admin_who_is_not_inside_is_sent_it_nonetheless(tmp_path: Path) -> None:
    async with on_stage(tmp_path, ACCESS="invite", OWNER_ID="1000002") as stage:
        ben, dan = stage.sandbox.add_user("Ben"), stage.sandbox.add_user("Dan")
        group = stage.sandbox.group("Friends", members=[stage.ann, ben], supergroup=True)
        group.promote(ben)
        group.add_member(stage.bot, by=stage.ann)
        await group.next_from(stage.bot)
        await teach(stage, group)
        answer = await stage.answer(group.send_text(ben, f"/export@{stage.bot.username}"))
        url = answer.buttons[0][0].url or ""
        assert (await stage.answer(stage.sandbox.open_link(ben, url))).file
        stage.sandbox.open_link(dan, url)
        await stage.sandbox.settled()
        assert len(stage.sandbox.calls_of("sendDocument")) == 1


@pytest.mark.parametrize("parameter", ["export-", "export-12", "export--1", "export--9999999999"])
async def test_a_forged_link_leads_to_nothing(stage: Stage, parameter: str) -> None:
    await teach(stage, stage.chat)
    refused = await stage.answer(stage.chat.start(stage.ann, parameter))
    assert "none of that group" in refused.words
    assert not stage.sandbox.calls_of("sendDocument")


async def test_a_chat_is_packed_once_at_a_time(stage: Stage) -> None:
    await teach(stage, stage.chat)
    for _ in range(2):
        stage.chat.send_text(stage.ann, "/export")
    said = [await stage.chat.next_from(stage.bot) for _ in range(2)]
    assert sorted(bool(one.file) for one in said) == [False, True]
    assert any(one.words.startswith("I'm packing this already") for one in said)


async def test_a_bot_that_is_stopped_meanwhile_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await teach(stage, stage.chat)
        stage.sandbox.faults.next("sendDocument", Delay(30))
        asked = stage.chat.send_text(stage.ann, "/export")
        await stage.sandbox.events.until(
            lambda: bool(stage.sandbox.calls_of("sendDocument")), 10, "the file to be sent"
        )
        assert packed_in(tmp_path)
    answer = stage.chat.messages[-1]
    assert answer.reply_to is asked
    assert answer.words.startswith("I was stopped before I could finish this")
    assert not packed_in(tmp_path)


async def test_where_telegram_does_not_say_whether_it_arrived_neither_does_the_bot(
    stage: Stage,
) -> None:
    await teach(stage, stage.chat)
    stage.sandbox.faults.next("sendDocument", ServerError(504))
    answer = await stage.say("/export")
    assert answer.words.startswith("Telegram did not say whether this arrived: people-20")
