"""The collection as a whole: reading files, the map, the ranking by stars."""
