"""Papers in and out: previews of files, and the library as a file."""
