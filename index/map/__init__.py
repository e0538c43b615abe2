"""The map of the collection: paper vectors laid out in the plane, topics found and named; paper_map.py is the door."""
