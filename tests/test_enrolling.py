"""Teaching the bot people, by every way there is."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from bot.sandbox import Chat, Missing, Sandbox
from tests.doubtful import with_passer_by
from tests.loopback_gemini import LoopbackGemini
from tests.people import album, portrait
from tests.stage import Stage, person, photos_of, shows, staged


async def test_a_caption_enrols_a_photo_at_once(stage: Stage) -> None:
    answer = await stage.show(portrait(0, 0), "/enroll Nitika")
    assert answer.words == "Nitika: 1 photo"
    again = await stage.show(portrait(0, 1), "/enroll nitika")
    assert again.words == "Nitika: 1 photo added, 2 in all"
    found = await person(stage, "NITIKA")
    assert found is not None
    assert found.name == "Nitika"


async def test_a_caption_enrols_a_whole_album(stage: Stage) -> None:
    parts = stage.chat.send_album(stage.ann, album(0, range(5)), caption="/enroll Nitika")
    answer = await stage.answer(parts)
    assert answer.words == "Nitika: 5 photos"
    assert answer.reply_to is parts[0]
    await stage.sandbox.settled()
    assert stage.chat.messages[-1] is answer


async def test_a_reply_to_a_photo_enrols_it(stage: Stage) -> None:
    await stage.enrol("Vasu", 1)
    photo = stage.chat.send_photo(stage.ann, portrait(0, 0))
    await stage.answer(photo)
    answer = await stage.say("/enroll Nitika", reply_to=photo)
    assert answer.words == "Nitika: 1 photo"


async def test_a_picture_sent_as_a_file_is_enrolled(stage: Stage) -> None:
    await stage.say("/enroll Nitika")
    stage.chat.send_document(stage.ann, portrait(0, 0), file_name="IMG_1.JPG")
    done = await stage.say("/done")
    assert done.words.startswith("Nitika: 1 photo\n")


async def test_without_a_name_the_bot_asks_for_it(stage: Stage) -> None:
    question = await stage.say("/enroll")
    assert question.words.startswith("Whose photos")
    first = await stage.show(portrait(0, 0))
    assert first.words.startswith("First tell me whose photos")
    begun = await stage.say("Nitika")
    assert begun.words.startswith("Send me photos of Nitika")
    stage.chat.send_photo(stage.ann, portrait(0, 0))
    await shows(stage, begun, "Nitika: 1 photo")


async def test_photos_whose_command_has_no_name_wait_for_it(stage: Stage) -> None:
    parts = stage.chat.send_album(stage.ann, album(0, range(3)), caption="/enroll")
    question = await stage.answer(parts)
    assert question.words == "Whose photos are these? Reply with the name, or /cancel."
    begun = await stage.say("Nitika")
    await shows(stage, begun, "Nitika: 3 photos")


async def test_photos_that_come_before_the_name_are_kept_for_it(stage: Stage) -> None:
    await stage.say("/enroll")
    assert (await stage.show(portrait(0, 0))).words.startswith("First tell me whose")
    stage.chat.send_photo(stage.ann, portrait(0, 1))
    begun = await stage.say("Nitika")
    await shows(stage, begun, "Nitika: 2 photos")


async def test_a_reply_to_an_answer_means_the_photo_that_was_asked_about(stage: Stage) -> None:
    await stage.enrol("Vasu", 1)
    stranger = await stage.show(portrait(0, 0))
    assert stranger.words.startswith("Unknown")
    assert (await stage.say("/enroll Nitika", reply_to=stranger)).words == "Nitika: 1 photo"
    assert (await stage.show(portrait(0, 3))).words.startswith("Nitika\n")


async def test_a_picture_of_the_bots_own_is_never_enrolled(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        bot = sandbox.add_bot("whosthis_bot", privacy=False)
        ann = sandbox.add_user("Ann")
        chat = sandbox.private_chat(ann, bot)
        async with staged(tmp_path / "w.db", sandbox, bot):
            enrolled = chat.send_photo(ann, portrait(1, 0), caption="/enroll Vasu")
            await chat.next_from(bot, after=enrolled, timeout=10)
            question = chat.send_photo(ann, portrait(0, 0))
            answer = await chat.next_from(bot, after=question, timeout=10)
        async with staged(tmp_path / "w.db", sandbox, bot) as (services, _):
            for command in ("/enroll Nitika", "/who"):
                said = chat.send_text(ann, command, reply_to=answer)
                told = await chat.next_from(bot, after=said, timeout=10)
                assert told.words.startswith("That is a picture I drew.")
            assert await services.store.people.find(chat.id, "Nitika") is None


async def test_only_the_first_line_of_a_caption_is_the_name(stage: Stage) -> None:
    answer = await stage.show(portrait(0, 0), "/enroll Nitika\nfrom our trip")
    assert answer.words == "Nitika: 1 photo"


async def test_after_a_change_of_model_the_same_photos_can_be_taken_in_anew(
    tmp_path: Path,
) -> None:
    async with LoopbackGemini() as gemini, Sandbox() as sandbox:
        bot = sandbox.add_bot("whosthis_bot", privacy=False)
        ann = sandbox.add_user("Ann")
        chat = sandbox.private_chat(ann, bot)

        async def answer_to(data: bytes, caption: str | None = None) -> str:
            asked = chat.send_photo(ann, data, caption=caption)
            return (await chat.next_from(bot, after=asked, timeout=10)).words

        async with staged(tmp_path / "w.db", sandbox, bot):
            assert await answer_to(portrait(0, 0), "/enroll Nitika") == "Nitika: 1 photo"
        key = {"GEMINI_API_KEY": gemini.key, "GEMINI_API_URL": gemini.url, "EMBEDDER": "gemini"}
        async with staged(tmp_path / "w.db", sandbox, bot, key):
            assert (await answer_to(portrait(0, 3))).startswith("Nothing enrolled here can be")
            assert await answer_to(portrait(0, 0), "/enroll Nitika") == (
                "Nitika: 0 photos added, 1 in all · 1 taken in anew for the model in use"
            )
            assert "already there" in await answer_to(portrait(0, 0), "/enroll Nitika")
            assert (await answer_to(portrait(0, 3))).startswith("Nitika\n")
        async with staged(tmp_path / "w.db", sandbox, bot):
            assert (await answer_to(portrait(0, 3))).startswith("Nitika\n")


@pytest.mark.parametrize("name", ["\u200b", "x" * 65])
async def test_a_name_that_cannot_be_is_explained(stage: Stage, name: str) -> None:
    answer = await stage.say(f"/enroll {name}")
    assert answer.words.startswith(("That is no name", "A name can have 64"))
    assert await stage.say("/done") != answer


@pytest.mark.parametrize(
    "name", ['<b>"Bob" & co</b>', "नितिका", "محمد", "🦊 Fox", "O'Neil", "a_b*c`d[e](f)"]
)
async def test_any_name_is_shown_as_it_is(stage: Stage, name: str) -> None:
    begun = await stage.say(f"/enroll {name}")
    assert name in begun.words.replace("\u2068", "").replace("\u2069", "")
    stage.chat.send_photo(stage.ann, portrait(0, 0))
    await stage.say("/done")
    answer = await stage.show(portrait(0, 1))
    assert answer.words.replace("\u2068", "").startswith(name)


async def test_the_same_photo_twice_is_stored_and_embedded_once(stage: Stage) -> None:
    await stage.show(portrait(0, 0), "/enroll Nitika")
    fetched = len(stage.sandbox.calls_of("file"))
    answer = await stage.show(portrait(0, 0), "/enroll Nitika")
    assert answer.words == "Nitika: 0 photos added, 1 in all · 1 skipped: already there"
    assert len(stage.sandbox.calls_of("file")) == fetched
    as_file = stage.chat.send_document(
        stage.ann, stage.chat.messages[0].photo or b"", file_name="a.jpg", caption="/enroll Nitika"
    )
    assert "already there" in (await stage.answer(as_file)).words
    assert await photos_of(stage, "Nitika") == 1


async def test_the_same_photo_twice_in_one_album_is_stored_once(stage: Stage) -> None:
    parts = stage.chat.send_album(
        stage.ann, [portrait(0, 0), portrait(0, 0)], caption="/enroll Nitika"
    )
    answer = await stage.answer(parts)
    assert answer.words == "Nitika: 1 photo · 1 skipped: already there"


async def test_small_faces_in_the_background_are_passed_over_and_said_so(stage: Stage) -> None:
    answer = await stage.show(with_passer_by(0, 1), "/enroll Nitika")
    assert answer.words == (
        "Nitika: 1 photo\nSmaller or fainter faces in the photo besides: I took the clearest."
    )


async def test_a_photo_that_cannot_be_fetched_is_told_and_skipped(stage: Stage) -> None:
    stage.sandbox.faults.next("file", Missing())
    answer = await stage.show(portrait(0, 0), "/enroll Nitika")
    assert answer.words == "Nitika: 0 photos · 1 skipped: could not be fetched"


async def test_enrolments_in_several_chats_go_side_by_side(stage: Stage) -> None:
    chats = []
    for n in range(4):
        user = stage.sandbox.add_user(f"User {n}")
        chat = stage.sandbox.private_chat(user, stage.bot)
        chats.append(chat)
        for shot in range(3):
            chat.send_photo(user, portrait(n, shot), caption="/enroll Someone")

    def answered(chat: Chat) -> bool:
        return sum(message.sender is stage.bot for message in chat.messages) == 3

    for chat in chats:
        await chat.until(functools.partial(answered, chat), timeout=20)
        assert await stage.services.enrolment.total(chat.id, "Someone") == 3


async def test_a_question_for_a_name_that_is_answered_otherwise_is_over(stage: Stage) -> None:
    question = await stage.show(portrait(0, 0), "/enroll")
    assert (await stage.say("/enroll Nitika", reply_to=question)).words == "Nitika: 1 photo"
    assert (await stage.show(portrait(0, 3))).words.startswith("Nitika\n")
    assert (await stage.say("thank you")).words.startswith("Send me a photo and")
    assert await photos_of(stage, "thank you") == 0
