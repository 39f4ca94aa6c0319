"""What comes from Telegram: updates in order, whole albums, photos, commands, and who speaks."""
