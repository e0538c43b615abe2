"""Which words of an English request are its topic, learned from labelled examples."""
