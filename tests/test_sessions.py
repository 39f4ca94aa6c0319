"""Enrolment sessions: their status, and how they end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from telegram import Bot as Client

from bot.handlers import ending
from bot.sandbox import Delay, Drop, DropAfter, Sandbox
from storage.models import Chat as StoredChat
from tests.people import album, portrait, scene
from tests.stage import Stage, person, photos_of, shows, staged


async def test_photos_one_by_one_until_done(stage: Stage) -> None:
    status = await stage.say("/enroll Nitika")
    assert status.words == "Send me photos of Nitika, one by one or as albums, then /done."
    for shot in range(3):
        stage.chat.send_photo(stage.ann, portrait(0, shot))
    await shows(stage, status, "Nitika: 3 photos")
    done = await stage.say("/done")
    assert done.words.startswith("Nitika: 3 photos\nDone.")
    assert await photos_of(stage, "Nitika") == 3


async def test_one_status_message_is_edited_and_nothing_else_said(stage: Stage) -> None:
    status = await stage.say("/enroll Nitika")
    for shot in range(3):
        stage.chat.send_photo(stage.ann, portrait(0, shot))
    stage.chat.send_photo(stage.ann, scene(0))
    await shows(stage, status, "Nitika: 3 photos · 1 skipped: no face")
    said = [message for message in stage.chat.messages if message.sender is stage.bot]
    assert said == [status]


async def test_an_album_is_one_thing_with_one_status(stage: Stage) -> None:
    status = await stage.say("/enroll Nitika")
    stage.chat.send_album(stage.ann, album(0, range(4)))
    done = await stage.say("/done")
    assert done.words.startswith("Nitika: 4 photos")
    await shows(stage, status, "Done. Nitika: 4 photos")
    assert [edit.text.split("\n")[0] for edit in status.edits[1:] if edit.text] == [
        "Nitika: 4 photos"
    ]


async def test_cancel_takes_back_what_this_session_added_and_no_more(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    await stage.say("/enroll Nitika")
    stage.chat.send_album(stage.ann, album(0, [2, 3]))
    answer = await stage.say("/cancel")
    assert answer.words == "Cancelled: 2 photos of Nitika removed."
    assert await photos_of(stage, "Nitika") == 2


async def test_cancel_forgets_whoever_was_new(stage: Stage) -> None:
    await stage.say("/enroll Nitika")
    stage.chat.send_photo(stage.ann, portrait(0, 0))
    await stage.say("/cancel")
    assert await person(stage, "Nitika") is None
    assert (await stage.show(portrait(0, 0))).words.startswith("I don't know anybody here yet")


async def test_cancel_withdraws_the_question_for_a_name(stage: Stage) -> None:
    await stage.say("/enroll")
    assert (await stage.say("/cancel")).words == "All right, nobody is enrolled."
    assert (await stage.say("Nitika")).words.startswith("Send me a photo")


async def test_done_and_cancel_without_a_session_say_how_to_begin(stage: Stage) -> None:
    for command in ("/done", "/cancel"):
        assert (await stage.say(command)).words.startswith("Nothing is being enrolled")


async def test_done_without_photos_enrols_nobody(stage: Stage) -> None:
    await stage.say("/enroll Nitika")
    assert (await stage.say("/done")).words == "Nitika: 0 photos\nNobody was enrolled."
    assert await person(stage, "Nitika") is None


async def test_a_new_session_ends_the_one_before(stage: Stage) -> None:
    await stage.say("/enroll Nitika")
    stage.chat.send_photo(stage.ann, portrait(0, 0))
    begun = await stage.say("/enroll Vasu")
    assert begun.words.startswith("Done. Nitika: 1 photo\n\nSend me photos of Vasu")


async def test_a_session_goes_on_after_a_restart(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        bot = sandbox.add_bot("whosthis_bot", privacy=False)
        ann = sandbox.add_user("Ann")
        chat = sandbox.private_chat(ann, bot)
        async with staged(tmp_path / "w.db", sandbox, bot):
            status = await chat.next_from(bot, after=chat.send_text(ann, "/enroll Nitika"))
        chat.send_photo(ann, portrait(0, 0))
        async with staged(tmp_path / "w.db", sandbox, bot):
            await chat.until(lambda: status.words.startswith("Nitika: 1 photo"), timeout=10)


async def test_a_quiet_session_is_closed_and_says_so(stage: Stage) -> None:
    status = await stage.say("/enroll Nitika")
    stage.chat.send_photo(stage.ann, portrait(0, 0))
    await shows(stage, status, "Nitika: 1 photo")
    async with Client(stage.bot.token, base_url=f"{stage.sandbox.url}/bot") as bot:
        soon, late = (datetime.now(UTC) + timedelta(minutes=n) for n in (14, 16))
        await ending.close_quiet(bot, stage.services, soon, {}.__contains__)
        assert "more photos" in status.words
        await ending.close_quiet(bot, stage.services, late, {stage.chat.id}.__contains__)
        assert "more photos" in status.words
        await ending.close_quiet(bot, stage.services, late, {}.__contains__)
    assert "nothing came for 15 minutes" in status.words
    assert (await stage.show(portrait(0, 1))).photo


async def test_a_photo_after_15_quiet_minutes_is_a_question(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    await stage.say("/enroll Nitika")
    stage.sandbox.clock = (datetime.now(UTC) + timedelta(minutes=16)).timestamp
    answer = await stage.show(portrait(0, 3))
    assert answer.photo
    assert await photos_of(stage, "Nitika") == 2


async def test_a_status_message_that_is_gone_is_written_anew(stage: Stage) -> None:
    status = await stage.say("/enroll Nitika")
    stage.chat.delete(status)
    answer = await stage.show(portrait(0, 0))
    assert answer.words.startswith("Nitika: 1 photo")
    stage.chat.send_photo(stage.ann, portrait(0, 1))
    await shows(stage, answer, "Nitika: 2 photos")


async def test_whoever_forgot_an_open_session_is_reminded(stage: Stage) -> None:
    await stage.say("/enroll Nitika")
    assert (await stage.say("hello?")).words.startswith("I'm still taking photos of Nitika")
    sticker = stage.chat.send_media(stage.ann, "sticker")
    assert (await stage.answer(sticker)).words.startswith("I'm still taking photos of Nitika")


async def test_a_photo_captioned_done_is_the_last_one(stage: Stage) -> None:
    await stage.say("/enroll Nitika")
    stage.chat.send_photo(stage.ann, portrait(0, 0))
    done = await stage.show(portrait(0, 1), "/done")
    assert done.words.startswith("Nitika: 2 photos\nDone.")


async def test_a_dropped_edit_makes_no_second_status(stage: Stage) -> None:
    status = await stage.say("/enroll Nitika")
    stage.sandbox.faults.next("editMessageText", DropAfter(), Drop())
    stage.chat.send_photo(stage.ann, portrait(0, 0))
    await shows(stage, status, "Nitika: 1 photo")
    stage.chat.send_photo(stage.ann, portrait(0, 1))
    await stage.sandbox.settled(0.5)
    await stage.say("/done")
    await shows(stage, status, "Done. Nitika: 2 photos")
    said = [message for message in stage.chat.messages if message.sender is stage.bot]
    assert len(said) == 2


async def test_a_session_in_use_is_not_swept(stage: Stage) -> None:
    await stage.say("/enroll Nitika")
    late = datetime.now(UTC) + timedelta(minutes=16)
    async with Client(stage.bot.token, base_url=f"{stage.sandbox.url}/bot") as client:
        await ending.close_quiet(client, stage.services, late, lambda _: True)
    stage.chat.send_photo(stage.ann, portrait(0, 0))
    assert (await stage.say("/done")).words.startswith("Nitika: 1 photo")


async def test_photos_under_way_go_to_whoever_is_called_otherwise_meanwhile(stage: Stage) -> None:
    await stage.say("/enroll Nitka")
    await stage.chat.send_photo(stage.ann, portrait(0, 0)).chat.until(
        lambda: stage.chat.messages[1].words.startswith("Nitka: 1 photo"), timeout=10
    )
    found = await person(stage, "Nitka")
    assert found is not None
    stage.sandbox.faults.next("file", Delay(0.5))
    fetched = len(stage.sandbox.calls_of("file"))
    stage.chat.send_photo(stage.ann, portrait(0, 1))
    await stage.chat.until(lambda: len(stage.sandbox.calls_of("file")) > fetched)
    await stage.services.roster.rename(stage.chat.id, found.id, "Nitika")
    done = await stage.say("/done")
    assert done.words.startswith("Nitika: 2 photos\n")
    assert await person(stage, "Nitka") is None


async def test_a_session_begun_by_a_button_waits_for_photos_under_way(stage: Stage) -> None:
    await stage.enrol("Vasu", 1, range(1))
    vasu = await person(stage, "Vasu")
    assert vasu is not None
    await stage.say("/enroll Nitika")
    stage.sandbox.faults.next("file", Delay(0.5))
    fetched = len(stage.sandbox.calls_of("file"))
    stage.chat.send_photo(stage.ann, portrait(0, 0))
    await stage.chat.until(lambda: len(stage.sandbox.calls_of("file")) > fetched)
    chat = StoredChat(stage.chat.id, "private")
    _, ended = await stage.services.sessions.open(
        chat, stage.ann.id, topic=None, name="Vasu", at=datetime.now(UTC)
    )
    assert ended is not None
    assert ended.added == 1
    assert await photos_of(stage, "Nitika") == 1
