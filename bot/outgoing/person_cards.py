"""What a person's card shows, and what is pointed out on it."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InlineKeyboardButton, Message
from telegram.error import TelegramError

from bot.chats.cards import Card
from bot.chats.looking import Looking
from bot.incoming.buttons import button
from bot.incoming.paging import pager
from bot.outgoing.screens import Screen
from bot.pictures.person_card import PersonCard, draw_person_card
from bot.recognition.workers import Workers
from bot.texts import people

Rows = list[list[InlineKeyboardButton]]


@dataclass(frozen=True)
class PersonCards:
    looking: Looking
    workers: Workers

    async def screen(
        self,
        card: Card,
        message: Message,
        *,
        says: str = "",
        rows: Rows | None = None,
        chosen: int | None = None,
    ) -> Screen:
        """A card as it is shown, with what it ``says`` besides; ``chosen`` is the photo marked.

        Where it says nothing, what looks wrong about its person is pointed out.
        """
        name, count, shown = card.person.name, card.person.photos, (card.first, card.last)
        drawing = PersonCard(
            name, people.on_card(count, shown), card.thumbnails, card.first, chosen
        )
        picture = await self.workers.run(draw_person_card, drawing)
        linked = await _on_telegram(card, message)
        caption = people.card(name, count, card.person.since, shown=shown, linked=linked)
        hints: Rows = []
        if rows is None and not says:
            says, hints = await self._hints(card)
        words = f"{caption}\n\n{says}".rstrip()
        below = [*hints, *card_rows(card)] if rows is None else rows
        return Screen(words, below, picture, people.NO_PICTURES_HERE)

    async def _hints(self, card: Card) -> tuple[str, Rows]:
        """What looks wrong about a person, and what can be done about that."""
        person, lines, rows = card.person, list[str](), Rows()
        hints = await self.looking.at(card.chat_id, person.id)
        if hints.odd is not None and hints.odd in card.ids:
            number = card.ids.index(hints.odd) + 1
            lines.append(people.odd_photo(number))
            rows.append([button(people.remove_photo(number), "cardphoto", person.id, hints.odd)])
        if hints.alike is not None:
            other = hints.alike
            lines.append(people.look_like_one(person.name, other.name))
            label = people.merge_with(other.name)
            rows.append([button(label, "mergeinto", person.id, other.id)])
        if hints.wrongs:
            lines.append(people.not_them(person.name, hints.wrongs))
            rows.append([button(people.forget_wrongs(hints.wrongs), "wrongs", person.id)])
        return "\n".join(lines), rows


def card_rows(card: Card) -> Rows:
    """What can be done about somebody, and the way to their other photos."""
    person_id = card.person.id
    return [
        [
            button(people.RENAME, "rename", person_id),
            button(people.ADD_PHOTOS, "enroll", person_id),
        ],
        [
            button(people.REMOVE_A_PHOTO, "cardpick", person_id, card.page),
            button(people.MERGE, "merge", person_id, 0),
        ],
        [button(people.FORGET, "forget", person_id, style="danger")],
        *pager(card.page, card.pages, "cardpage", person_id),
    ]


async def _on_telegram(card: Card, message: Message) -> str | None:
    """Who somebody is on Telegram, by the name they have in the message's group."""
    if card.account is None:
        return None
    user_id, username = card.account
    if user_id is None:
        return people.on_telegram(None, username)
    try:
        user = (await message.get_bot().get_chat_member(message.chat_id, user_id)).user
    except TelegramError:
        return people.on_telegram(None, username)
    return people.on_telegram(user.full_name, user.username)
