"""A photo outside a session: who is in it?"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.sandbox import Drop, Message, Missing, TooManyRequests
from tests.people import album, group, jpeg, portrait, scene
from tests.stage import Stage, on_stage


def size_of(message: Message) -> tuple[int, int]:
    with Image.open(io.BytesIO(message.photo or b"")) as image:
        return image.size


async def test_a_known_person_is_named_with_the_evidence(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    await stage.enrol("Vasu", 1)
    question = stage.chat.send_photo(stage.ann, portrait(0, 3))
    answer = await stage.answer(question)
    assert answer.words.startswith("Nitika\nSimilarity 0.")
    assert "2 of the 4 closest photos\nRunner-up Vasu 0." in answer.words
    assert answer.reply_to is question
    assert max(size_of(answer)) == 1280


async def test_a_stranger_is_unknown_with_the_closest_shown(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    answer = await stage.show(portrait(4, 0))
    assert answer.words.startswith("Unknown: nobody enrolled here is close enough.\nMost like ")
    assert "Most like Nitika 0.5" in answer.words
    assert answer.photo


async def test_everybody_in_a_group_picture_is_answered(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    await stage.enrol("Vasu", 1)
    answer = await stage.show(group((0, 4, 1), 0))
    lines = answer.words.split("\n")
    assert [line.split(".")[0] for line in lines[::2]] == ["1", "2", "3"]
    assert sorted(line.split(" ")[1].rstrip(":") for line in lines[::2]) == [
        "Nitika",
        "Unknown",
        "Vasu",
    ]


async def test_an_album_gets_one_answer_each_in_order(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    await stage.enrol("Vasu", 1)
    parts = stage.chat.send_album(
        stage.ann, [portrait(1, 4), portrait(0, 4), scene(0), portrait(5, 0)]
    )
    answers = [await stage.answer(parts)]
    for _ in parts[1:]:
        answers.append(await stage.answer(answers[-1]))
    assert [answer.reply_to for answer in answers] == parts
    begins = [answer.words.split("\n")[0].split(":")[0] for answer in answers]
    assert begins[:2] == ["Vasu", "Nitika"]
    assert begins[2].startswith("I found no face")
    assert begins[3] == "Unknown"


async def test_with_nobody_enrolled_it_says_how_to_begin_and_fetches_nothing(
    stage: Stage,
) -> None:
    parts = stage.chat.send_album(stage.ann, album(0, range(3)))
    answer = await stage.answer(parts)
    assert answer.words.startswith("I don't know anybody here yet")
    await stage.sandbox.settled()
    assert stage.chat.messages[-1] is answer
    assert stage.sandbox.calls_of("file") == []


async def test_a_photo_without_a_face_is_explained(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    assert (await stage.show(scene(1))).words.startswith("I found no face")


async def test_a_picture_sent_as_a_file_is_answered(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    for name, kind in (("a.png", "PNG"), ("b.webp", "WEBP"), ("c.heic", "HEIF")):
        from pillow_heif import register_heif_opener

        register_heif_opener()
        buffer = io.BytesIO()
        with Image.open(io.BytesIO(portrait(0, 2))) as image:
            image.save(buffer, kind)
        question = stage.chat.send_document(stage.ann, buffer.getvalue(), file_name=name)
        assert (await stage.answer(question)).words.startswith("Nitika\n")


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (portrait(0, 2)[:9000], "a.jpg", "This photo is damaged"),
        (b"hello", "a.jpg", "This is no photo that I can read"),
        (b"%PDF-1.4", "a.pdf", "I look at still photos only"),
        (b"\0" * (20 * 1024 * 1024 + 1), "a.jpg", "This file is over 20 MB"),
    ],
)
async def test_a_file_that_is_no_photo_gets_a_sentence(
    stage: Stage, data: bytes, name: str, words: str
) -> None:
    await stage.enrol("Nitika", 0)
    question = stage.chat.send_document(stage.ann, data, file_name=name)
    assert (await stage.answer(question)).words.startswith(words)


async def test_a_moving_picture_gets_a_sentence(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    question = stage.chat.send_document(stage.ann, buffer.getvalue(), file_name="a.gif")
    assert (await stage.answer(question)).words.startswith("This picture moves")
    for kind in ("animation", "video", "sticker", "voice"):
        question = stage.chat.send_media(stage.ann, kind)
        assert (await stage.answer(question)).words.startswith("I look at still photos only")


async def test_a_photo_that_is_gone_from_telegram_is_explained(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    stage.sandbox.faults.next("file", Missing())
    assert (await stage.show(portrait(0, 3))).words.startswith("I couldn't fetch this photo")


async def test_a_dropped_download_is_tried_again(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    stage.sandbox.faults.next("file", Drop())
    assert (await stage.show(portrait(0, 3))).words.startswith("Nitika\n")


async def test_telegram_asking_to_wait_costs_no_answer(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    stage.sandbox.faults.next("sendPhoto", TooManyRequests(1))
    assert (await stage.show(portrait(0, 3))).words.startswith("Nitika\n")


async def test_a_question_deleted_meanwhile_is_answered_all_the_same(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    question = stage.chat.send_photo(stage.ann, portrait(0, 3))
    stage.chat.delete(question)
    answer = await stage.answer(question)
    assert answer.words.startswith("Nitika\n")
    assert answer.reply_to is None


async def test_an_edited_caption_is_no_new_question(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    question = stage.chat.send_photo(stage.ann, portrait(0, 3))
    answer = await stage.answer(question)
    stage.chat.edit(question, caption="look!")
    await stage.sandbox.settled()
    assert stage.chat.messages[-1] is answer


async def test_of_many_faces_twelve_are_answered_within_a_caption(stage: Stage) -> None:
    name = "<&>" * 21
    await stage.show(portrait(0, 0), f"/enroll {name}")
    tile = Image.open(io.BytesIO(group((0, 1, 2, 3, 4, 5, 6, 7), 0)))
    crowd = Image.new("RGB", (tile.width, 2 * tile.height))
    crowd.paste(tile, (0, 0))
    crowd.paste(tile, (0, tile.height))
    answer = await stage.show(jpeg(crowd))
    assert len(answer.words) <= 1024
    assert "Not answered: the 4 smallest faces." in answer.words


async def test_another_decision_rule_can_be_set(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.enrol("Nitika", 0, range(1))
        await stage.enrol("Vasu", 1, range(4))
    async with on_stage(tmp_path, DECISION="vote", MATCH_THRESHOLD="-1") as stage:
        assert (await stage.show(portrait(0, 3))).words.startswith("Vasu\n")


async def test_photos_embedded_by_another_model_are_not_compared(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.enrol("Nitika", 0)
        async with stage.services.store.transaction() as transaction:
            await transaction.execute("UPDATE embeddings SET model = 'another'")
        stage.services.recogniser.galleries._loaded.clear()  # noqa: SLF001 - as after a restart
        answer = await stage.show(portrait(0, 3))
        assert answer.words.startswith("Nothing enrolled here can be compared with this photo")
