"""A Telegram bot that tells who is in a photo.

How a photo flows, always in one direction::

    Telegram ─▶ incoming/ ─▶ handlers/ ─▶ recognition/ ─▶ storage/
                                │            photo → faces → views → embedding → match → decision
                                ◀── texts/ + pictures/ ◀──┘

A handler reads an update, awaits one use case, and answers with a sentence from ``texts``
and a picture from ``pictures``. A use case knows no Telegram, no SQL and no SDK.
"""
