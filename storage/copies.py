"""Why a photo is in a chat: it was enrolled there, or a share that was agreed to lends it.

It stays for as long as there is one reason, of which there may be several. Where somebody was
merged into another who has the very same picture, each keeps a row of it until the merge cannot be
undone any more; meanwhile the one that is seen stays as long as the other would.
"""

from __future__ import annotations

from storage.database import Transaction
from storage.models import GalleryReshaped

WITHOUT_REASON = """
    DELETE FROM photos WHERE own = 0
    AND person_id IN (
        SELECT id FROM people WHERE chat_id = :chat
        UNION ALL SELECT people.id FROM removals JOIN people ON removal_id = removals.id
                  WHERE removals.chat_id = :chat)
    AND NOT EXISTS (SELECT 1 FROM copies WHERE photo_id = photos.id)
    AND NOT EXISTS (
        SELECT 1 FROM removals AS merge JOIN people AS merged ON removal_id = merge.id
        JOIN photos AS other ON other.person_id = merged.id AND other.sha256 = photos.sha256
        WHERE merge.kind = 'merge' AND merge.person_id = photos.person_id)"""
BOTH = """
    photos JOIN photos AS theirs ON theirs.person_id = :target AND theirs.sha256 = photos.sha256"""
PUT_TOGETHER = (
    """UPDATE photos SET own = 1 WHERE person_id = :target AND own = 0 AND sha256 IN (
           SELECT sha256 FROM photos WHERE person_id = :source AND own)""",
    f"""INSERT OR IGNORE INTO copies (share_id, photo_id)
        SELECT share_id, theirs.id FROM {BOTH} JOIN copies ON photo_id = photos.id
        WHERE photos.person_id = :source""",  # noqa: S608 - a constant
    f"""INSERT OR IGNORE INTO portrayed (photo_id, user_id, username)
        SELECT theirs.id, user_id, username FROM {BOTH} JOIN portrayed ON photo_id = photos.id
        WHERE photos.person_id = :source""",  # noqa: S608 - a constant
    f"""UPDATE vetoes SET photo_id = same.id FROM (
            SELECT photos.id AS photo_id, theirs.id FROM {BOTH}
            WHERE photos.person_id = :source) AS same
        WHERE vetoes.photo_id = same.photo_id""",  # noqa: S608 - a constant
)


async def put_together(transaction: Transaction, source: int, target: int) -> None:
    """Have one person's photos stay also for what the same pictures of another stay for."""
    for statement in PUT_TOGETHER:
        await transaction.execute(statement, {"source": source, "target": target})


async def lend(
    transaction: Transaction, share_id: int, photo_id: int, person_id: int
) -> int | None:
    """Have a share lend a photo to a person of a group, who may have the picture already.

    The new photo's id, with all that belongs to it; None where there was no need of one.
    """
    copy_id = await transaction.insert(
        """INSERT INTO photos (person_id, own, sha256, file_unique_id, album, enrolled_by,
                               enrolled_at, width, height, thumbnail, jpeg)
           SELECT ?, 0, sha256, file_unique_id, album, enrolled_by,
                  enrolled_at, width, height, thumbnail, jpeg
           FROM photos WHERE id = ?
           ON CONFLICT (person_id, sha256) DO NOTHING""",
        (person_id, photo_id),
    )
    ids = {"share": share_id, "original": photo_id, "person": person_id, "copy": copy_id}
    for statement in (
        """INSERT OR IGNORE INTO copies (share_id, photo_id)
           SELECT :share, id FROM photos WHERE person_id = :person
           AND sha256 = (SELECT sha256 FROM photos WHERE id = :original)""",
        """INSERT OR IGNORE INTO portrayed (photo_id, user_id, username)
           SELECT photos.id, user_id, username FROM portrayed, photos
           WHERE photo_id = :original AND person_id = :person
           AND sha256 = (SELECT sha256 FROM photos WHERE id = :original)""",
    ):
        await transaction.execute(statement, ids)
    if copy_id is None:
        return None
    for statement in (
        """INSERT INTO faces (photo_id, x, y, width, height, landmarks, score)
           SELECT :copy, x, y, width, height, landmarks, score
           FROM faces WHERE photo_id = :original""",
        """INSERT INTO embeddings (photo_id, face_id, model, dimensions, view, vector)
           SELECT :copy, (SELECT id FROM faces
                          WHERE photo_id = :copy AND original.face_id IS NOT NULL),
                  model, dimensions, view, vector
           FROM embeddings AS original WHERE photo_id = :original ORDER BY id""",
    ):
        await transaction.execute(statement, ids)
    return copy_id


async def drop_emptied(transaction: Transaction, chat_id: int) -> None:
    """After reasons went: no photo stays without one, nor a removal or anybody without photos."""
    # With one that goes, another may have lost what it stayed for.
    while await transaction.execute(WITHOUT_REASON, {"chat": chat_id}):
        pass
    await transaction.execute(
        """DELETE FROM removals WHERE chat_id = ?
           AND NOT EXISTS (SELECT 1 FROM merged_photos WHERE removal_id = removals.id)
           AND NOT EXISTS (SELECT 1 FROM people JOIN photos ON person_id = people.id
                           WHERE people.removal_id = removals.id)""",
        (chat_id,),
    )
    await transaction.execute(
        """DELETE FROM people WHERE chat_id = ?
           AND NOT EXISTS (SELECT 1 FROM photos WHERE person_id = people.id)""",
        (chat_id,),
    )
    transaction.changes.append(GalleryReshaped(chat_id))
