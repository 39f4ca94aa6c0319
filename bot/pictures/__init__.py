"""What the bot draws: contact sheets and portraits."""
