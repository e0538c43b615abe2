"""Measurements: `make bench` runs them all, `python -m tests.bench --help` lists them."""
