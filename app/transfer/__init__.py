"""Papers in and out: what a file would bring, the library as a file."""
