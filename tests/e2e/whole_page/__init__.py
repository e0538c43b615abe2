"""What holds for every part of the page: access, languages, keyboard, what goes over the wire."""
