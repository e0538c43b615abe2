"""Chats that are kept: every turn as it was answered, for its browser, over reloads, restarts and crashes."""
