"""Papers by address: only what was asked for, only from known services."""
