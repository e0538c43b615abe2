"""Requests in other languages than English, by labelled examples: what is asked for, and which words are the topic."""
