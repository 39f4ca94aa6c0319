"""Which Telegram user a photo shows, where the person who has it does not tell.

As long as somebody is enrolled as a user, their photos are that user's, and so are the copies that
their chat lends to others. It is noted on each photo before that could no longer be seen: where an
original is deleted, or its person becomes somebody else for good.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from storage.database import Transaction

NOTE = """
    WITH them (id) AS (SELECT value FROM json_each(:people)), held (person_id, photo_id) AS (
        SELECT them.id, photos.id FROM them JOIN photos ON person_id = them.id
        UNION SELECT people.id, photo_id FROM them JOIN people ON people.id = them.id
              JOIN merged_photos ON merged_photos.removal_id = people.removal_id
    ), theirs AS (
        SELECT photo_id, sha256, user_id, username,
               coalesce(people.chat_id, removals.chat_id) AS chat_id
        FROM held JOIN people ON people.id = held.person_id
        JOIN photos ON photos.id = photo_id
        LEFT JOIN removals ON removals.id = people.removal_id
        WHERE user_id IS NOT NULL OR username IS NOT NULL)
    INSERT OR IGNORE INTO portrayed (photo_id, user_id, username)
    SELECT photo_id, user_id, username FROM theirs
    UNION ALL SELECT lent.id, user_id, username FROM theirs
          JOIN shares ON from_chat = chat_id JOIN copies ON share_id = shares.id
          JOIN photos AS lent ON lent.id = copies.photo_id AND lent.sha256 = theirs.sha256"""


async def note_portrayed(transaction: Transaction, people: Iterable[int]) -> None:
    """Note on the photos of people, and on copies of these, which user they are of."""
    await transaction.execute(NOTE, {"people": json.dumps(list(people))})
