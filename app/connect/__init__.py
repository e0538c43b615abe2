"""Connects a model: presets, what a server offers, what a person chose, its test, and the model in use."""
