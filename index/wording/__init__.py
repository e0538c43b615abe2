"""The texts that paperchat itself writes: English everywhere but on the page, which translates them for its visitor."""
