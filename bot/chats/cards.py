"""Use case: look at one person of a chat, and a page of their photos."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chats.roster import Gone, Roster
from storage.models import Account, PersonSummary

ON_A_CARD = 12


@dataclass(frozen=True)
class Card:
    """A page of somebody's photos, in order of enrolment.

    ``photos`` are their ids, ``first`` is the number of the first of them, counted from 1 over
    all pages. ``page`` counts from 0. ``thumbnails`` are JPEGs, one for each photo. ``ids`` are
    of all photos on all pages.
    """

    person: PersonSummary
    page: int
    pages: int
    photos: tuple[int, ...]
    thumbnails: tuple[bytes, ...]
    chat_id: int
    ids: tuple[int, ...]
    account: Account | None
    """The Telegram user somebody is enrolled as."""

    @property
    def first(self) -> int:
        return self.page * ON_A_CARD + 1

    @property
    def last(self) -> int:
        """The number of the last photo on the page."""
        return self.page * ON_A_CARD + len(self.photos)


async def card_of(roster: Roster, chat_id: int, person_id: int, page: int) -> Card:
    """A page of somebody's photos, the nearest that there is. Raises `Gone`."""
    everybody = await roster.people(chat_id)
    person = next((one for one in everybody if one.id == person_id), None)
    ids = await roster.photos(chat_id, person_id)
    if person is None or not ids:
        raise Gone
    pages = -(-len(ids) // ON_A_CARD)
    page = min(max(page, 0), pages - 1)
    shown = tuple(ids[page * ON_A_CARD : (page + 1) * ON_A_CARD])
    thumbnails = await roster.store.photos.thumbnails(chat_id, shown)
    account = await roster.store.linked.find(chat_id, person_id)
    pictures = tuple(thumbnails.get(one, b"") for one in shown)
    return Card(person, page, pages, shown, pictures, chat_id, tuple(ids), account)


async def card_with(roster: Roster, chat_id: int, person_id: int, photo_id: int) -> Card:
    """The page of somebody's photos with this one on it. Raises `Gone`."""
    ids = await roster.photos(chat_id, person_id)
    if photo_id not in ids:
        raise Gone
    return await card_of(roster, chat_id, person_id, ids.index(photo_id) // ON_A_CARD)
