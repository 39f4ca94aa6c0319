"""Photos of several people, at enrolment: which one is meant."""

from __future__ import annotations

from bot.recognition.faces import overlap
from bot.sandbox import Refused
from bot.texts.holding import LEFT_OUT, NOT_WAITING
from tests.choosing import BOTH, asked, face_of
from tests.doubtful import with_passer_by
from tests.people import group, portrait
from tests.rosters import forged, labels, names, press
from tests.stage import Stage, photos_of


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


async def test_of_somebody_known_it_is_asked_as_well_and_one_tap_says_yes(stage: Stage) -> None:
    await stage.enrol("Nitika", 0, range(3))
    said = await stage.show(group((1, 0), 2), "/enroll Nitika")
    assert said.words == "Which one is Nitika?\nI think it is 2."
    assert labels(said) == [["Yes, 2"], ["1", "2"], ["None of them"]]
    assert await photos_of(stage, "Nitika") == 3
    await press(said, "Yes, 2")
    assert (said.words, labels(said)) == ("Nitika: 1 photo added, 4 in all", [])
    face = (await stage.services.store.photos.get(4)).face
    assert face
    assert face.box[0] > 640


async def test_whoever_knows_better_than_the_bot_presses_another_number(stage: Stage) -> None:
    await stage.enrol("Nitika", 0, range(3))
    said = await stage.show(group((1, 0), 2), "/enroll Nitika")
    await press(said, "1")
    assert said.words == "Nitika: 1 photo added, 4 in all"
    face = (await stage.services.store.photos.get(4)).face
    assert face
    assert face.box[0] < 640


async def test_where_two_faces_are_known_as_them_none_is_named_first(stage: Stage) -> None:
    await stage.enrol("Nitika", 0, range(3))
    said = await asked(stage, group((0, 0), 2))
    assert labels(said) == [["1", "2"], ["None of them"]]


async def test_a_face_that_there_are_doubts_about_is_held_back_then(stage: Stage) -> None:
    await stage.enrol("Vasu", 1, range(3))
    said = await asked(stage)
    await press(said, "2")
    assert said.words == "I held this photo of Nitika back: it looks like Vasu."
    assert labels(said) == [["Add anyway"], ["1", "2"], ["None of them"]]
    await press(said, "Add anyway")
    assert (said.words, labels(said)) == ("Nitika: 1 photo", [])


async def test_whoever_pressed_the_wrong_number_presses_another_one(stage: Stage) -> None:
    await stage.enrol("Vasu", 1, range(3))
    said = await asked(stage)
    await press(said, "2")
    assert said.words.endswith("looks like Vasu.")
    await press(said, "1")
    assert (said.words, labels(said)) == ("Nitika: 1 photo", [])
    assert (await face_of(stage, "Nitika")).box[0] < 640


async def test_of_a_face_held_back_none_may_be_meant_after_all(stage: Stage) -> None:
    await stage.enrol("Vasu", 1, range(3))
    said = await asked(stage)
    await press(said, "2")
    await press(said, "None of them")
    assert said.words == LEFT_OUT
    assert await names(stage) == {"Vasu": 3}


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
