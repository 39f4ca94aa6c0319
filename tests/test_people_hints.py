"""What looks wrong among people, pointed out on cards and in the list."""

from __future__ import annotations

import numpy as np

from bot.sandbox import Message
from storage.models import Chat as Owner
from storage.models import GalleryRow, Vector
from storage.store import Store
from tests.embedding_spaces import FACE_MODEL, Space
from tests.families import family
from tests.rosters import labels, names, press
from tests.stage import Stage
from tests.storing import a_photo

ALIKE = "Ana and Anna look like one person: merge?"


async def enrolled(stage: Stage, chat: Owner, people: dict[str, Vector]) -> None:
    """Have people with these vectors in a chat, as the model in use would have made them."""
    store: Store = stage.services.store
    (spec,) = stage.services.recogniser.sight.specs
    for name, vectors in people.items():
        for number, vector in enumerate(vectors):
            async with store.transaction() as transaction:
                await store.chats.note(transaction, chat)
                person = await store.people.get_or_add(transaction, chat.id, name)
                photo = a_photo(f"{chat.id} {name} {number}")
                photo_id, _ = await store.photos.add(transaction, person.id, photo)
                row = GalleryRow(chat.id, spec, person.id, photo_id, vector)
                await store.embeddings.add(transaction, row)


def drawn(**photos: int) -> dict[str, Vector]:
    space = Space(FACE_MODEL, 3)
    identities = space.people(len(photos))
    return {
        name: space.photos(one, count)
        for (name, count), one in zip(photos.items(), identities, strict=True)
    }


async def private(stage: Stage, people: dict[str, Vector]) -> None:
    await enrolled(stage, Owner(stage.chat.id, "private"), people)


def two_names() -> dict[str, Vector]:
    people = drawn(Anna=7, Bela=4, Carl=5)
    return {**people, "Anna": people["Anna"][:4], "Ana": people["Anna"][4:]}


def a_wrong_photo(among: int = 6) -> dict[str, Vector]:
    people = drawn(Anna=among, Bela=4, Carl=5, Somebody=1)
    stranger = people.pop("Somebody")
    return {**people, "Anna": np.concatenate([people["Anna"], stranger])}


async def test_a_photo_unlike_the_others_is_pointed_out_on_the_card(stage: Stage) -> None:
    await private(stage, a_wrong_photo())
    said = await stage.say("/person Anna")
    number = await number_of(stage, "Anna", 6)
    assert said.words.endswith(f"\n\nPhoto {number} looks unlike the others: remove it?")
    assert labels(said)[0] == [f"Remove photo {number}"]
    await press(said, f"Remove photo {number}")
    assert said.words.endswith("after that it is really gone.")
    await press(said, "Remove")
    assert await names(stage) == {"Anna": 6, "Bela": 4, "Carl": 5}
    card = await stage.say("/person Anna")
    assert "unlike" not in card.words


async def test_a_photo_on_another_page_is_pointed_out_as_well(stage: Stage) -> None:
    await private(stage, a_wrong_photo(among=13))
    said = await stage.say("/person Anna")
    number = await number_of(stage, "Anna", 13)
    await press(said, f"Remove photo {number}")
    assert f"Remove photo {number} of Anna?" in said.words


async def test_nothing_is_pointed_out_where_nothing_looks_wrong(stage: Stage) -> None:
    await private(stage, drawn(Anna=7, Bela=4, Carl=5))
    for asked in ("/person Anna", "/person Bela", "/people"):
        said = await stage.say(asked)
        assert "?" not in said.words
        assert "Merge with" not in str(labels(said))


async def test_two_names_of_one_person_are_pointed_out(stage: Stage) -> None:
    await private(stage, two_names())
    said = await stage.say("/people")
    assert said.words.endswith(f"\n\n{ALIKE}")
    assert "Merge Ana and Anna" in str(labels(said))
    card = await stage.say("/person Anna")
    assert card.words.endswith("\n\nAnna and Ana look like one person: merge?")
    assert labels(card)[0] == ["Merge with Ana"]
    assert "look like one" not in (await stage.say("/person Bela")).words


async def test_the_button_opens_the_question_whether_to_merge(stage: Stage) -> None:
    await private(stage, two_names())
    said = await stage.say("/people")
    await press(said, "Merge Ana and Anna")
    assert said.words.startswith("Merge them? Ana's 3 photos become Anna's")
    await press(said, "Merge")
    assert await names(stage) == {"Anna": 7, "Bela": 4, "Carl": 5}
    assert "look like one" not in (await stage.say("/people")).words


async def test_pressed_once_more_after_the_merge_it_is_out_of_date(stage: Stage) -> None:
    await private(stage, two_names())
    first, second = await stage.say("/people"), await stage.say("/people")
    await press(first, "Merge Ana and Anna")
    await press(first, "Merge")
    answer = await stage.chat.press(stage.ann, second, "Merge Ana and Anna")
    assert answer.text.startswith("This is out of date")


async def test_in_a_group_only_its_admins_do_something_about_it(stage: Stage) -> None:
    there = family(stage)
    await enrolled(stage, Owner(there.group.id, "supergroup", "Family"), two_names())
    suffix = f"@{stage.bot.username}"
    said: Message = await there.answer(there.group.send_text(there.bela, f"/people{suffix}"))
    assert said.words.endswith(ALIKE)
    refused = await there.group.press(there.bela, said, "Merge Ana and Anna")
    assert refused.alert
    await press(said, "Merge Ana and Anna", there.ann)
    assert said.words.startswith("Merge them?")


async def number_of(stage: Stage, name: str, place: int) -> int:
    """The number on the card of the photo that was enrolled at a place, counted from 0."""
    store = stage.services.store
    person = await store.people.find(stage.chat.id, name)
    assert person
    sha256 = f"{stage.chat.id} {name} {place}".encode()
    photo = await store.photos.find(person.id, sha256=sha256)
    assert photo
    return (await store.photos.ids(person.id)).index(photo) + 1
