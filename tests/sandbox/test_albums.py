"""Albums: what makes one, and every refusal."""

from __future__ import annotations

import pytest
import telegram
from telegram.error import BadRequest

from bot.sandbox import Chat, NotPossible, User
from tests.sandbox.talking import Raw, picture


async def test_an_album_is_one_group_of_messages(api: telegram.Bot, chat: Chat) -> None:
    colours = ("red", "green", "blue")
    album = [telegram.InputMediaPhoto(picture(colour=c), caption=c) for c in colours]
    sent = await api.send_media_group(chat.id, album)
    assert len({message.media_group_id for message in sent}) == 1
    assert sent[0].media_group_id
    assert [message.caption for message in chat.messages] == list(colours)


async def test_an_album_of_documents_answers_a_message(
    api: telegram.Bot, chat: Chat, ann: User
) -> None:
    asked = chat.send_text(ann, "all of them?")
    album = [telegram.InputMediaDocument(picture(), filename=f"{n}.jpg") for n in range(2)]
    await api.send_media_group(chat.id, album, reply_to_message_id=asked.id)
    assert [message.reply_to for message in chat.messages[1:]] == [asked, asked]


async def test_an_album_keeps_its_kind(api: telegram.Bot, chat: Chat) -> None:
    album = [telegram.InputMediaPhoto(picture(colour=c)) for c in ("red", "blue")]
    (first, _) = await api.send_media_group(chat.id, album)
    document = telegram.InputMediaDocument(picture(), filename="a.jpg")
    with pytest.raises(BadRequest, match=r"^Can't use the media of the specified type"):
        await api.edit_message_media(document, chat_id=chat.id, message_id=first.message_id)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "Media group must include 2-10 items"),
        (11, "Too many messages to send as an album"),
    ],
)
async def test_an_album_has_2_to_10_pictures(
    api: telegram.Bot, chat: Chat, count: int, words: str
) -> None:
    album = [telegram.InputMediaPhoto(picture(20, 20)) for _ in range(count)]
    with pytest.raises(BadRequest, match=f"^{words}$"):
        await api.send_media_group(chat.id, album)
    assert chat.messages == []


@pytest.mark.parametrize(
    ("media", "words"),
    [
        (None, 'parameter "media" is required'),
        ("[", "can't parse media JSON object"),
        ({"type": "photo"}, "expected an Array of InputMedia"),
        ([], "there are no messages to send"),
        ([1, 2], "can't parse InputMedia: expected an Object"),
        ([{"type": "photo", "media": "attach://no"}], "can't parse InputMedia: media not found"),
        ([{"type": "photo"}], "can't parse InputMedia: media not found"),
        (
            [{"type": "sticker", "media": "x"}],
            'can\'t parse InputMedia: type "sticker" is unsupported',
        ),
        (
            [{"type": "video", "media": "x"}],
            'can\'t parse InputMedia: type "video" is unknown to the sandbox',
        ),
        (
            [{"type": "animation", "media": "x"}],
            "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup",
        ),
        (
            [{"type": "photo", "media": "x"}, {"type": "document", "media": "y"}],
            "document can't be mixed with other media types",
        ),
        (
            [{"type": "photo", "media": "x"}, {"type": "photo", "media": "y"}],
            "wrong remote file identifier specified: can't unserialize it. Wrong last symbol",
        ),
    ],
)
async def test_an_album_that_telegram_refuses(
    raw: Raw, chat: Chat, media: object, words: str
) -> None:
    told = await raw("sendMediaGroup", chat_id=chat.id, media=media)
    assert told == f"Bad Request: {words}"


async def test_one_bad_picture_spoils_the_album_and_is_named(
    api: telegram.Bot, chat: Chat
) -> None:
    album = [telegram.InputMediaPhoto(picture()), telegram.InputMediaPhoto(b"none")]
    with pytest.raises(
        BadRequest,
        match=r'^Failed to send message #2 with the error message "image_process_failed"$',
    ):
        await api.send_media_group(chat.id, album)
    assert chat.messages == []


@pytest.mark.parametrize("as_documents", [False, True])
async def test_a_users_album_comes_as_updates_of_one_group(
    api: telegram.Bot, chat: Chat, ann: User, *, as_documents: bool
) -> None:
    chat.send_album(
        ann, [picture(), picture(colour="blue")], caption="Bob", as_documents=as_documents
    )
    messages = [update.message for update in await api.get_updates()]
    assert [m.caption for m in messages if m] == ["Bob", None]
    assert len({m.media_group_id for m in messages if m}) == 1
    assert [bool(m.document) for m in messages if m] == [as_documents] * 2


def test_an_album_of_one_is_nothing_a_user_can_send(chat: Chat, ann: User) -> None:
    with pytest.raises(NotPossible):
        chat.send_album(ann, [picture()])
