"""Chats that are kept: every turn as it was answered, for the browser that asked, over reloads, restarts and crashes."""
