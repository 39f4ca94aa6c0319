"""What is put with a message: by Teach, and out of folders."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from tests.demo.browser import Screen, picture
from tests.people import portrait

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_teach_teaches_one_person(screen: Screen) -> None:
    previews = screen.page.locator("#attachment-list img")
    await screen.choose(picture("own.jpg", portrait(0, 0)))
    await screen.page.locator("#people").click()
    await screen.button("Teach Nora").dblclick()
    await expect(previews).to_have_count(5)
    await screen.button("Teach George").click()
    await expect(screen.text).to_have_value("/enroll George")
    names = [await one.get_attribute("alt") for one in await previews.all()]
    assert names == ["own.jpg", *[f"George {number}.jpg" for number in range(1, 5)]]
    await screen.button("Add George 2").click()
    await screen.button("Add Another of George").dblclick()
    await expect(previews).to_have_count(6)
    await screen.button("Remove all of them").click()
    await expect(screen.text).to_have_value("")
    await screen.text.fill("Who is this?")
    await screen.button("Teach Amara").click()
    await expect(previews).to_have_count(4)
    await expect(screen.text).to_have_value("Who is this?")


async def drop(screen: Screen, path: Path, x: int, y: int) -> None:
    """Let go of something that came from outside the browser."""
    session = await screen.page.context.new_cdp_session(screen.page)
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        event = {"type": kind, "x": x, "y": y, "data": data}
        await session.send("Input.dispatchDragEvent", event)


async def test_a_dropped_folder_is_looked_into(screen: Screen, tmp_path: Path) -> None:
    folder = tmp_path / "Holiday"
    (folder / "more").mkdir(parents=True)
    for name in ("2.jpg", "10.jpg", "more/3.jpg"):
        (folder / name).write_bytes(portrait(0, 0))
    for number in range(12):
        (folder / f"note {number}.txt").write_text("a")
    (folder / ".hidden").write_text("a")
    await drop(screen, folder, 100, 500)
    previews = screen.page.locator("#attachment-list img")
    await expect(previews).to_have_count(3)
    names = [await one.get_attribute("alt") for one in await previews.all()]
    assert names == ["2.jpg", "10.jpg", "3.jpg"]
    toast = screen.page.locator(".toast")
    await expect(toast).to_contain_text("“note 2.txt” and 9 more are not pictures")


async def test_what_falls_on_an_open_photo_goes_to_the_chat(
    screen: Screen, tmp_path: Path
) -> None:
    await screen.api.send_photo(screen.private.id, portrait(0, 0))
    await screen.button("Open the photo").click()
    await expect(screen.page.get_by_role("dialog", name="Photo")).to_be_visible()
    (tmp_path / "a.jpg").write_bytes(portrait(0, 1))
    await drop(screen, tmp_path / "a.jpg", 640, 400)
    await expect(screen.page.get_by_role("heading", name="Send a photo")).to_be_visible()
    await expect(screen.page.get_by_role("dialog")).to_have_count(0)


async def test_what_is_refused_leaves_one_at_the_end(screen: Screen) -> None:
    for number in range(20):
        await screen.tell(f"Message {number}")

    async def refuse(route: Route) -> None:
        await asyncio.sleep(0.2)  # the page has settled with the photo in the conversation
        await route.fulfill(status=400, json={"error": "Not today."})

    await screen.page.route("**/photos", refuse)
    await screen.choose(picture("a.jpg", portrait(0, 0)))
    await screen.say("a " * 500)
    await expect(screen.page.locator("#toasts")).to_contain_text("Not today.")
    await expect(screen.page.locator("#attachments")).to_be_visible()
    await screen.page.wait_for_timeout(100)
    await expect(screen.row("Message 19")).to_be_in_viewport(ratio=1)
    await expect(screen.button("Go to the newest message")).to_be_hidden()
    screen.forgive("400")
