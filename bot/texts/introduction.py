"""What a newcomer reads, and the menu."""

from __future__ import annotations

import html
from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "enroll": "Teach me a person: /enroll Anna, then photos",
    "done": "That was the last photo",
    "cancel": "End /enroll and take back its photos",
    "who": "Reply to a photo with this: who is in it?",
    "people": "Everybody I know here; rename, merge, remove",
    "person": "One person's photos: /person Anna",
    "rename": "Give somebody another name: /rename Ana to Anna",
    "forget": "Remove a person: /forget Anna",
    "share": "Share people with a group, or a group's people with its members",
    "settings": "When I answer, who may enrol, how strict I am",
    "evaluate": "How well I tell people apart here, and what helps",
    "export": "All people and photos of this chat as a file",
    "erase": "Remove everything I hold about this chat",
    "forgetme": "Remove yourself wherever you are enrolled",
    "privacy": "What I keep, and for how long",
    "help": "What I do, and what happens to photos",
}
"""The menu that Telegram shows, in its order."""
OWNER_COMMANDS: Mapping[str, str] = {
    "invite": "Let somebody use me: a link for them",
    "usage": "Photos, requests and cost, today and this month",
}
"""What the menu has besides, for the bot's owner."""
SEND_A_PHOTO = (
    "Send me a photo and I'll tell who is in it, or <code>/enroll Anna</code> to teach me "
    "somebody. /help says more."
)
FEW_PHOTOS = (
    "Three to five photos in different light work best. If a photo shows several faces, I ask "
    "which one it is."
)
BUTTONS = (
    "With the buttons below my answer, {who} can say whether it is right, who it really is, or "
    "who an unknown face is: I learn from that. <i>Why?</i> shows what I went by."
)
STILL_PHOTOS_ONLY = "I look at still photos only: JPEG, PNG, WebP, HEIC and the like."
ONE_OF_AN_ALBUM = (
    "This photo is one of an album whose others I can't see: please reply to those, too."
)


def who_needs_a_photo(suffix: str) -> str:
    """How /who is used; ``suffix`` is what it needs behind it in a group."""
    return f"Reply to a photo or album with /who{suffix}, and I'll tell who is in it."


def unknown_command(meant: str | None) -> str:
    """What is said of a command that does not exist."""
    if meant:
        return f"I don't know this command. Did you mean /{meant}?"
    return "I don't know this command. /help says what I can do."


def welcome(bot_name: str) -> str:
    """What a newcomer reads."""
    return (
        f"Hello! I'm <b>{html.escape(bot_name)}</b>: I tell who is in a photo.\n\n"
        "<b>1.</b> Teach me somebody: <code>/enroll Anna</code>, then a few photos of Anna, "
        "then /done.\n"
        "<b>2.</b> Send any photo, and I answer with the name, how sure I am and the photos that "
        "it resembles most. Whoever I don't know stays unknown; where I am not sure, I ask.\n\n"
        "/help says more, also about what happens to photos."
    )


def help_text(*, suffix: str) -> str:
    """How to use the bot; ``suffix`` is what commands need behind them in a group."""
    return _in_a_group(suffix) if suffix else _in_private()


def _in_private() -> str:
    return (
        "<b>Teach me people</b>\n"
        "• <code>/enroll Anna</code>, then photos or albums of Anna, then /done. After 15 quiet "
        "minutes I stop by myself; /cancel takes its photos back.\n"
        "• Or send a photo or album with <code>/enroll Anna</code> as its caption, or reply to "
        "one with it.\n"
        f"• {FEW_PHOTOS}\n\n"
        "<b>Ask</b>\n"
        "• Send a photo, an album, or a picture as a file. Of one that is there already, ask by "
        "replying to it with /who.\n"
        f"• {BUTTONS.format(who='you')}\n\n"
        "<b>More</b>\n"
        "• /people: everybody I know here, to rename, merge or remove.\n"
        "• /evaluate: how well I tell the people here apart, and whose photos would help most.\n"
        "• /share people with a group; /settings for how strict I am.\n"
        "• /privacy: what I keep, where photos go, and how to erase everything."
    )


def _in_a_group(suffix: str) -> str:
    return (
        "<b>Ask</b>\n"
        f"• Reply to a photo or album with <code>/who{suffix}</code>, or begin its caption with "
        f"that. Where I see all messages, {suffix} anywhere in the caption will do.\n"
        f"• {BUTTONS.format(who='whoever may enrol')}\n\n"
        "<b>Teach me people</b>\n"
        f"• Reply to a photo or album with <code>/enroll{suffix} Anna</code>, or send one "
        f"with that as its caption. For many photos: <code>/enroll{suffix} Anna</code>, then send "
        f"them in reply to my answer, then /done{suffix}.\n"
        f"• {FEW_PHOTOS}\n"
        f"• Admins may enrol, or everybody: /settings{suffix}.\n\n"
        "<b>More</b>\n"
        f"• /people{suffix}: everybody I know here, to rename, merge or remove.\n"
        f"• /evaluate{suffix}: how well I tell the people here apart, and whose photos would help "
        "most.\n"
        f"• /share{suffix}: a link by which members ask me in private.\n"
        f"• /privacy{suffix}: what I keep, where photos go, and how to erase everything."
    )
