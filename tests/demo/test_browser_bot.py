"""The real bot behind the page: sessions in private, and a group of friends."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.demo.browser import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

HEARD_MS = 500
"""Long enough for the bot to have answered a photo that it was shown."""


async def speak_as(screen: Screen, name: str) -> None:
    await screen.page.locator(".speaker", has_text=name).click()
    await expect(screen.page.get_by_role("radio", name=name)).to_be_checked()
    await expect(screen.text).to_be_focused()


async def test_a_session_is_shown_by_one_message_that_changes(bot_screen: Screen) -> None:
    screen = bot_screen
    await screen.button("Start").click()
    await expect(screen.row("Hello! I'm Who's This")).to_be_visible()
    await screen.say("/enroll Nora")
    await expect(screen.row("Send me photos of Nora")).to_be_visible()
    rows = await screen.rows.count()
    await screen.add_sample("Nora 1", "Nora 2")
    await screen.button("Send").click()
    status = screen.rows.nth(rows - 1)
    await expect(status).to_contain_text("Nora: 2 photos")
    await expect(status).to_contain_text("edited")
    await expect(screen.rows).to_have_count(rows + 1)
    await status.get_by_role("button", name="/done").click()
    await expect(screen.row("Now send any photo")).to_be_visible()


async def test_in_a_group_anybody_asks(bot_screen: Screen) -> None:
    screen = bot_screen
    await screen.open_chat("Friends")
    await screen.page.locator("#people").click()
    await screen.button("Teach Nora").click()
    await expect(screen.text).to_have_value("/enroll@whosthis_bot Nora")
    await expect(screen.page.locator("#advice")).to_contain_text("in two steps")
    await screen.text.press("Enter")
    await expect(screen.row("Nora: 4 photos")).to_be_visible()

    await speak_as(screen, "Ben")
    await screen.add_sample("Another of Nora")
    await screen.button("Send").click()
    asked = screen.rows.last
    await expect(asked.get_by_role("button", name="Open the photo")).to_be_visible()
    await expect(asked.locator(".sender")).to_have_text("Ben")
    await screen.page.wait_for_timeout(HEARD_MS)
    photo = screen.group.messages[-1]
    assert photo.sender is screen.demo.ben

    await speak_as(screen, "Cleo")
    await asked.hover()
    await asked.get_by_role("button", name="Reply").click()
    await expect(screen.page.locator("#replying")).to_contain_text("Reply to Ben")
    await screen.text.press_sequentially("/w")
    await screen.text.press("Tab")
    await expect(screen.text).to_have_value("/who@whosthis_bot ")
    await screen.text.press("Enter")
    answer = screen.row("Similarity")
    await expect(answer).to_contain_text("Nora")
    await expect(answer.locator(".sender")).to_contain_text("Who's This")
    question = screen.group.messages[-2]
    assert (question.sender, question.reply_to) == (screen.demo.cleo, photo)


async def test_an_admin_has_every_photo_answered_and_nobody_else(bot_screen: Screen) -> None:
    screen = bot_screen
    await screen.open_chat("Friends")
    await screen.add_sample("Nora 1")
    await screen.say("/enroll@whosthis_bot Nora")
    await expect(screen.row("Nora: 1 photo")).to_be_visible()

    privacy = screen.page.get_by_role("switch", name="Privacy mode")
    await expect(privacy).to_be_checked()
    await privacy.click()
    await expect(privacy).not_to_be_checked()
    await expect(screen.page.locator("#privacy-words")).to_contain_text("is off")

    await speak_as(screen, "You")
    await screen.say("/settings@whosthis_bot")
    settings = screen.row("Settings of this group")
    every = settings.get_by_role("button", name="Every photo")
    await expect(every).to_be_visible()
    await speak_as(screen, "Ben")
    await every.click()
    refusal = screen.page.get_by_role("dialog", name="Who's This")
    await expect(refusal).to_contain_text("admins")
    await screen.page.keyboard.press("Enter")
    await expect(refusal).to_be_hidden()
    await speak_as(screen, "You")
    await every.click()
    await expect(settings.get_by_role("button", name="✓ Every photo")).to_be_visible()

    await speak_as(screen, "Cleo")
    rows = await screen.rows.count()
    await screen.add_sample("Another of Nora")
    await screen.button("Send").click()
    await expect(screen.rows).to_have_count(rows + 2)
    await expect(screen.rows.last).to_contain_text("Similarity")
