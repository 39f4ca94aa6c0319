"""Why? under an answer: what speaks for it, and where the face lies among others."""

from __future__ import annotations

import time

from bot.chats.asking import Asker
from bot.chats.explaining import Explanation, dots_of, explain
from bot.context import Context, Services
from bot.incoming.buttons import Press, keyboard, on_press
from bot.outgoing.screens import Screen, acknowledge, send
from bot.pictures.charts import Mark, draw_place
from bot.texts import asking, charts, explaining, feedback
from bot.texts.feedback_buttons import Buttons
from storage.answered import AnsweredFace
from storage.records import Strictness

ONCE_IN = 30.0
"""Seconds in which nobody is told twice."""
TOLD = "told why"
"""What a chat's data remembers: when it was told why of which face."""
WHICH = "asked which face"
"""And when it was asked of which face of an answer to tell, by the first of them."""


async def why(press: Press, context: Context) -> None:
    """Tell anybody why a face is answered as it is."""
    services, message = context.services, press.seen()
    face = await services.teaching.face(press.chat.id, press.numbers[0])
    if face.answer.shown_in is not None and not await _may_know(press, face, services):
        return
    if _told_just_now(face, context):
        await acknowledge(press.query, feedback.EXPLAINED)
        return
    await acknowledge(press.query)
    told = await explain(services.recogniser, face)
    thresholds, chart = None, None
    settled = services.settings.match_threshold
    if told.learnt is not None:
        wished = await services.wishes.of(face.answer.chat_id)
        thresholds = told.learnt.thresholds(wished.strictness, settled)
        chart = await _chart(told, services, wished.strictness)
    words = explaining.why(told, thresholds, settled)
    if chart is None and told.is_of_few and settled is None:
        words = f"{words}\n{explaining.NO_CHART}"
    if chart is not None:
        changed = "" if told.same else f"\n{explaining.CHANGED}"
        words = f"{words}\n{explaining.CHART}{changed}"
    await send(message, Screen(words, picture=chart))


async def whys(press: Press, context: Context) -> None:
    """Let anybody choose of which face they are told; the answer's own buttons stay."""
    services, message = context.services, press.seen()
    face = await services.teaching.taught(press.chat.id, press.numbers[0])
    if _told_just_now(face, context, WHICH):
        await acknowledge(press.query, feedback.ASKED_WHICH)
        return
    await acknowledge(press.query)
    buttons = Buttons.of(await services.teaching.standing(face))
    await send(message, Screen(feedback.WHICH, keyboard(buttons.why())))


async def _may_know(press: Press, face: AnsweredFace, services: Services) -> bool:
    """Whether whoever asked about a group still may; where they may not, they are told why."""
    bot, group = press.query.get_bot(), face.answer.chat_id
    asker = await services.asker(bot, group, press.user_id)
    if asker is not Asker.MEMBER:
        await acknowledge(press.query, asking.why_not(asker, ""), alert=True)
    return asker is Asker.MEMBER


async def _chart(told: Explanation, services: Services, strictness: Strictness) -> bytes | None:
    """Where the face lies among the chat's own photos; None where these are too few."""
    face, learnt, view = told.face, told.learnt, told.view
    known_from, unsure_from = face.known_from, face.unsure_from
    if learnt is None or view is None or known_from is None or unsure_from is None:
        return None
    named = zip(face.scores, (told.best, told.second), strict=False)
    marks = [Mark(score, name) for score, name in named if name]
    if not marks:
        return None
    dots = await services.workers.run(dots_of, learnt, view, strictness)
    if not (dots.friends or dots.strangers):
        return None
    return await services.workers.run(
        lambda: draw_place(
            dots.friends,
            dots.strangers,
            known_from=known_from,
            unsure_from=unsure_from,
            marks=marks,
            words=charts.PLACE,
        )
    )


def _told_just_now(face: AnsweredFace, context: Context, what: str = TOLD) -> bool:
    """Whether the chat was told of this face a moment ago; from now on it was."""
    known, now = context.chat_data, time.monotonic()
    if known is None:
        return False
    told = {one: at for one, at in known.get(what, {}).items() if now - at < ONCE_IN}
    known[what] = told | {face.id: told.get(face.id, now)}
    return face.id in told


HANDLERS = (on_press("why", 1, why), on_press("whys", 1, whys))
