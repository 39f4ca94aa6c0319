"""Forty strangers at once: they cost nothing, and keep nobody waiting."""

from __future__ import annotations

import time
from pathlib import Path

from tests.doors import NOT_INSIDE, anns_bot, said, somebody
from tests.loopback_gemini import LoopbackGemini
from tests.people import portrait

STRANGERS, PHOTOS_EACH, ALBUM = 40, 5, 3
COSTLY = ("getFile", "file", "getChatMember", "sendChatAction")


async def test_forty_strangers_cost_nothing_and_the_owner_is_answered_as_ever(
    tmp_path: Path,
) -> None:
    async with LoopbackGemini() as gemini:
        reaching = {
            "EMBEDDER": "auto",
            "GEMINI_API_KEY": gemini.key,
            "GEMINI_API_URL": gemini.url,
        }
        async with anns_bot(tmp_path, reaching) as stage:
            await stage.enrol("Nitika", 0)
            began = time.monotonic()
            assert (await stage.show(portrait(0, 3))).words.startswith("Nitika\n")
            usual = time.monotonic() - began
            paid = [len(stage.sandbox.calls_of(method)) for method in COSTLY]
            asked = len(gemini.requests)

            strangers = [somebody(stage, f"Stranger {each}") for each in range(STRANGERS)]
            photo = portrait(1, 0)

            for user, chat in strangers:
                for _ in range(PHOTOS_EACH):
                    chat.send_photo(user, photo)
                chat.send_album(user, [photo] * ALBUM)
                chat.send_photo(user, photo, caption="/who")
            began = time.monotonic()
            answer = await stage.show(portrait(0, 4))
            waited = time.monotonic() - began
            assert answer.words.startswith("Nitika\n")
            await stage.sandbox.settled(0.5)

            lines = [said(stage, chat) for _, chat in strangers]
            assert all(len(line) <= 1 for line in lines)
            told = [words for line in lines for words in line]
            assert len(told) == 10
            assert all(words.startswith(NOT_INSIDE) for words in told)
            # Ann's photo was one download and one request; the strangers' were none.
            assert len(gemini.requests) == asked + 1
            paid_since = [len(stage.sandbox.calls_of(method)) for method in COSTLY]
            assert [now - then for now, then in zip(paid_since, paid, strict=True)] == [1, 1, 0, 1]
            rows = await stage.services.store.database.rows("SELECT id FROM chats")
            assert [row["id"] for row in rows] == [stage.ann.id]
            # Hers came after all of theirs, and reading those takes a moment.
            assert waited < usual + 1.5
