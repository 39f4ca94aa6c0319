"""What /settings shows: what a chat wishes now, and what it may wish."""

from __future__ import annotations

from collections.abc import Mapping

from bot.recognition.impostors import Threshold
from bot.recognition.learning import FEWEST_PEOPLE
from storage.records import Answers, Managers, Preferences, Strictness

CHOSEN = "✓ "
MARK = "👀"
"""How a photo is marked in which somebody is known."""
ANSWERS: Mapping[Answers, str] = {
    Answers.ASKED: "When asked",
    Answers.EVERY: "Every photo",
}
QUIET: Mapping[bool, str] = {False: "In words", True: f"Only {MARK}"}
MANAGERS: Mapping[Managers, str] = {
    Managers.ADMINS: "Admins enrol",
    Managers.EVERYONE: "Everyone enrols",
}
STRICTNESS: Mapping[Strictness, str] = {
    Strictness.STRICT: "Strict",
    Strictness.NORMAL: "Normal",
    Strictness.RELAXED: "Relaxed",
}
WHEN: Mapping[Answers, str] = {
    Answers.ASKED: (
        "when asked: reply to a photo with /who{suffix}, begin its caption with that, or send it "
        "in reply to me. With <i>every photo</i> I also speak up by myself where I know somebody"
    ),
    Answers.EVERY: (
        "to every photo with somebody I know. I say nothing about strangers, unless I'm asked "
        "with /who{suffix}"
    ),
}
HOW: Mapping[bool, str] = {
    False: "with names and evidence",
    True: f"I only mark the photo with {MARK}; reply to it with /who{{suffix}} for the names",
}
WHO: Mapping[Managers, str] = {
    Managers.ADMINS: "this group's admins",
    Managers.EVERYONE: "everybody in this group",
}
HOW_SURE: Mapping[Strictness, str] = {
    Strictness.STRICT: (
        "strict. Of 1,000 strangers I may name 3 by mistake. I rather miss somebody than name the "
        "wrong person; with <i>normal</i> it would be 10, and I'd miss fewer"
    ),
    Strictness.NORMAL: (
        "normal. Of 1,000 strangers I may name 10 by mistake. With <i>strict</i> it would be 3, "
        "but I'd miss more people; with <i>relaxed</i> 50, and I'd miss fewer"
    ),
    Strictness.RELAXED: (
        "relaxed. Of 1,000 strangers I may name 50 by mistake. I rather name the wrong person "
        "than miss somebody; with <i>normal</i> it would be 10"
    ),
}


def promised(known: Threshold, people: int, settled: float | None) -> str:
    """How far the strangers of `HOW_SURE` can be promised.

    ``known`` is the threshold in use, ``people`` how many taught it, and ``settled`` a similarity
    that whoever runs the bot has set instead.
    """
    if settled is not None:
        return (
            f"Whoever runs me has set from which similarity on I name people: {settled:.2f}, or "
            "more if strict, less if relaxed. So I can't promise these numbers."
        )
    if known.low is None or known.high is None:
        if people >= FEWEST_PEOPLE:
            return ""
        return (
            "I learn from the people here how close a stranger may come. With so few people I "
            f"can't promise these numbers yet: it takes {FEWEST_PEOPLE}, and so far I know "
            f"{people or 'nobody'}. Until then I go by what holds for most faces."
        )
    low, high = round(known.low * 1000), max(1, round(known.high * 1000))
    between = f"between {low} and {high}" if low else f"at most {high}"
    return (
        f"I learnt from the {people} people here how close a stranger may come. With so many I "
        f"can be sure of {between} of 1,000; more people make that more exact."
    )


def shown(wished: Preferences, matches: int, promise: str, *, suffix: str, blind: bool) -> str:
    """What a chat wishes now. ``matches`` is how many photos its answers show, ``promise`` what
    `promised` says.

    ``suffix`` is what commands need behind them in a group, and empty in private. ``blind`` says
    that the bot does not see every photo of the group.
    """
    lines = ["<b>Settings of this group</b>" if suffix else "<b>Settings of this chat</b>", ""]
    if suffix:
        lines.append(f"<b>I answer</b> {WHEN[wished.answers].format(suffix=suffix)}.")
        if wished.answers is Answers.EVERY:
            lines.append(f"<b>How:</b> {HOW[wished.quiet].format(suffix=suffix)}.")
        lines.append(f"<b>Who may enrol, rename and remove people:</b> {WHO[wished.managers]}.")
    lines.append(f"<b>Strictness:</b> {HOW_SURE[wished.strictness]}.")
    if promise:
        lines.append(f"<b>How sure that is:</b> {promise}")
    lines.append(f"<b>Most similar photos I show for each face:</b> {matches}.")
    if blind:
        lines += ["", BLIND.format(suffix=suffix)]
    return "\n".join(lines)


BLIND = (
    "⚠️ <b>I don't see every photo here yet</b>, since my privacy mode is on. There are two ways "
    "to change that:\n"
    "• Make me an admin of this group; any single right will do.\n"
    "• Or whoever runs me sends /setprivacy to @BotFather, chooses {suffix}, then "
    "<b>Disable</b>. After that I have to be removed from this group and added again."
)


def chosen(label: str) -> str:
    """A button's label where it stands for what is wished now."""
    return f"{CHOSEN}{label}"
