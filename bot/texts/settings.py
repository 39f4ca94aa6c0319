"""What /settings shows: what a chat wishes now, and what it may wish."""

from __future__ import annotations

from collections.abc import Mapping

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
    Strictness.STRICT: "strict. I rather miss somebody than name the wrong person",
    Strictness.NORMAL: (
        "normal. With <i>strict</i> I'd miss more people, with <i>relaxed</i> I'd mix up more"
    ),
    Strictness.RELAXED: "relaxed. I rather name the wrong person than miss somebody",
}


def shown(wished: Preferences, matches: int, *, suffix: str, blind: bool) -> str:
    """What a chat wishes now. ``matches`` is how many photos its answers show.

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
