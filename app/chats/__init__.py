"""Saved chats: every turn with its answer, surviving reloads, restarts and crashes."""
