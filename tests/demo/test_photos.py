"""Pictures on the page: sent, shown, saved, and drawn for those who have none at hand."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

from PIL import Image

from bot.demo.samples import EVERY
from bot.demo.world import Demo
from tests.demo.visiting import Visitor, refusal
from tests.people import portrait

ONE = [("ada.jpg", portrait(0, 0))]


async def test_one_picture_becomes_a_photo_with_its_caption(demo: Demo, visitor: Visitor) -> None:
    question = demo.group.send_text(demo.cleo, "Who?")
    answer = await visitor.show(
        ONE, chat=demo.group, by=demo.ben, caption=" Me & you ", reply_to=str(question.id)
    )
    assert answer.json() == {"ok": True}
    message = demo.group.messages[-1]
    assert (message.sender, message.caption, message.reply_to) == (
        demo.ben, "Me & you", question,
    )  # fmt: skip
    assert message.photo
    assert message.media_group_id is None


async def test_several_pictures_become_an_album_in_their_order(
    demo: Demo, visitor: Visitor
) -> None:
    shots = [(f"{shot}.jpg", portrait(0, shot)) for shot in range(3)]
    await visitor.show(shots, caption="/enroll Ada")
    album = demo.private.messages
    assert len({message.media_group_id for message in album} - {None}) == 1
    assert [message.caption for message in album] == ["/enroll Ada", None, None]
    await visitor.show(shots[2:])
    assert demo.private.messages[-1].photo == album[2].photo


async def test_a_picture_can_be_sent_as_a_file_byte_for_byte(demo: Demo, visitor: Visitor) -> None:
    await visitor.show(ONE, as_files="1")
    file = demo.private.messages[-1].file
    assert file
    assert (file.kind, file.name, file.mime_type) == ("document", "ada.jpg", "image/jpeg")
    assert file.data == portrait(0, 0)
    await visitor.show([*ONE, ("notes.txt", b"Buy milk")], as_files="1")
    assert [message.media and message.media.kind for message in demo.private.messages] == [
        "document"
    ] * 3


async def test_what_is_no_picture_is_named_and_nothing_is_sent(
    demo: Demo, visitor: Visitor
) -> None:
    answer = await visitor.show([*ONE, ("notes.txt", b"Buy milk")])
    assert refusal(answer) == "“notes.txt” cannot be read as a picture."
    assert demo.private.messages == []


async def test_ten_pictures_go_at_once_but_not_eleven(demo: Demo, visitor: Visitor) -> None:
    dots = [(f"{number}.png", dot()) for number in range(11)]
    assert "At most 10" in refusal(await visitor.show(dots))
    assert demo.private.messages == []
    assert (await visitor.show(dots[:10])).status_code == 200
    assert len(demo.private.messages) == 10


async def test_a_caption_is_no_novel(demo: Demo, visitor: Visitor) -> None:
    assert "1,024 characters" in refusal(await visitor.show(ONE, caption="a" * 1025))
    assert demo.private.messages == []


async def test_who_sends_and_what_is_replied_to_must_be_there(
    demo: Demo, visitor: Visitor
) -> None:
    assert "not in the chat" in refusal(await visitor.show(ONE, by=demo.ben))
    assert "is gone" in refusal(await visitor.show(ONE, reply_to="4"))
    answer = await visitor.http.post(
        f"/demo/chats/{demo.private.id}/photos",
        data={"as": str(demo.you.id)},
        files={"other": b"a"},
    )
    assert "at least one picture" in refusal(answer)


async def test_a_body_that_falls_apart_is_refused_in_words(demo: Demo, visitor: Visitor) -> None:
    answer = await visitor.http.post(
        f"/demo/chats/{demo.private.id}/photos",
        content=b"--x\r\nno parts",
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert refusal(answer)


async def test_too_much_at_once_is_said_and_not_kept(demo: Demo, visitor: Visitor) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(101):
            yield bytes(1024 * 1024)

    for content in (endless(), bytes(101 * 1024 * 1024)):
        answer = await visitor.http.post(
            f"/demo/chats/{demo.private.id}/photos",
            content=content,
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        )
        assert "at most 100 MB" in refusal(answer, 413)
    assert (await visitor.say("Still here")).status_code == 200


async def test_a_photo_is_shown_and_left_in_no_cache(demo: Demo, visitor: Visitor) -> None:
    message = demo.private.send_photo(demo.you, portrait(0, 0))
    async with visitor.news() as news:
        (told,) = (await news.next("state"))["chats"][0]["messages"]
    answer = await visitor.http.get(told["photo"]["url"])
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content == message.photo
    assert told["file"] is None


async def test_a_file_is_saved_and_never_opened_as_a_page(demo: Demo, visitor: Visitor) -> None:
    page = b"<script>alert(1)</script>"
    demo.private.send_document(demo.you, page, file_name="näs\r\n.html", mime_type="text/html")
    async with visitor.news() as news:
        (told,) = (await news.next("state"))["chats"][0]["messages"]
    assert told["file"]["size"] == len(page)
    answer = await visitor.http.get(told["file"]["url"])
    assert answer.content == page
    assert answer.headers["Content-Type"] == "application/octet-stream"
    disposition = answer.headers["Content-Disposition"]
    assert disposition == "attachment; filename*=UTF-8''n%C3%A4s%0D%0A.html"
    assert (await visitor.http.get(f"{told['file']['url']}.jpg")).status_code == 404


async def test_files_that_nobody_sent_are_not_there(visitor: Visitor) -> None:
    assert (await visitor.http.get("/demo/files/AQADabc.jpg")).status_code == 404
    assert (await visitor.http.get("/demo/files/AQADabc")).status_code == 404


async def test_links_in_messages_lead_to_the_web_and_run_nothing(
    demo: Demo, visitor: Visitor
) -> None:
    for url in ("javascript:alert(1)//.a", "example.org/a", "https://example.org/"):
        entity = {"type": "text_link", "offset": 0, "length": 1, "url": url}
        demo.private.send_text(demo.you, "a", entities=[entity])
    async with visitor.news() as news:
        told = (await news.next("state"))["chats"][0]["messages"]
    assert [message["html"] for message in told] == [
        '<a href="http://javascript:alert(1)//.a">a</a>',
        '<a href="http://example.org/a">a</a>',
        '<a href="https://example.org/">a</a>',
    ]


async def test_there_are_people_to_try_it_with(visitor: Visitor) -> None:
    listing = (await visitor.http.get("/demo/samples")).json()
    people, strangers, groups = (listing[kind] for kind in ("people", "strangers", "groups"))
    assert len(people) >= 3
    assert strangers
    assert groups
    addresses = [one["probe"] for one in people] + [group["url"] for group in groups]
    for one in (*people, *strangers):
        addresses += one["shots"]
    assert all(one["probe"] not in one["shots"] for one in people)
    assert len(set(addresses)) == len(addresses) == len(EVERY)
    assert {address.removeprefix("/demo/samples/") for address in addresses} == {
        f"{name}.jpg" for name in EVERY
    }
    for address in (people[0]["shots"][0], groups[0]["url"]):
        answer = await visitor.http.get(address)
        assert answer.headers["Content-Type"] == "image/jpeg"
        with Image.open(io.BytesIO(answer.content)) as picture:
            assert picture.format == "JPEG"
        assert (await visitor.http.get(address)).content == answer.content
    assert (await visitor.http.get("/demo/samples/0-0.jpg")).status_code == 404


def dot() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue()
