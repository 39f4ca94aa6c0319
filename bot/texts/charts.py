"""The words on charts."""

from __future__ import annotations

from dataclasses import replace

from bot.pictures.charted import PlaceWords, Trade, TradePoint, TradeWords
from bot.recognition.evaluation import Evaluation
from storage.records import Strictness

PLACE = PlaceWords(
    title="Where this face lies",
    friends="Photos of people you enrolled",
    strangers="The closest that a stranger comes",
    none="Too few photos to tell",
    unknown="stranger",
    unsure="not sure",
    known="known",
    less="less alike",
    more="more alike",
)
"""Of the chart that says why a face is known, or is not."""

EVALUATION = replace(
    PLACE,
    title="How well I tell people apart",
    friends="Your people, each photo in turn",
    strangers="The same as if never enrolled",
)
"""Of the chart of all photos of a chat or folder."""
PROBED = replace(
    EVALUATION,
    friends="Photos of people who are enrolled",
    strangers="Photos of strangers",
)
"""Of the chart of photos that were brought along."""
TRADE = TradeWords(
    title="Strict or relaxed?",
    missed="Photos of your people that I don’t name",
    named="Strangers whom I’d name by mistake",
    better="the lower the line, the better",
    likely="where the dark dot may really lie",
    none="Too few people to tell",
    one_in="1 in {}",
    half="half",
    never="none",
)
STRICTNESS = {
    Strictness.STRICT: "strict",
    Strictness.NORMAL: "normal",
    Strictness.RELAXED: "relaxed",
}


def trade_of(found: Evaluation) -> Trade:
    """What a chart shows of how strictness trades: nothing where so few photos cannot tell."""
    strangers, friends = found.strangers_named, found.missed
    if not (strangers.tells and friends.tells):
        return Trade((), (), strangers.tries, friends.tries)
    wished = found.asking.strictness
    points = found.points or {wished: found.now}
    return Trade(
        tuple((point.strangers_named, point.friends_missed) for point in found.curve),
        tuple(
            TradePoint(
                point.strangers_named, point.friends_missed, STRICTNESS[which], which is wished
            )
            for which, point in points.items()
        ),
        strangers.tries,
        friends.tries,
        ((strangers.low, strangers.high), (friends.low, friends.high)),
    )
