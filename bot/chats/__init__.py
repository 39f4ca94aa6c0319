"""What the people of a chat decide: who is enrolled, who may see it, what is kept."""
