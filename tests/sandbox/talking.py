"""What the tests of the sandbox say and hear."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable

import telegram
from PIL import Image
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

Raw = Callable[..., Awaitable[str]]


def picture(
    width: int = 600,
    height: int = 400,
    colour: str = "red",
    kind: str = "JPEG",
    exif: Image.Exif | None = None,
) -> bytes:
    out = io.BytesIO()
    mode = "RGBA" if kind == "PNG" else "RGB"
    extra = {"exif": exif} if exif else {}
    Image.new(mode, (width, height), colour).save(out, kind, **extra)
    return out.getvalue()


async def heard(api: telegram.Bot) -> list[telegram.Message]:
    """The messages that wait for the bot, which acknowledges them."""
    updates = await api.get_updates()
    if updates:
        await api.get_updates(offset=updates[-1].update_id + 1)
    return [update.message for update in updates if update.message]


async def words(api: telegram.Bot) -> list[str | None]:
    return [message.text or message.caption for message in await heard(api)]


def texts(updates: tuple[telegram.Update, ...]) -> list[str | None]:
    return [update.message.text for update in updates if update.message]


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(x, callback_data=f"do:{x}") for x in labels]]
    )
