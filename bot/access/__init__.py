"""The door: who may use the bot, by which links, and how much a day."""
