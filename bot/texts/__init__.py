"""Every sentence that a user reads, as Telegram's HTML: one subject a file."""
