"""Requests about papers at hand: those shown before, by their place or all, and papers named or described with them."""
