"""The page in many tabs, in low windows, loaded anew, and with nobody to answer it."""

from __future__ import annotations

import pytest
from playwright.async_api import Route, ViewportSize, expect

from tests.demo.browser import PHONE, Screen, picture
from tests.demo.browser_scripts import HIDE
from tests.people import portrait

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOW = ViewportSize(width=740, height=360)
LOWEST = ViewportSize(width=320, height=256)


async def test_a_tab_that_nobody_looks_at_holds_no_connection(screen: Screen) -> None:
    await screen.page.evaluate(HIDE, True)  # noqa: FBT003 - what the script takes
    await screen.tell("Meanwhile")
    await screen.page.wait_for_timeout(200)
    await expect(screen.rows).to_have_count(0)
    await screen.page.evaluate(HIDE, False)  # noqa: FBT003 - what the script takes
    await expect(screen.row("Meanwhile")).to_be_visible()
    await screen.tell("And now")
    await expect(screen.row("And now")).to_be_visible()


async def test_what_nobody_answers_is_said_and_given_back(screen: Screen) -> None:
    async def held(_: Route) -> None:
        """Leave it without an answer."""

    await screen.page.clock.install()
    await screen.page.route("**/text", held)
    await screen.page.route("**/photos", held)
    toasts = screen.page.locator("#toasts")
    await screen.say("Hello?")
    await expect(screen.text).to_have_value("")
    await screen.page.clock.run_for(26_000)
    await expect(toasts).to_contain_text("Is it still running?")
    await expect(screen.text).to_have_value("Hello?")
    await toasts.get_by_text("still running").click()
    await expect(toasts).to_be_empty()
    await screen.choose(picture("a.jpg", portrait(0, 0)))
    await screen.button("Send").click()
    await expect(screen.page.get_by_role("progressbar", name="Sending")).to_be_visible()
    await screen.page.clock.run_for(61_000)
    await expect(screen.page.get_by_role("heading", name="Send a photo")).to_be_visible()
    await screen.page.unroute_all(behavior="ignoreErrors")


async def test_loaded_anew_the_page_goes_on_where_it_was(screen: Screen) -> None:
    await screen.text.fill("For later")
    await screen.open_chat("Friends")
    await screen.page.locator(".speaker", has_text="Cleo").click()
    await screen.text.fill("Half a")
    await screen.page.reload()
    await expect(screen.page.locator("#title")).to_have_text("Friends")
    await expect(screen.page.get_by_role("radio", name="Cleo")).to_be_checked()
    await expect(screen.text).to_have_value("Half a")
    await screen.open_chat("Who's This")
    await expect(screen.text).to_have_value("For later")


async def test_the_skip_link_leads_to_the_message_box(screen: Screen) -> None:
    await screen.page.set_viewport_size(PHONE)
    for view in ("conversation", "chats"):
        await expect(screen.page.locator("#app")).to_have_attribute("data-view", view)
        await screen.page.locator("#skip").focus()
        await screen.page.keyboard.press("Enter")
        await expect(screen.text).to_be_focused()
        await screen.button("Back to the chats").click()


@pytest.mark.parametrize("window", [LOW, LOWEST], ids=["lying phone", "zoomed"])
async def test_in_a_low_window_one_still_writes_and_sends(
    screen: Screen, window: ViewportSize
) -> None:
    await screen.page.set_viewport_size(window)
    await screen.api.set_my_commands([(f"command{n}", "One of many") for n in range(12)])
    await screen.page.evaluate("document.querySelector('[data-chat^=\"-\"]').click()")
    log = screen.page.locator("#log")
    assert await log.evaluate("one => one.scrollTop") == 0
    await screen.choose(*[picture(f"{n}.jpg", portrait(0, 0)) for n in range(3)])
    await screen.text.fill("/enroll Nora")
    for control in (screen.text, screen.button("Send"), screen.button("Choose photos")):
        await expect(control).to_be_in_viewport(ratio=1)
    await screen.text.fill("/")
    await screen.text.press("ArrowUp")
    await expect(screen.page.get_by_role("option", selected=True)).to_be_in_viewport(ratio=1)
    box = await screen.page.locator("#commands").bounding_box()
    assert box
    assert box["y"] >= 0


async def test_too_many_words_are_counted_before_they_are_sent(screen: Screen) -> None:
    limit = screen.page.locator("#limit")
    await screen.text.fill("a" * 4097)
    await expect(limit).to_contain_text("4,097 of 4,096")
    await screen.text.fill("a" * 1500)
    await expect(limit).to_be_hidden()
    await screen.choose(picture("a.jpg", portrait(0, 0)))
    await expect(limit).to_contain_text("1,500 of 1,024")
    await expect(screen.page.locator("#send")).to_have_attribute("aria-disabled", "true")
    await screen.text.press("Enter")
    await expect(screen.text).to_have_value("a" * 1500)
    assert screen.private.messages == []
