"""The languages of the page: a catalogue of its words for each, and which one a visitor reads."""
