"""What goes to Telegram beside the answers themselves, and how fast."""
