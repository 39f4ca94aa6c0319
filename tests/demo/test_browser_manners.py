"""The page for the keyboard, the screen reader, the phone and the dark."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from telegram import BotCommand, BotCommandScopeAllGroupChats

from tests.demo.browser import DESKTOP, PHONE, Screen
from tests.demo.browser_scripts import NAMELESS, PALE
from tests.people import portrait

pytestmark = pytest.mark.asyncio(loop_scope="session")

COMMANDS = [
    BotCommand("enroll", "Teach me a person"),
    BotCommand("done", "That was the last photo"),
    BotCommand("who", "Who is in it?"),
]


async def furnish(screen: Screen) -> None:
    """Messages of every kind in both chats."""
    group = screen.group
    first = group.send_text(screen.demo.ben, "Hello, everybody! https://example.org/")
    group.send_text(screen.demo.cleo, "Hello, Ben", reply_to=first)
    group.send_photo(screen.demo.you, portrait(0, 0), caption="Who is this? /who")
    said = await screen.api.send_message(
        group.id, "<code>x</code> <blockquote>y</blockquote>", "HTML"
    )
    await screen.api.edit_message_text(
        "Now <code>/enroll</code>", group.id, said.message_id, None, "HTML"
    )


async def fits(screen: Screen) -> bool:
    width = "document.documentElement.scrollWidth <= innerWidth && document.body.scrollWidth"
    return bool(await screen.page.evaluate(f"{width} <= innerWidth"))


async def test_commands_are_chosen_by_keyboard(screen: Screen) -> None:
    await screen.api.set_my_commands(COMMANDS)
    await screen.api.set_my_commands(COMMANDS[2:], BotCommandScopeAllGroupChats())
    options = screen.page.get_by_role("option")
    chosen = screen.page.get_by_role("option", selected=True)
    await screen.text.press_sequentially("/")
    await expect(options).to_have_count(3)
    await expect(chosen).to_contain_text("/enroll")
    await screen.text.press("ArrowDown")
    await expect(chosen).to_contain_text("/done")
    active = await screen.text.get_attribute("aria-activedescendant")
    assert await chosen.get_attribute("id") == active
    await screen.text.press("Escape")
    await expect(options).to_have_count(0)
    await expect(screen.text).to_have_value("/")
    await screen.text.press_sequentially("do")
    await expect(options).to_have_count(1)
    await screen.text.press("Enter")
    await expect(screen.text).to_have_value("/done ")
    await screen.text.press("Enter")
    await expect(screen.rows).to_have_count(1)
    assert screen.private.messages[0].text == "/done"
    await screen.open_chat("Friends")
    await screen.button("Commands").click()
    await options.click()
    await expect(screen.text).to_have_value("/who@whosthis_bot ")


async def test_messages_are_reached_and_answered_by_keyboard(screen: Screen) -> None:
    await furnish(screen)
    await screen.open_chat("Friends")
    await expect(screen.rows).to_have_count(4)
    await screen.rows.last.focus()
    for _ in range(3):
        await screen.page.keyboard.press("ArrowUp")
    await expect(screen.rows.first).to_be_focused()
    await screen.page.keyboard.press("Tab")
    await expect(screen.rows.get_by_role("link")).to_be_focused()
    await screen.page.keyboard.press("r")
    await expect(screen.page.locator("#replying")).to_contain_text("Reply to Ben")
    await expect(screen.text).to_be_focused()
    await screen.text.press("Escape")
    await expect(screen.page.locator("#replying")).to_be_hidden()
    await screen.rows.nth(1).locator(".bubble").click(button="right", position={"x": 5, "y": 5})
    await expect(screen.page.get_by_role("menuitem", name="Reply")).to_be_focused()
    await screen.page.keyboard.press("Enter")
    await screen.say("Hello to both")
    assert screen.group.messages[-1].reply_to is screen.group.messages[1]


async def test_everything_has_a_name(screen: Screen) -> None:
    await furnish(screen)
    await expect(screen.page.get_by_role("main", name="Who's This")).to_be_visible()
    assert await screen.page.evaluate(NAMELESS) == []
    await screen.open_chat("Friends")
    await screen.add_sample("Nora 1")
    await expect(screen.page.get_by_role("log", name="Messages")).to_be_visible()
    await expect(screen.page.get_by_role("group", name="Speak as")).to_be_visible()
    assert await screen.page.evaluate(NAMELESS) == []
    assert await screen.page.locator("[style]:not([style*='--'])").count() <= 1
    await screen.button("Commands").evaluate("one => one.removeAttribute('aria-label')")
    await screen.page.locator(".thumb img").first.evaluate("one => one.removeAttribute('alt')")
    unnamed = await screen.page.evaluate(NAMELESS)
    assert [one.split()[0] for one in unnamed] == ["<button", "<img"], "it finds what has none"


async def test_words_stand_out_from_their_ground(screen: Screen) -> None:
    await furnish(screen)
    assert await screen.page.evaluate(PALE) == []
    await screen.open_chat("Friends")
    await screen.add_sample("Nora 1", "Nora 2")
    await screen.text.fill("Words")
    assert await screen.page.evaluate(PALE) == []
    await screen.page.emulate_media(color_scheme="dark")
    assert await screen.page.evaluate(PALE) == []


async def test_the_dark_is_the_systems_until_one_chooses(screen: Screen) -> None:
    await screen.page.emulate_media(color_scheme="dark")
    ground = "getComputedStyle(document.querySelector('.side')).backgroundColor"
    dark = screen.button("Dark mode")
    night = await screen.page.evaluate(ground)
    await expect(dark).to_have_attribute("aria-pressed", "true")
    await dark.click()
    await expect(dark).to_have_attribute("aria-pressed", "false")
    day = await screen.page.evaluate(ground)
    assert day == "rgb(255, 255, 255)" != night
    await screen.page.reload()
    await expect(screen.page.locator(".welcome")).to_be_visible()
    assert await screen.page.evaluate(ground) == day


async def test_a_phone_shows_the_chats_or_one_of_them(screen: Screen) -> None:
    await screen.page.set_viewport_size(PHONE)
    await furnish(screen)
    chats = screen.page.get_by_role("navigation", name="Chats")
    await expect(screen.page.locator(".welcome")).to_be_visible()
    await expect(chats).to_be_hidden()
    assert await fits(screen)
    await screen.button("Back to the chats").click()
    await expect(screen.text).to_be_hidden()
    await screen.open_chat("Friends")
    await expect(chats).to_be_hidden()
    await expect(screen.rows.last).to_be_in_viewport()
    assert await fits(screen)
    await screen.page.go_back()
    await expect(chats).to_be_visible()
    await screen.open_chat("Friends")
    await screen.page.set_viewport_size(DESKTOP)
    await expect(chats).to_be_visible()
    await expect(screen.text).to_be_visible()
    await screen.page.set_viewport_size(PHONE)
    await expect(chats).to_be_hidden()
    await expect(screen.rows.last).to_be_in_viewport()


async def test_on_a_phone_the_sample_people_come_as_a_dialog(screen: Screen) -> None:
    await screen.page.set_viewport_size(PHONE)
    await screen.add_sample("Nora 1", "Nora 2")
    tray = screen.page.get_by_role("dialog", name="Sample people")
    assert await tray.evaluate("one => one.matches(':modal')")
    await screen.page.set_viewport_size(DESKTOP)
    await expect(tray).to_be_visible()
    assert not await tray.evaluate("one => one.matches(':modal')")
    await screen.page.set_viewport_size(PHONE)
    await screen.button("Continue with 2 photos").click()
    await expect(tray).to_be_hidden()
    await expect(screen.text).to_be_focused()
    await screen.say("/enroll Nora")
    await expect(screen.rows.get_by_role("button", name="Open photo")).to_have_count(2)


async def test_a_resting_finger_asks_what_to_do_with_a_message(screen: Screen) -> None:
    await furnish(screen)
    await screen.open_chat("Friends")
    photo = screen.rows.get_by_role("button", name="Open the photo")
    box = await photo.bounding_box()
    assert box
    finger = [{"x": box["x"] + 40, "y": box["y"] + 40}]
    touch = await screen.page.context.new_cdp_session(screen.page)
    await touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": finger})
    reply = screen.page.get_by_role("menuitem", name="Reply")
    await expect(reply).to_be_visible()
    await touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await expect(reply).to_be_visible()
    await expect(screen.page.get_by_role("dialog")).to_have_count(0)
    await screen.page.get_by_role("menuitem", name="Copy the text").click()
    await expect(reply).to_be_hidden()
    await photo.click()
    await expect(screen.page.get_by_role("dialog", name="Photo")).to_be_visible()


async def test_the_page_brings_letters_where_the_system_has_none(screen: Screen) -> None:
    loaded = "document.fonts.load('16px \"Demo Sans\"').then((faces) => faces.length)"
    assert await screen.page.evaluate(loaded) == 1
