"""Chats apart, and groups that share the bot."""

from __future__ import annotations

from pathlib import Path

from tests.people import album, portrait
from tests.stage import Stage, on_stage


async def test_two_chats_never_see_each_others_people(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    bela = stage.sandbox.add_user("Bela")
    theirs = stage.sandbox.private_chat(bela, stage.bot)
    answer = await stage.answer(theirs.send_photo(bela, portrait(0, 3)))
    assert answer.words.startswith("I don't know anybody here yet")
    await stage.answer(theirs.send_photo(bela, portrait(1, 0), caption="/enroll Vasu"))
    answer = await stage.answer(theirs.send_photo(bela, portrait(0, 3)))
    assert answer.words.startswith("Unknown")
    assert "Nitika" not in answer.words


async def test_groups_share_a_gallery_and_commands_may_name_the_bot(stage: Stage) -> None:
    bela = stage.sandbox.add_user("Bela")
    friends = stage.sandbox.group(
        "Friends", members=[stage.ann, bela, stage.bot], admins=[stage.ann], supergroup=True
    )
    command = friends.send_photo(
        stage.ann, portrait(0, 0), caption=f"/enroll@{stage.bot.username} Nitika"
    )
    assert (await stage.answer(command)).words == "Ann enrolled Nitika: 1 photo"
    friends.send_text(bela, "/enroll@other_bot Vasu")
    friends.send_text(bela, "nice photo!")
    answer = await stage.answer(friends.send_photo(bela, portrait(0, 1), caption="/who"))
    assert answer.words.startswith("Nitika\n")


async def test_sessions_of_different_people_in_one_group_do_not_mix(stage: Stage) -> None:
    bela = stage.sandbox.add_user("Bela")
    friends = stage.sandbox.group(
        "Friends", members=[stage.ann, bela, stage.bot], admins=[bela], supergroup=True
    )
    await stage.answer(friends.send_text(stage.ann, "/enroll Nitika"))
    await stage.answer(friends.send_text(bela, "/enroll Vasu"))
    friends.send_photo(stage.ann, portrait(0, 0))
    friends.send_photo(bela, portrait(1, 0))
    done = await stage.answer(friends.send_text(stage.ann, "/done"))
    assert done.words.startswith("Ann enrolled Nitika: 1 photo")
    done = await stage.answer(friends.send_text(bela, "/done"))
    assert done.words.startswith("Bela enrolled Vasu: 1 photo")


async def test_answers_stay_in_their_topic(stage: Stage) -> None:
    forum = stage.sandbox.group(
        "Forum", members=[stage.ann, stage.bot], admins=[stage.ann], supergroup=True, topics=True
    )
    topic = forum.add_topic("Photos")
    command = forum.send_photo(stage.ann, portrait(0, 0), caption="/enroll Nitika", topic=topic)
    assert (await stage.answer(command)).topic is topic
    photo = forum.send_photo(stage.ann, portrait(0, 1), topic=topic)
    answer = await stage.answer(forum.send_text(stage.ann, "/who", reply_to=photo, topic=topic))
    assert answer.photo
    assert answer.topic is topic
    nothing = await stage.answer(forum.send_text(stage.ann, "/who", topic=topic))
    assert nothing.words.startswith("Reply to a photo or album with /who")
    assert nothing.topic is topic
    shown = {
        call.params.get("message_thread_id") for call in stage.sandbox.calls_of("sendChatAction")
    }
    assert shown == {topic.id}


async def test_without_the_right_to_send_photos_the_words_are_sent(stage: Stage) -> None:
    friends = stage.sandbox.group(
        "Friends", members=[stage.ann, stage.bot], admins=[stage.ann], supergroup=True
    )
    friends.restrict(stage.bot, photos=False)
    command = friends.send_photo(stage.ann, portrait(0, 0), caption="/enroll Nitika")
    await stage.answer(command)
    answer = await stage.answer(friends.send_photo(stage.ann, portrait(0, 1), caption="/who"))
    assert answer.photo is None
    assert answer.words.startswith("Nitika\n")


async def test_with_privacy_mode_on_photos_are_asked_for_as_replies(tmp_path: Path) -> None:
    async with on_stage(tmp_path, privacy=True) as stage:
        friends = stage.sandbox.group(
            "Friends", members=[stage.ann, stage.bot], admins=[stage.ann], supergroup=True
        )
        command = friends.send_text(stage.ann, f"/enroll@{stage.bot.username} Nitika")
        status = await stage.answer(command)
        assert status.words.startswith("Reply to this message with photos of Nitika")
        friends.send_photo(stage.ann, portrait(1, 0))
        friends.send_photo(stage.ann, portrait(0, 0), reply_to=status)
        friends.send_album(stage.ann, album(0, [1, 2]), reply_to=status)
        done = await stage.answer(friends.send_text(stage.ann, f"/done@{stage.bot.username}"))
        assert done.words.startswith("Ann enrolled Nitika: 3 photos")
        question = friends.send_photo(stage.ann, portrait(0, 3), reply_to=done)
        assert (await stage.answer(question)).words.startswith("Nitika\n")


async def test_a_photo_that_is_there_already_can_be_asked_about(tmp_path: Path) -> None:
    async with on_stage(tmp_path, privacy=True) as stage:
        bela = stage.sandbox.add_user("Bela")
        friends = stage.sandbox.group(
            "Friends", members=[stage.ann, bela, stage.bot], admins=[stage.ann], supergroup=True
        )
        at_bot = f"@{stage.bot.username}"
        photo = friends.send_photo(bela, portrait(0, 0))
        enrolled = friends.send_text(stage.ann, f"/enroll{at_bot} Nitika", reply_to=photo)
        assert (await stage.answer(enrolled)).words == "Ann enrolled Nitika: 1 photo"
        photo = friends.send_photo(bela, portrait(0, 3))
        asked = friends.send_text(stage.ann, f"/who{at_bot}", reply_to=photo)
        answer = await stage.answer(asked)
        assert answer.words.startswith("Nitika\n")
        assert answer.reply_to is photo
        alone = friends.send_text(stage.ann, f"/who{at_bot}")
        explained = await stage.answer(alone)
        assert explained.words.startswith(f"Reply to a photo or album with /who{at_bot}")
        assert "\n" not in explained.words


async def test_thirty_photos_in_a_group_take_few_edits(stage: Stage) -> None:
    friends = stage.sandbox.group(
        "Friends", members=[stage.ann, stage.bot], admins=[stage.ann], supergroup=True
    )
    status = await stage.answer(friends.send_text(stage.ann, "/enroll Nitika"))
    for n in range(30):
        friends.send_photo(stage.ann, portrait(n % 10, n // 10))
    done = await stage.answer(friends.send_text(stage.ann, "/done"), timeout=20)
    assert done.words.startswith("Ann enrolled Nitika: 30 photos")
    await friends.until(lambda: status.words == "Done. Ann enrolled Nitika: 30 photos")
    assert len(stage.sandbox.calls_of("editMessageText")) < 25
