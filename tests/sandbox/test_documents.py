"""Documents, other media and downloads through the real client."""

from __future__ import annotations

import httpx2
import pytest
import telegram
from telegram.error import BadRequest, InvalidToken, NetworkError

from bot.sandbox import Bot, Chat, NotPossible, Sandbox, User
from tests.sandbox.talking import Raw, picture


async def test_a_file_downloads_as_it_was_uploaded(api: telegram.Bot, chat: Chat) -> None:
    data = picture()
    sent = await api.send_document(chat.id, data, filename="ann.jpg")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type) == ("ann.jpg", "image/jpeg")
    assert sent.document.thumbnail is not None
    assert sent.document.thumbnail.width == 320
    file = await api.get_file(sent.document)
    assert file.file_path is not None
    assert file.file_path.endswith(".jpg")
    assert (await api.get_file(sent.document)).file_path == file.file_path
    assert bytes(await file.download_as_bytearray()) == data


async def test_a_document_that_is_no_picture_has_no_thumbnail(
    api: telegram.Bot, chat: Chat
) -> None:
    sent = await api.send_document(chat.id, b"hello", filename="notes")
    assert sent.document is not None
    assert sent.document.thumbnail is None
    file = await api.get_file(sent.document)
    assert bytes(await file.download_as_bytearray()) == b"hello"


async def test_a_file_id_belongs_to_one_bot(
    sandbox: Sandbox, api: telegram.Bot, chat: Chat
) -> None:
    sent = await api.send_photo(chat.id, picture())
    other = sandbox.add_bot("other_bot")
    async with telegram.Bot(other.token, base_url=f"{sandbox.url}/bot") as another:
        with pytest.raises(BadRequest, match=r"^Invalid file_id$"):
            await another.get_file(sent.photo[-1].file_id)


async def test_a_document_is_no_photo(api: telegram.Bot, chat: Chat) -> None:
    sent = await api.send_document(chat.id, picture(), filename="a.jpg")
    assert sent.document is not None
    with pytest.raises(BadRequest, match=r"^Can't use file of type document as photo$"):
        await api.send_photo(chat.id, sent.document.file_id)


@pytest.mark.parametrize("file_id", ["AgACnonsense", "nonsense"])
async def test_an_unknown_file_id(api: telegram.Bot, chat: Chat, file_id: str) -> None:
    with pytest.raises(BadRequest, match=r"^Invalid file_id$"):
        await api.get_file(file_id)
    with pytest.raises(BadRequest, match=r"^Wrong remote file identifier specified"):
        await api.send_photo(chat.id, file_id)


async def test_a_file_id_must_be_given(api: telegram.Bot) -> None:
    with pytest.raises(BadRequest, match=r"^File_id not specified$"):
        await api.get_file("")


async def test_a_path_that_was_never_given_looks_like_a_bad_token(
    sandbox: Sandbox, api: telegram.Bot, bot: Bot
) -> None:
    file = telegram.File("x", "y", file_path=f"{sandbox.url}/file/bot{bot.token}/photos/1.jpg")
    file.set_bot(api)
    with pytest.raises(InvalidToken, match="Not Found"):
        await file.download_as_bytearray()


async def test_a_download_stops_at_20_megabytes(api: telegram.Bot, chat: Chat, ann: User) -> None:
    chat.send_document(ann, bytes(20 * 1024 * 1024 + 1), file_name="big.bin")
    chat.send_document(ann, bytes(20 * 1024 * 1024), file_name="less.bin")
    big, less = [u.message.document for u in await api.get_updates() if u.message]
    assert big is not None
    assert less is not None
    with pytest.raises(BadRequest, match=r"^File is too big$"):
        await api.get_file(big)
    await api.get_file(less)


async def test_an_upload_stops_at_50_megabytes(api: telegram.Bot, chat: Chat) -> None:
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await api.send_document(chat.id, bytes(50 * 1024 * 1024 + 1), filename="big.bin")
    assert chat.messages == []


async def test_an_empty_file_is_refused(api: telegram.Bot, chat: Chat) -> None:
    with pytest.raises(BadRequest, match=r"^File must be non-empty$"):
        await api.send_document(chat.id, b"", filename="empty")


@pytest.mark.parametrize("kind", ["photo", "document"])
@pytest.mark.parametrize("value", ["", "attach://nothing"])
async def test_a_file_must_be_given(raw: Raw, chat: Chat, kind: str, value: str) -> None:
    told = await raw(f"send{kind}", chat_id=chat.id, **{kind: value})
    assert told == f"Bad Request: there is no {kind} in the request"


async def test_a_users_document_keeps_its_bytes(
    sandbox: Sandbox, api: telegram.Bot, chat: Chat, ann: User
) -> None:
    sent = chat.send_document(
        ann, b"heic", file_name="a.heic", mime_type="image/heic", caption="Bob"
    )
    assert sent.file is not None
    assert sent.file.data == b"heic"
    (update,) = await api.get_updates()
    assert update.message is not None
    document = update.message.document
    assert document is not None
    assert (document.file_name, document.mime_type) == ("a.heic", "image/heic")
    async with httpx2.AsyncClient(trust_env=False) as http:
        file = await api.get_file(document)
        assert file.file_path is not None
        assert file.file_path.startswith(f"{sandbox.url}/file/bot")
        assert (await http.get(file.file_path)).content == b"heic"


@pytest.mark.parametrize("kind", ["sticker", "video", "animation", "voice", "audio", "video_note"])
async def test_other_media_reach_the_bot(
    api: telegram.Bot, chat: Chat, ann: User, kind: str
) -> None:
    chat.send_media(ann, kind)
    (update,) = await api.get_updates()
    media = getattr(update.message, kind)
    assert media.file_id
    file = await api.get_file(media)
    assert await file.download_as_bytearray() == b"\0"
    with pytest.raises(NotPossible):
        chat.send_media(ann, "smell")


async def test_nobody_has_profile_photos(api: telegram.Bot, ann: User) -> None:
    assert (await api.get_user_profile_photos(ann.id)).total_count == 0
    with pytest.raises(BadRequest, match=r"^User not found$"):
        await api.get_user_profile_photos(1)
