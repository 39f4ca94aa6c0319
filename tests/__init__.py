"""Behaviours, seen over real HTTP and real SQLite."""
