"""Photos of several people, at enrolment: which one is meant."""

from __future__ import annotations

from pathlib import Path

from bot.recognition.faces import overlap
from bot.sandbox import Message, Missing, Refused, Sandbox
from bot.texts.holding import LEFT_OUT, NOT_WAITING, SEND_AGAIN
from storage.models import Face
from tests.doubtful import with_passer_by
from tests.people import group, portrait
from tests.rosters import forged, labels, names, press
from tests.stage import Stage, person, photos_of, shows, staged

BOTH = group((0, 1), 0)


async def asked(stage: Stage, photo: bytes = BOTH, name: str = "Nitika") -> Message:
    said = await stage.show(photo, f"/enroll {name}")
    assert said.words == f"Which one is {name}?"
    return said


async def face_of(stage: Stage, name: str) -> Face:
    found = await person(stage, name)
    assert found
    (photo_id, *_) = await stage.services.store.photos.ids(found.id)
    face = (await stage.services.store.photos.get(photo_id)).face
    assert face
    return face


async def test_the_picture_comes_back_with_a_number_for_each_face(stage: Stage) -> None:
    said = await asked(stage)
    assert said.photo
    assert said.reply_to is stage.chat.messages[-2]
    assert labels(said) == [["1", "2"], ["None of them"]]
    assert await names(stage) == {}


async def test_the_face_that_is_pressed_is_enrolled(stage: Stage) -> None:
    left = await asked(stage)
    await press(left, "1")
    assert left.words == "Nitika: 1 photo"
    assert labels(left) == []
    right = await asked(stage, BOTH, "Vasu")
    await press(right, "2")
    assert await names(stage) == {"Nitika": 1, "Vasu": 1}
    nitika, vasu = await face_of(stage, "Nitika"), await face_of(stage, "Vasu")
    assert nitika.box[0] < vasu.box[0]
    assert overlap(nitika, vasu) == 0
    assert (await stage.show(portrait(0, 3))).words.startswith("Nitika")
    assert (await stage.show(portrait(1, 3))).words.startswith("Vasu")


async def test_none_of_them_leaves_the_photo_out(stage: Stage) -> None:
    said = await asked(stage)
    await press(said, "None of them")
    assert (said.words, labels(said)) == (LEFT_OUT, [])
    assert await names(stage) == {}
    assert await stage.services.store.database.rows("SELECT * FROM held") == []


async def test_pressed_twice_one_face_is_enrolled(stage: Stage) -> None:
    said = await asked(stage)
    data = str(said.buttons[0][0].data)
    await press(said, "1")
    for again in (data, f"{data[:-1]}2", f"{data[:-1]}0", f"{data[:-1]}9"):
        answer = await forged(said, again)
        assert (answer.alert, answer.text) == (True, NOT_WAITING)
    assert await photos_of(stage, "Nitika") == 1


async def test_a_number_that_is_not_there_is_out_of_date(stage: Stage) -> None:
    said = await asked(stage)
    data = str(said.buttons[0][0].data)
    assert (await forged(said, f"{data[:-1]}3")).text == NOT_WAITING
    await press(said, "2")
    assert said.words == "Nitika: 1 photo"


async def test_who_is_enrolled_already_is_taken_without_asking(stage: Stage) -> None:
    await stage.enrol("Nitika", 0, range(3))
    answer = await stage.show(group((1, 0), 2), "/enroll Nitika")
    assert answer.words == (
        "Nitika: 1 photo added, 4 in all\n"
        "Several faces in the photo: I took the one that I know is Nitika."
    )
    face = (await stage.services.store.photos.get(4)).face
    assert face
    assert face.box[0] > 640


async def test_where_two_faces_are_known_as_them_it_is_asked(stage: Stage) -> None:
    await stage.enrol("Nitika", 0, range(3))
    await asked(stage, group((0, 0), 2))


async def test_in_a_session_that_is_counted_too(stage: Stage) -> None:
    await stage.enrol("Nitika", 0, range(3))
    begun = await stage.say("/enroll Nitika")
    stage.chat.send_photo(stage.ann, group((1, 0), 2))
    await shows(stage, begun, "Nitika: 1 photo added, 4 in all\nSeveral faces")
    said = await stage.show(group((0, 0), 4))
    assert said.words == "Which one is Nitika?"
    await shows(
        stage, begun, "Nitika: 1 photo added, 4 in all · 1 with several faces to choose from"
    )
    await press(said, "1")
    await shows(stage, begun, "Nitika: 2 photos added, 5 in all\n")


async def test_an_album_asks_for_one_after_the_other(stage: Stage) -> None:
    photos = [group((0, 1), 0), portrait(2, 0), group((2, 3), 1), group((4, 5), 2)]
    parts = stage.chat.send_album(stage.ann, photos, caption="/enroll Nitika")
    counted = await stage.answer(parts)
    assert counted.words == "Nitika: 1 photo · 3 with several faces to choose from"
    first = await stage.chat.next_from(stage.bot, after=counted)
    assert first.words == "Photo 1 of 4: which one is Nitika?\nAfter this I'll ask about 2 more."
    assert first.reply_to is parts[0]
    await stage.sandbox.settled()
    assert stage.chat.messages[-1] is first
    await press(first, "None of them")
    second = await stage.chat.next_from(stage.bot, after=first)
    assert second.words == "Photo 3 of 4: which one is Nitika?\nAfter this I'll ask about 1 more."
    await press(second, "1")
    assert second.words == "Nitika: 1 photo added, 2 in all"
    third = await stage.chat.next_from(stage.bot, after=second)
    assert third.words == "Photo 4 of 4: which one is Nitika?"
    await press(third, "None of them")
    await stage.sandbox.settled()
    assert stage.chat.messages[-1] is third
    assert await names(stage) == {"Nitika": 2}


async def test_a_face_that_there_are_doubts_about_is_held_back_then(stage: Stage) -> None:
    await stage.enrol("Vasu", 1, range(3))
    said = await asked(stage)
    await press(said, "2")
    assert said.words == "I held this photo of Nitika back: it looks like Vasu."
    assert labels(said) == [["Add anyway"]]
    await press(said, "Add anyway")
    assert said.words == "Nitika: 1 photo"


async def test_after_a_restart_it_is_asked_on(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        bot = sandbox.add_bot("whosthis_bot")
        ann = sandbox.add_user("Ann")
        chat = sandbox.private_chat(ann, bot)
        async with staged(tmp_path / "w.db", sandbox, bot) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            photos = [group((0, 1), 0), group((2, 3), 1)]
            first = await stage.answer(chat.send_album(ann, photos, caption="/enroll Nitika"))
            assert first.words.startswith("Photo 1 of 2")
        async with staged(tmp_path / "w.db", sandbox, bot) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            await press(first, "1")
            second = await chat.next_from(bot, after=first)
            assert second.words == "Photo 2 of 2: which one is Nitika?"
            await press(second, "2")
            assert second.words == "Nitika: 1 photo added, 2 in all"


async def test_a_photo_that_is_gone_is_told_and_the_next_is_asked_for(stage: Stage) -> None:
    photos = [group((0, 1), 0), group((2, 3), 1)]
    parts = stage.chat.send_album(stage.ann, photos, caption="/enroll Nitika")
    first = await stage.answer(parts)
    stage.sandbox.faults.next("file", Missing())
    await press(first, "1")
    assert first.words == SEND_AGAIN
    assert labels(first) == [["Try again"]]
    second = await stage.chat.next_from(stage.bot, after=first)
    assert second.words == "Photo 2 of 2: which one is Nitika?"
    await press(first, "Try again")
    assert first.words == "Nitika: 1 photo"


async def test_where_no_pictures_may_be_sent_faces_are_counted_from_the_left(
    stage: Stage,
) -> None:
    stage.sandbox.faults.next("sendPhoto", Refused("not enough rights to send photos to the chat"))
    said = await stage.show(BOTH, "/enroll Nitika")
    assert said.photo is None
    assert said.words == (
        "Which one is Nitika?\n\nThe faces are counted from the left of the photo to the right."
    )
    await press(said, "2")
    assert (await face_of(stage, "Nitika")).box[0] > 640


async def test_a_passer_by_in_the_background_is_not_asked_about(stage: Stage) -> None:
    answer = await stage.show(with_passer_by(0, 1), "/enroll Nitika")
    assert answer.words.startswith("Nitika: 1 photo\n")


async def test_cancelling_the_session_withdraws_the_question(stage: Stage) -> None:
    await stage.say("/enroll Nitika")
    said = await stage.show(BOTH)
    await stage.say("/cancel")
    assert (await stage.chat.press(stage.ann, said, "1")).text == NOT_WAITING
    assert await names(stage) == {}
