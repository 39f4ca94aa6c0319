"""Photos through the real client: their sizes, captions, edits, and every refusal."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
import telegram
from PIL import Image
from telegram.error import BadRequest

from bot.sandbox import Chat, NotPossible, User
from bot.sandbox.photo_sizes import photo_sizes
from tests.sandbox.talking import picture


def claiming(width: int, height: int) -> bytes:
    """A PNG whose header tells of more pixels than follow."""
    data = picture(8, 8, kind="PNG")
    header = b"IHDR" + struct.pack(">II", width, height) + data[24:29]
    return data[:12] + header + struct.pack(">I", zlib.crc32(header)) + data[33:]


def size_of(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as image:
        return image.size


async def test_a_photo_comes_in_several_sizes(api: telegram.Bot, chat: Chat) -> None:
    sent = await api.send_photo(
        chat.id, picture(2000, 1000), caption="<b>Bob</b>", parse_mode="HTML"
    )
    assert [(size.width, size.height) for size in sent.photo] == [
        (90, 45),
        (320, 160),
        (800, 400),
        (1280, 640),
    ]
    assert len({size.file_id for size in sent.photo}) == 4
    assert sent.caption == "Bob"
    (seen,) = chat.messages
    assert seen.photo is not None
    assert size_of(seen.photo) == (1280, 640)
    assert (seen.caption, seen.text) == ("Bob", None)


async def test_a_photo_is_never_enlarged(api: telegram.Bot, chat: Chat) -> None:
    sent = await api.send_photo(chat.id, picture(60, 40))
    assert [(size.width, size.height) for size in sent.photo] == [(60, 40)]


def test_a_photo_is_turned_upright_and_loses_its_exif() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (*_, largest) = photo_sizes(picture(400, 200, exif=exif))
    assert (largest.width, largest.height) == (200, 400)
    with Image.open(io.BytesIO(largest.data)) as image:
        assert not image.getexif()


def test_a_client_shrinks_what_a_bot_could_not_send(chat: Chat, ann: User) -> None:
    sent = chat.send_photo(ann, picture(9500, 800))
    assert sent.photo is not None
    assert size_of(sent.photo) == (1280, 108)


def test_a_client_sends_no_photo_that_is_no_picture(chat: Chat, ann: User) -> None:
    for data in (b"none", claiming(20000, 20000)):
        with pytest.raises(NotPossible):
            chat.send_album(ann, [picture(), data])
    assert chat.messages == []


def test_what_is_transparent_becomes_white() -> None:
    (*_, largest) = photo_sizes(picture(50, 50, "#ff000000", "PNG"))
    with Image.open(io.BytesIO(largest.data)) as image:
        assert image.getpixel((25, 25)) == (255, 255, 255)


async def test_the_same_content_has_one_unique_id(api: telegram.Bot, chat: Chat) -> None:
    first = await api.send_photo(chat.id, picture())
    again = await api.send_photo(chat.id, picture())
    other = await api.send_photo(chat.id, picture(colour="blue"))
    document = await api.send_document(chat.id, picture(), filename="a.jpg")
    assert document.document is not None
    ids = [sent.photo[-1].file_unique_id for sent in (first, again, other)]
    assert ids[0] == ids[1]
    assert len({*ids, document.document.file_unique_id}) == 3


async def test_a_sent_file_can_be_sent_again_by_its_id(api: telegram.Bot, chat: Chat) -> None:
    first = await api.send_photo(chat.id, picture())
    again = await api.send_photo(chat.id, first.photo[0].file_id)
    assert again.photo[-1].file_unique_id == first.photo[-1].file_unique_id


async def test_a_photo_stops_at_10_megabytes(api: telegram.Bot, chat: Chat) -> None:
    size = 10 * 1024 * 1024 + 1
    with pytest.raises(
        BadRequest,
        match=f"^File of size {size} bytes is too big for a photo; "
        "the maximum size is 10485760 bytes$",
    ):
        await api.send_photo(chat.id, bytes(size))


@pytest.mark.parametrize(
    ("width", "height", "taken"),
    [(9000, 1000, True), (9001, 1000, False), (2000, 100, True), (2001, 100, False)],
)
async def test_a_photo_has_bounded_sides_and_ratio(
    api: telegram.Bot, chat: Chat, width: int, height: int, *, taken: bool
) -> None:
    data = picture(width, height)
    if taken:
        await api.send_photo(chat.id, data)
    else:
        with pytest.raises(BadRequest, match=r"^Photo_invalid_dimensions$"):
            await api.send_photo(chat.id, data)
        await api.send_document(chat.id, data, filename="wide.jpg")


async def test_an_enormous_picture_is_refused_unopened(api: telegram.Bot, chat: Chat) -> None:
    data = claiming(10000, 9500)
    with pytest.raises(BadRequest, match=r"^Photo_invalid_dimensions$"):
        await api.send_photo(chat.id, data)
    sent = await api.send_document(chat.id, data, filename="huge.png")
    assert sent.document is not None
    assert sent.document.thumbnail is None


@pytest.mark.parametrize("data", [b"hello", picture()[:200]])
async def test_what_is_no_picture_is_no_photo(api: telegram.Bot, chat: Chat, data: bytes) -> None:
    with pytest.raises(BadRequest, match=r"^Image_process_failed$"):
        await api.send_photo(chat.id, data)


async def test_the_sandbox_reaches_no_address(api: telegram.Bot, chat: Chat) -> None:
    with pytest.raises(BadRequest, match=r"^Failed to get http url content$"):
        await api.send_photo(chat.id, "https://example.org/a.jpg")


async def test_a_caption_has_1024_utf16_units_after_its_markup_is_read(
    api: telegram.Bot, chat: Chat
) -> None:
    await api.send_photo(chat.id, picture(), caption=f"<b>{'😀' * 512}</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match=r"^Message caption is too long$"):
        await api.send_photo(chat.id, picture(), caption="😀" * 512 + "x")


async def test_a_caption_can_be_edited(api: telegram.Bot, chat: Chat) -> None:
    sent = await api.send_photo(chat.id, picture(), caption="looking")
    where: dict[str, Any] = {"chat_id": chat.id, "message_id": sent.message_id}
    await api.edit_message_caption(**where, caption="Bob", show_caption_above_media=True)
    assert chat.messages[0].caption == "Bob"
    with pytest.raises(BadRequest, match=r"^Media_caption_too_long$"):
        await api.edit_message_caption(**where, caption="x" * 1025)
    with pytest.raises(BadRequest, match=r"^There is no text in the message to edit$"):
        await api.edit_message_text("x", **where)
    await api.edit_message_caption(**where)
    assert chat.messages[0].caption is None


async def test_a_photo_can_be_replaced(api: telegram.Bot, chat: Chat) -> None:
    sent = await api.send_photo(chat.id, picture(), caption="red")
    where: dict[str, Any] = {"chat_id": chat.id, "message_id": sent.message_id}
    blue = telegram.InputMediaPhoto(picture(colour="blue"), caption="blue")
    edited = await api.edit_message_media(blue, **where)
    assert isinstance(edited, telegram.Message)
    assert edited.photo[-1].file_unique_id != sent.photo[-1].file_unique_id
    assert chat.messages[0].caption == "blue"
    with pytest.raises(BadRequest, match=r"^Message is not modified"):
        await api.edit_message_media(blue, **where)


async def test_a_text_can_become_a_photo(api: telegram.Bot, chat: Chat) -> None:
    sent = await api.send_message(chat.id, "looking")
    await api.edit_message_media(
        telegram.InputMediaPhoto(picture()), chat_id=chat.id, message_id=sent.message_id
    )
    assert chat.messages[0].photo is not None


async def test_a_users_photo_reaches_the_bot_with_its_caption(
    api: telegram.Bot, chat: Chat, ann: User
) -> None:
    chat.send_photo(ann, picture(), caption="/who is this", spoiler=True)
    (update,) = await api.get_updates()
    assert update.message is not None
    assert update.message.has_media_spoiler
    assert [e.type for e in update.message.caption_entities] == ["bot_command"]
    file = await update.message.photo[-1].get_file()
    data = bytes(await file.download_as_bytearray())
    assert len(data) == update.message.photo[-1].file_size
    assert size_of(data) == (600, 400)
