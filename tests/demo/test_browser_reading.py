"""What the bot says and does, as it appears on the page."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters

from tests.demo.browser import Screen
from tests.people import portrait

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def answered(screen: Screen, text: str, *, alert: bool = False) -> str:
    """Answer the next press of a button as the bot would; what the button stands for."""
    async with asyncio.timeout(10):
        while True:
            for update in await screen.api.get_updates(timeout=5):
                query = update.callback_query
                if query:
                    await screen.api.answer_callback_query(query.id, text, show_alert=alert)
                    await screen.api.get_updates(update.update_id + 1)
                    return str(query.data)


async def test_a_message_is_edited_in_place(screen: Screen) -> None:
    said = await screen.tell("<b>Ada</b>: 1 photo", "HTML")
    await screen.tell("Something else")
    await expect(screen.rows).to_have_count(2)
    await screen.api.edit_message_text("<b>Ada</b>: 2 photos", screen.private.id, said.message_id)
    await expect(screen.rows.first).to_contain_text("2 photos")
    await expect(screen.rows.first).to_contain_text("edited")
    await expect(screen.rows).to_have_count(2)
    await screen.api.delete_message(screen.private.id, said.message_id)
    await expect(screen.rows).to_have_count(1)
    await expect(screen.rows).not_to_contain_text("edited")


async def test_buttons_tell_the_bot_and_show_its_answer(screen: Screen) -> None:
    keyboard = [[InlineKeyboardButton("Yes", callback_data="y"),
                 InlineKeyboardButton("No", callback_data="n")],
                [InlineKeyboardButton("More", url="https://example.org/")]]  # fmt: skip
    await screen.tell("Is this Ada?", reply_markup=InlineKeyboardMarkup(keyboard))
    await expect(screen.page.get_by_role("link", name="More")).to_be_visible()
    await screen.button("Yes").click()
    assert await answered(screen, "Thank you!") == "y"
    await expect(screen.page.get_by_text("Thank you!")).to_be_visible()
    await screen.button("No").click()
    assert await answered(screen, "Then who is it?", alert=True) == "n"
    notice = screen.page.get_by_role("dialog", name="Who's This")
    await expect(notice).to_contain_text("Then who is it?")
    await expect(notice.get_by_role("button", name="OK")).to_be_focused()
    await screen.page.keyboard.press("Enter")
    await expect(notice).to_be_hidden()
    await expect(screen.button("No")).to_be_focused()


async def test_commands_in_the_bots_words_can_be_pressed(screen: Screen) -> None:
    words = "Say <code>/enroll Anna</code>, then /done. <i>1/2</i> &lt;b&gt;"
    await screen.tell(words, "HTML")
    await expect(screen.rows).to_contain_text("1/2 <b>")
    await screen.button("/enroll Anna").click()
    await expect(screen.text).to_have_value("/enroll Anna")
    await screen.button("/done").click()
    await expect(screen.rows).to_have_count(2)
    assert screen.private.messages[-1].text == "/done"


async def test_what_the_bot_is_doing_is_shown(screen: Screen) -> None:
    await screen.api.send_chat_action(screen.private.id, "upload_photo")
    await expect(screen.page.locator("#status")).to_have_text("sending a photo…")
    await screen.api.send_chat_action(screen.group.id, "typing")
    chats = screen.page.get_by_role("navigation")
    await expect(chats).to_contain_text("Who's This is typing…")
    await screen.tell("Here it is")
    await expect(screen.page.locator("#status")).to_have_text("bot")
    await screen.api.send_message(screen.group.id, "Hello, friends")
    await expect(chats.get_by_text("Hello, friends")).to_be_visible()
    await expect(chats).to_contain_text("1 unread")
    await screen.open_chat("Friends")
    await expect(chats).not_to_contain_text("unread")


async def test_a_quote_leads_to_what_it_quotes(screen: Screen) -> None:
    first = await screen.tell("The first of many")
    for number in range(30):
        await screen.tell(f"Message {number}")
    await screen.tell("That one", reply_parameters=ReplyParameters(first.message_id))
    await expect(screen.row("That one")).to_be_in_viewport()
    await expect(screen.rows.first).not_to_be_in_viewport()
    await screen.row("That one").get_by_role("button", name="The first of many").click()
    await expect(screen.rows.first).to_be_in_viewport()
    await expect(screen.rows.first).to_be_focused()
    await screen.tell("Nobody is moved by this")
    await expect(screen.rows.first).to_be_in_viewport()
    newest = screen.button("Go to the newest message")
    await expect(newest).to_have_text("1")
    await newest.click()
    await expect(screen.row("Nobody is moved")).to_be_in_viewport()


async def opened(screen: Screen) -> str | None:
    return await screen.page.locator("#lightbox-photo").get_attribute("alt")


async def test_photos_are_opened_and_turned_over_by_the_keyboard(screen: Screen) -> None:
    for shot in range(3):
        await screen.api.send_photo(screen.private.id, portrait(0, shot), caption=f"Shot {shot}")
    photo = screen.row("Shot 1").get_by_role("button", name="Open the photo")
    await photo.click()
    await expect(screen.page.get_by_role("dialog", name="Photo")).to_contain_text("Shot 1")
    assert await opened(screen) == "Photo 2 of 3, from Who's This"
    for key, number in (("ArrowRight", 3), ("ArrowRight", 3), ("ArrowLeft", 2)):
        await screen.page.keyboard.press(key)
        assert await opened(screen) == f"Photo {number} of 3, from Who's This"
    await screen.page.keyboard.press("Escape")
    await expect(screen.page.get_by_role("dialog")).to_have_count(0)
    await expect(photo).to_be_focused()


async def test_the_page_takes_over_what_happened_while_the_line_was_broken(screen: Screen) -> None:
    await screen.tell("Before")
    await expect(screen.row("Before")).to_be_visible()
    await screen.demo.sandbox.stop()
    await expect(screen.page.get_by_text("Reconnecting…")).to_be_visible()
    screen.private.send_text(screen.demo.you, "Meanwhile")
    await screen.demo.sandbox.start()
    await expect(screen.row("Meanwhile")).to_be_visible()
    await expect(screen.page.get_by_text("Reconnecting…")).to_have_count(0)
    await expect(screen.rows).to_have_count(2)
    screen.forgive("Failed to load resource")
