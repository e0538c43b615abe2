"""Saved chats: every turn as it was answered, surviving reloads, restarts and crashes."""
