"""The page plays the story of the sample people, and the bot's answers are read off it."""

from __future__ import annotations

import pytest
import telegram
from playwright.async_api import expect

from bot.demo.samples import CAST
from tests.demo.browser import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAMES = list(CAST)


async def begin(screen: Screen) -> None:
    await screen.hurry()
    await screen.page.locator("#people").click()
    await screen.button("Play the story").click()


async def test_the_story_ends_with_everybody_told_apart_and_one_answer_corrected(
    bot_screen: Screen,
) -> None:
    screen = bot_screen
    await screen.say("/enroll Zoe")
    await expect(screen.row("Send me photos of Zoe")).to_be_visible()
    await begin(screen)
    line = screen.page.locator("#story-words")
    await expect(line).to_contain_text("1 of 11: Ending the enrolment")
    await expect(line).to_contain_text("1 of 11: Teaching")
    await expect(line).to_contain_text("That was the story", timeout=60_000)
    enrolment, ended, *answers = await screen.page.locator("#log .row.theirs .text").all()
    await expect(enrolment).to_contain_text("Done. Zoe: 0 photos")
    await expect(ended).to_contain_text("Nobody was enrolled")
    bold = [await answer.locator("b").all_inner_texts() for answer in answers]
    assert bold[:7] == [[name] for name in (*NAMES, *NAMES, "Unknown")]
    assert bold[7:9] == [["Not sure", "Nora", "Nora"], ["Unknown"]]
    await expect(answers[7]).to_contain_text("This is a stranger, not Nora.")
    await expect(answers[8]).to_contain_text("Not Nora, as I was told.")
    assert sorted(face[3:] for face in bold[9]) == sorted(NAMES)
    assert len(bold) == 10
    pictures = screen.page.locator("#log .row.theirs .photo img")
    assert await pictures.count() == 7
    assert all(
        [await picture.evaluate("one => one.naturalWidth") for picture in await pictures.all()]
    )
    await expect(screen.page.locator("#story-stop")).to_be_hidden()
    await expect(screen.button("Play the story")).to_be_enabled()
    await screen.say("Thank you")
    await expect(line).to_be_hidden()


async def test_the_story_waits_for_the_bot_and_can_be_stopped(screen: Screen) -> None:
    await begin(screen)
    line = screen.page.locator("#story-words")
    await expect(screen.rows).to_have_count(1)
    await screen.page.wait_for_timeout(300)
    await expect(line).to_contain_text("1 of 11")
    await screen.tell(
        "Nora: 4 photos",
        reply_parameters=telegram.ReplyParameters(screen.private.messages[0].id),
    )
    await expect(line).to_contain_text("2 of 11")
    await screen.page.reload()
    await expect(line).to_contain_text("the story has stopped")
    await begin(screen)
    await expect(line).to_contain_text("1 of 11")
    await screen.button("Stop").click()
    await expect(line).to_contain_text("Stopped")
    sent = len(screen.private.messages)
    await screen.page.wait_for_timeout(300)
    assert len(screen.private.messages) == sent
