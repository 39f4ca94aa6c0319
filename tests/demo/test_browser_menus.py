"""Menus and cards of the bot's, as one uses them on the page."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Route, expect
from telegram import (
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
)
from telegram.helpers import create_deep_linked_url, mention_html

from tests.demo.browser import PHONE, Screen
from tests.people import portrait

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONG = "Somebody with a name that is far too long for any button of this size"


def leading(label: str, url: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.from_button(InlineKeyboardButton(label, url=url))


async def test_long_labels_stay_in_their_buttons(screen: Screen) -> None:
    await screen.page.set_viewport_size(PHONE)
    rows = [
        [
            InlineKeyboardButton(f"{number} {LONG}", callback_data=f"{number}", style=style)
            for number in range(2)
        ]
        for style in ("primary", "success", "danger", None, None, None)
    ]
    await screen.tell("People", reply_markup=InlineKeyboardMarkup(rows))
    await expect(screen.page.locator(".keyboard button")).to_have_count(12)
    wide = await screen.page.evaluate(
        """() => [...document.querySelectorAll(".keyboard > div")].map((row) => {
            const cells = [...row.children].map((one) => one.getBoundingClientRect());
            return Math.max(...cells.map((one) => one.right)) > innerWidth
                || Math.max(...cells.map((one) => one.height)) > 50
                || Math.abs(cells[0].width - cells[1].width) > 1;
        })"""
    )
    assert wide == [False] * 6


async def test_an_edited_photo_stays_until_the_new_one_can_be_seen(screen: Screen) -> None:
    held, let_go = asyncio.Event(), asyncio.Event()
    first = await screen.api.send_photo(screen.private.id, portrait(0, 0), caption="Page 1")
    row = screen.row("Page 1")
    picture = await row.locator(".photo img").element_handle()
    assert picture is not None
    await expect(row).to_be_visible()

    async def hold(route: Route) -> None:
        held.set()
        await let_go.wait()
        await route.continue_()

    await screen.page.route("**/demo/files/*.jpg", hold)
    chat_id, number = screen.private.id, first.message_id
    await screen.api.edit_message_caption(chat_id, number, caption="Page 1, once more")
    await expect(screen.rows).to_contain_text("once more")
    assert await picture.evaluate("(one) => one.isConnected && one.complete")

    held.clear()
    media = InputMediaPhoto(portrait(1, 0), caption="Page 2")
    await screen.api.edit_message_media(media, chat_id, number)
    await asyncio.wait_for(held.wait(), 10)
    assert await picture.evaluate("(one) => one.isConnected")
    await expect(screen.rows).to_contain_text("Page 1, once more")
    let_go.set()
    await expect(screen.rows).to_contain_text("Page 2")
    assert not await picture.evaluate("(one) => one.isConnected")
    await expect(screen.rows).to_have_count(1)


async def test_a_file_from_the_bot_is_saved_as_it_was_sent(screen: Screen) -> None:
    await screen.api.send_document(screen.private.id, b"PK\5\6", filename="friends-1-of-2.zip")
    async with screen.page.expect_download() as saving:
        await screen.page.get_by_role("link", name="friends-1-of-2.zip").click()
    saved = await saving.value
    assert saved.suggested_filename == "friends-1-of-2.zip"
    content = await asyncio.to_thread((await saved.path()).read_bytes)
    assert content == b"PK\5\6"


async def test_a_question_has_the_visitor_reply(screen: Screen) -> None:
    question = await screen.tell(
        "Which name instead?", reply_markup=ForceReply(input_field_placeholder="Ada")
    )
    await expect(screen.page.locator("#replying")).to_contain_text("Which name instead?")
    await expect(screen.text).to_have_attribute("placeholder", "Ada")
    await screen.say("Ada Byron")
    await expect(screen.rows).to_have_count(2)
    reply = screen.private.messages[-1].reply_to
    assert reply is not None
    assert reply.id == question.message_id
    await expect(screen.page.locator("#replying")).to_be_hidden()
    await expect(screen.text).to_have_attribute("placeholder", "Message")


async def test_a_question_to_somebody_else_is_not_the_visitors(screen: Screen) -> None:
    await screen.open_chat("Friends")
    for name, is_asked in (("Ben", False), ("You", True)):
        who = next(one for one in screen.demo.speakers(screen.group) if one.name == name)
        words = f"{mention_html(who.id, name)}, which name?"
        asked = ForceReply(selective=True)
        await screen.api.send_message(screen.group.id, words, "HTML", reply_markup=asked)
        await expect(screen.row(f"{name}, which name?")).to_be_visible()
        await expect(screen.page.locator("#replying")).to_be_visible(visible=is_asked)


async def test_the_bots_reactions_are_shown(screen: Screen) -> None:
    photo = screen.private.send_photo(screen.demo.you, portrait(0, 0))
    await expect(screen.rows).to_have_count(1)
    await screen.api.set_message_reaction(screen.private.id, photo.id, "👍")
    await expect(screen.rows.first.get_by_role("group", name="Reactions")).to_have_text("👍")


async def test_links_to_the_bot_stay_in_the_demo(screen: Screen) -> None:
    bot = screen.demo.bot
    into_private = create_deep_linked_url(bot.username or "", "ask-1")
    into_group = create_deep_linked_url(bot.username or "", "share-1", group=True)
    await screen.tell("Here", reply_markup=leading("To a group", into_group))
    await screen.button("To a group").click()
    await expect(screen.page.locator("#title")).to_have_text("Friends")
    await expect(screen.rows.last).to_contain_text("/start@whosthis_bot share-1")

    link = f'<a href="{into_private}">privately</a>'
    await screen.api.send_message(screen.group.id, f"Ask {link}", "HTML")
    await screen.page.locator(".speaker", has_text="Ben").click()
    await screen.page.get_by_role("link", name="privately").click()
    await expect(screen.page.locator("#title")).to_have_text("Ben’s private chat")
    await expect(screen.rows).to_have_count(1)
    await expect(screen.rows).to_contain_text("/start ask-1")
    chat = screen.demo.chats[-1]
    assert chat.user is screen.demo.ben
    await screen.api.send_message(chat.id, "Hello Ben")
    await expect(screen.row("Hello Ben")).to_be_visible()
    await screen.say("Hello")
    await expect(screen.row("Hello").last).to_have_class("row mine new first last")
    assert chat.messages[-1].sender is screen.demo.ben


async def test_whom_to_send_a_link_to_is_not_asked(screen: Screen) -> None:
    markup = leading("Send it on", "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fx")
    await screen.tell("A link", reply_markup=markup)
    await screen.button("Send it on").click()
    await expect(screen.page.get_by_text("nobody to send it to")).to_be_visible()
    await screen.tell("Another", reply_markup=leading("Elsewhere", "https://t.me/somebody"))
    await screen.button("Elsewhere").click()
    await expect(screen.page.get_by_text("This link opens no bot")).to_be_visible()
    screen.forgive("400")


async def test_what_a_button_copies_can_be_pasted(screen: Screen) -> None:
    await screen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copied = InlineKeyboardButton("Copy the link", copy_text=CopyTextButton("https://t.me/x"))
    await screen.tell("A link", reply_markup=InlineKeyboardMarkup.from_button(copied))
    await screen.button("Copy the link").click()
    await expect(screen.page.get_by_text("Copied")).to_be_visible()
    assert await screen.page.evaluate("navigator.clipboard.readText()") == "https://t.me/x"
