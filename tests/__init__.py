"""The tests: `index/` and `app/` mirrored, `e2e/` in a real browser, `bench/` for measurements."""
