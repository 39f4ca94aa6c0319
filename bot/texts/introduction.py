"""What a newcomer reads, and the menu."""

from __future__ import annotations

import html
from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "enroll": "Teach me a person: /enroll Anna, then photos",
    "done": "That was the last photo",
    "cancel": "End /enroll and take back its photos",
    "who": "Reply to a photo with this: who is in it?",
    "help": "What I do, and what happens to photos",
}
"""The menu that Telegram shows, in its order."""
SEND_A_PHOTO = (
    "Send me a photo and I'll tell who is in it, or <code>/enroll Anna</code> to teach me "
    "somebody. /help says more."
)
WHO_NEEDS_A_PHOTO = "Reply to a photo with /who, and I'll tell who is in it."
STILL_PHOTOS_ONLY = "I look at still photos only: JPEG, PNG, WebP, HEIC and the like."


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
        "<b>2.</b> Send any photo, and I answer with the name, the scores and the photos that "
        "it resembles most. Whoever I don't know stays unknown.\n\n"
        "/help says more, also about what happens to photos."
    )


def help_text(*, sent_to_google: bool, whole_photos: bool) -> str:
    """How to use the bot, and where photos go with the settings in use."""
    part = "each photo"
    if not whole_photos:
        part = "the part of a photo around each face (all of it where I find none)"
    model = (
        f"To be compared, {part} is sent to Google's Gemini; on its free tier Google may use "
        "it to improve its products."
        if sent_to_google
        else "They are compared on the machine I run on; no other service sees them."
    )
    return (
        "<b>Teach me people</b>\n"
        "• <code>/enroll Anna</code>, then photos or albums of Anna, then /done. After 15 quiet "
        "minutes I stop by myself; /cancel takes its photos back.\n"
        "• Or send a photo or album with <code>/enroll Anna</code> as its caption, or reply to "
        "a photo with it.\n"
        "• Three to five photos in different light work best. If a photo shows several faces, I "
        "take the largest.\n\n"
        "<b>Ask</b>\n"
        "• Send a photo, an album, or a picture as a file. Of a photo that is there already, ask "
        "by replying to it with /who.\n\n"
        "<b>What happens to photos</b>\n"
        f"• Photos of enrolled people are kept, for this chat only. {model}\n"
        "• Photos you only ask about are not kept."
    )
