"""Pictures and words that go from the page to the chat."""

from __future__ import annotations

import asyncio

import pytest
from PIL import Image
from playwright.async_api import Locator, Route, expect

from bot.sandbox import Message
from tests.demo.browser import Screen, encoded, picture
from tests.demo.browser_scripts import DROP, PASTE
from tests.people import jpeg

pytestmark = pytest.mark.asyncio(loop_scope="session")


def plain(number: int) -> bytes:
    """A small picture unlike the others."""
    return jpeg(Image.new("RGB", (120 + 20 * number, 160), (20 * number, 120, 160)))


SOME = [picture(f"{number}.jpg", plain(number)) for number in range(12)]


def kinds(messages: list[Message]) -> list[str]:
    return [message.media.kind if message.media else "text" for message in messages]


async def test_several_chosen_at_once_become_an_album(screen: Screen) -> None:
    await screen.choose(*SOME[:4])
    await expect(screen.page.get_by_role("heading", name="Send 4 photos")).to_be_visible()
    await screen.button("Remove 1.jpg").click()
    await expect(screen.page.get_by_role("heading", name="Send 3 photos")).to_be_visible()
    await screen.say("/enroll Ada")
    await expect(screen.rows).to_have_count(1)
    await expect(screen.rows.get_by_role("button", name="Open photo")).to_have_count(3)
    await expect(screen.rows).to_contain_text("/enroll Ada")
    sent = screen.private.messages
    assert kinds(sent) == ["photo"] * 3
    assert len({message.media_group_id for message in sent}) == 1
    assert sent[0].caption == "/enroll Ada"
    boxes = [await photo.bounding_box() for photo in await screen.rows.locator(".photo").all()]
    assert all(box and box["width"] > 60 and box["height"] > 60 for box in boxes)
    await expect(screen.page.locator("#attachments")).to_be_hidden()


async def test_more_than_ten_are_sent_by_tens(screen: Screen) -> None:
    await screen.choose(*SOME)
    await expect(screen.page.locator("#attachments")).to_contain_text("as 2 albums")
    await screen.button("Send").click()
    await expect(screen.rows).to_have_count(2)
    await expect(screen.rows.nth(1).locator(".photo")).to_have_count(2)
    albums = [message.media_group_id for message in screen.private.messages]
    assert [albums.count(album) for album in dict.fromkeys(albums)] == [10, 2]


async def test_dropped_photos_are_sent_as_the_zone_says(screen: Screen) -> None:
    files = encoded([picture("a.jpg", plain(1)), picture("b.jpg", plain(2))])
    assert await screen.page.evaluate(DROP, [".drop[data-as=photos]", files])
    await expect(screen.page.locator("#drops")).to_be_hidden()
    await expect(screen.text).to_be_focused()
    await screen.text.press("Enter")
    await expect(screen.rows).to_have_count(1)
    assert await screen.page.evaluate(DROP, [".drop[data-as=files]", files[:1]])
    await expect(screen.page.get_by_label("Send as files")).to_be_checked()
    await screen.button("Send").click()
    await expect(screen.rows.last).to_contain_text("a.jpg")
    assert kinds(screen.private.messages) == ["photo", "photo", "document"]
    file = screen.private.messages[-1].file
    assert file
    assert file.data == plain(1)


async def test_a_pasted_picture_is_sent_with_its_caption(screen: Screen) -> None:
    await screen.text.focus()
    await screen.page.evaluate(PASTE, encoded([picture("image.png", plain(3))]))
    await expect(screen.page.get_by_role("heading", name="Send a photo")).to_be_visible()
    await expect(screen.page.get_by_label("Caption", exact=True)).to_be_focused()
    await screen.say("Who is this?")
    await expect(screen.rows).to_contain_text("Who is this?")
    assert [message.caption for message in screen.private.messages] == ["Who is this?"]


async def test_what_is_being_sent_is_shown_until_it_has_arrived(screen: Screen) -> None:
    may_go = asyncio.Event()

    async def held(route: Route) -> None:
        await may_go.wait()
        await route.continue_()

    await screen.page.route("**/photos", held)
    await screen.choose(*SOME[:2])
    await screen.say("On its way")
    sending = screen.page.get_by_role("progressbar", name="Sending")
    await expect(sending).to_contain_text("On its way")
    await expect(sending.locator("img")).to_have_count(2)
    await expect(screen.rows).to_have_count(0)
    may_go.set()
    await expect(screen.rows).to_have_count(1)
    await expect(sending).to_have_count(0)


async def test_what_cannot_be_sent_is_said_and_kept(screen: Screen) -> None:
    await screen.choose(picture("broken.jpg", b"no picture"), picture("notes.txt", b"", "text"))
    await expect(screen.page.locator("#toasts")).to_contain_text("“notes.txt” is not a picture")
    await screen.say("Look")
    await expect(screen.page.locator("#toasts")).to_contain_text("“broken.jpg” cannot be read")
    await expect(screen.page.locator("#attachments")).to_be_visible()
    await expect(screen.text).to_have_value("Look")
    assert screen.private.messages == []
    screen.forgive("400")


async def test_each_chat_keeps_its_draft(screen: Screen) -> None:
    await screen.choose(picture("a.jpg", plain(1)))
    await screen.text.fill("Not yet")
    await screen.open_chat("Friends")
    await expect(screen.text).to_have_value("")
    await expect(screen.page.locator("#attachments")).to_be_hidden()
    await screen.open_chat("Who's This")
    await expect(screen.text).to_have_value("Not yet")
    await expect(screen.page.locator("#attachments")).to_be_visible()


async def drag(screen: Screen, sample: Locator) -> None:
    """Drag something from the tray into the conversation, as a hand does: not in one leap."""
    await sample.hover()
    await screen.page.mouse.down()
    await screen.page.mouse.move(640, 360, steps=4)
    await expect(screen.page.locator("#drops")).to_be_visible()
    await screen.page.mouse.move(640, 240, steps=4)
    await screen.page.mouse.up()
    await expect(screen.page.locator("#drops")).to_be_hidden()


async def test_samples_are_dragged_into_the_conversation(screen: Screen) -> None:
    await screen.page.locator("#people").click()
    await drag(screen, screen.button("Teach Nora"))
    await expect(screen.page.get_by_role("heading", name="Send 4 photos")).to_be_visible()
    await expect(screen.text).to_have_value("/enroll Nora")
    await drag(screen, screen.button("Add George 1"))
    await expect(screen.page.get_by_role("heading", name="Send 5 photos")).to_be_visible()
    await screen.button("Remove all of them").click()
    await expect(screen.page.locator("#attachments")).to_be_hidden()
