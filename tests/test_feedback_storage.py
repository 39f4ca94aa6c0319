"""What was said of answers goes with whatever it is about, and nothing of it is left."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chats.answered import KEPT, Answered
from bot.chats.consent import Consent
from bot.chats.erasing import Erasing
from bot.chats.moving import Moving
from bot.chats.roster import Roster
from bot.recognition.galleries import Galleries
from storage.models import Chat
from storage.store import Store
from tests.crowds import SPEC, Crowd
from tests.lessons import answered, said, vetoed
from tests.storing import CHAT, NOW
from tests.teaching import ANSWERED, rows

LATER = NOW + timedelta(minutes=10)
HOME = Chat(7, "private")


@pytest.fixture
async def crowd(tmp_path: Path) -> AsyncIterator[Crowd]:
    store = await Store.open(tmp_path / "whosthis.db")
    yield Crowd(store, tmp_path / "whosthis.db")
    await store.close()


async def test_answers_are_forgotten_and_what_was_learnt_stays(crowd: Crowd) -> None:
    anna, bela = await crowd.enrol(crowd.name()), await crowd.enrol(crowd.name())
    _, vector = await said(crowd, await answered(crowd, anna), anna, actual=bela)
    answers = Answered(crowd.store)
    await answers.purge(NOW + KEPT - timedelta(seconds=1))
    assert len(rows(crowd.path, ANSWERED)["feedback"]) == 1
    await answers.purge(NOW + KEPT)
    assert not any(rows(crowd.path, ANSWERED).values())
    assert await vetoed(crowd.store) == [(anna, vector.tobytes())]
    assert await crowd.left() == []


@pytest.mark.parametrize("asked_in", [None, HOME.id])
async def test_of_an_erased_chat_nothing_is_left(crowd: Crowd, asked_in: int | None) -> None:
    anna = await crowd.enrol(crowd.name())
    face = await answered(crowd, anna, shown_in=asked_in)
    await said(crowd, face, anna)
    await Erasing(crowd.store).erase(CHAT.id)
    assert not any(rows(crowd.path, (*ANSWERED, "vetoes", "veto_vectors")).values())
    assert await crowd.left() == []


async def test_an_erased_private_chat_takes_along_what_was_asked_there(crowd: Crowd) -> None:
    anna = await crowd.enrol(crowd.name())
    await answered(crowd, anna, shown_in=HOME.id)
    await Erasing(crowd.store).erase(HOME.id)
    assert not any(rows(crowd.path, ANSWERED).values())
    assert await crowd.left() == []


@pytest.mark.parametrize("leaves", ["not them", "them"])
async def test_after_the_undo_time_nothing_is_left_of_who_was_forgotten(
    crowd: Crowd, leaves: str
) -> None:
    anna, bela = await crowd.enrol(crowd.name()), await crowd.enrol(crowd.name())
    galleries, roster = Galleries(crowd.store, 10**6), Roster(crowd.store)
    _, vector = await said(crowd, await answered(crowd, anna), anna, actual=bela)
    gone = anna if leaves == "not them" else bela
    await galleries.get(CHAT.id, SPEC)
    removal = await roster.forget(CHAT.id, gone, 1, NOW)
    await roster.undo(CHAT.id, removal.id, NOW)
    assert await vetoed(crowd.store) == [(anna, vector.tobytes())]
    assert len(rows(crowd.path, ANSWERED)["feedback"]) == 1
    await roster.forget(CHAT.id, gone, 1, NOW)
    await roster.purge(LATER)
    assert await vetoed(crowd.store) == []
    assert len((await galleries.get(CHAT.id, SPEC)).vetoes.person_ids) == 0
    assert not any(rows(crowd.path, ANSWERED).values())
    assert await crowd.left() == []


@pytest.mark.parametrize("leaves", ["not them", "them"])
async def test_of_whoever_takes_themself_out_nothing_is_left(crowd: Crowd, leaves: str) -> None:
    names = crowd.name(), crowd.name()
    anna, bela = [await crowd.enrol(name) for name in names]
    await said(crowd, await answered(crowd, anna), anna, actual=bela)
    consent = Consent(crowd.store)
    await consent.link(CHAT.id, names[0 if leaves == "not them" else 1], user_id=5, username=None)
    assert await consent.forget_me(5, None) == (1, 1)
    assert await vetoed(crowd.store) == []
    assert not any(rows(crowd.path, ANSWERED).values())
    assert await crowd.left() == []


async def test_a_face_in_a_photo_that_is_removed_goes_with_it(crowd: Crowd) -> None:
    anna, bela = await crowd.enrol(crowd.name()), await crowd.enrol(name := crowd.name())
    await crowd.enrol(name)
    photo = (await crowd.store.photos.ids(bela))[0]
    await said(crowd, await answered(crowd, anna), anna, photo=photo)
    roster = Roster(crowd.store)
    await roster.remove_photo(CHAT.id, photo, 1, NOW)
    assert len(await vetoed(crowd.store)) == 1
    await roster.purge(LATER)
    assert await vetoed(crowd.store) == []
    assert await crowd.left() == []


async def test_a_merged_persons_vetoes_are_the_others_at_once_and_for_good(crowd: Crowd) -> None:
    anna, bela, carl = [await crowd.enrol(crowd.name()) for _ in range(3)]
    _, stranger = await said(crowd, await answered(crowd, anna), anna)
    _, bela_herself = await said(crowd, await answered(crowd, anna), anna, actual=bela)
    _, anna_herself = await said(crowd, await answered(crowd, carl), carl, actual=anna)
    before = await vetoed(crowd.store)
    assert len(before) == 3
    roster = Roster(crowd.store)
    merge = await roster.merge(CHAT.id, anna, bela, 1, NOW)
    merged = {(bela, stranger.tobytes()), (carl, anna_herself.tobytes())}
    assert set(await vetoed(crowd.store)) == merged
    await roster.undo(CHAT.id, merge.id, NOW)
    assert await vetoed(crowd.store) == before
    await roster.merge(CHAT.id, anna, bela, 1, NOW)
    await roster.purge(LATER)
    assert set(await vetoed(crowd.store)) == merged
    # What somebody is now is also who goes.
    await roster.forget(CHAT.id, bela, 1, NOW)
    await roster.purge(LATER)
    assert await vetoed(crowd.store) == []
    assert bela_herself.tobytes() not in crowd.path.read_bytes()


async def test_merged_twice_they_are_the_last_ones(crowd: Crowd) -> None:
    anna, bela, carl = [await crowd.enrol(crowd.name()) for _ in range(3)]
    _, vector = await said(crowd, await answered(crowd, anna), anna)
    roster = Roster(crowd.store)
    await roster.merge(CHAT.id, anna, bela, 1, NOW)
    await roster.merge(CHAT.id, bela, carl, 1, NOW)
    assert await vetoed(crowd.store) == [(carl, vector.tobytes())]
    await roster.purge(LATER)
    assert await vetoed(crowd.store) == [(carl, vector.tobytes())]


async def test_a_veto_of_a_picture_that_both_have_stays_when_one_goes(crowd: Crowd) -> None:
    anna, bela = await crowd.enrol(crowd.name()), await crowd.enrol(crowd.name())
    dora = await crowd.enrol(crowd.name())
    (theirs,), (hers,) = await crowd.store.photos.ids(anna), await crowd.store.photos.ids(bela)
    async with crowd.store.transaction() as transaction:
        await transaction.execute(
            "UPDATE photos SET sha256 = (SELECT sha256 FROM photos WHERE id = ?) WHERE id = ?",
            (hers, theirs),
        )
    _, vector = await said(crowd, await answered(crowd, dora), dora, actual=anna, photo=theirs)
    roster = Roster(crowd.store)
    await roster.merge(CHAT.id, anna, bela, 1, NOW)
    await roster.purge(LATER)
    assert await vetoed(crowd.store) == [(dora, vector.tobytes())]
    await roster.forget(CHAT.id, bela, 1, NOW)
    await roster.purge(LATER)
    assert await vetoed(crowd.store) == []


async def test_all_of_it_moves_with_the_group(crowd: Crowd) -> None:
    new = Chat(-1001, "supergroup")
    anna = await crowd.enrol(crowd.name())
    face = await answered(crowd, anna)
    feedback, vector = await said(crowd, face, anna)
    await Moving(crowd.store).move(CHAT.id, new.id)
    assert await vetoed(crowd.store, new.id) == [(anna, vector.tobytes())]
    moved = await Answered(crowd.store).face(new.id, face.id)
    assert moved.answer.message_id is None
    standing = await Answered(crowd.store).standing(moved)
    assert standing.said[face.id].id == feedback


async def test_a_namesake_in_the_group_takes_over_what_was_said(crowd: Crowd) -> None:
    new, name = Chat(-1001, "supergroup"), crowd.name()
    anna, other = await crowd.enrol(name), await crowd.enrol(name, new)
    await crowd.enrol(crowd.name())
    _, vector = await said(crowd, await answered(crowd, anna), anna)
    await Moving(crowd.store).move(CHAT.id, new.id)
    assert await vetoed(crowd.store, new.id) == [(other, vector.tobytes())]


async def test_a_loaded_gallery_notices_what_was_said_and_undone(crowd: Crowd) -> None:
    anna = await crowd.enrol(crowd.name())
    galleries = Galleries(crowd.store, 10**6)
    assert len((await galleries.get(CHAT.id, SPEC)).vetoes.person_ids) == 0
    feedback, vector = await said(crowd, await answered(crowd, anna), anna)
    loaded = (await galleries.get(CHAT.id, SPEC)).vetoes
    assert loaded.person_ids.tolist() == [anna]
    assert loaded.vectors.tobytes() == vector.tobytes()
    async with crowd.store.transaction() as transaction:
        await crowd.store.vetoes.remove(transaction, CHAT.id, feedback)
    assert len((await galleries.get(CHAT.id, SPEC)).vetoes.person_ids) == 0
    assert await crowd.left() == []
