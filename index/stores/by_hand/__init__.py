"""What a person does to single papers: marks them, edits their records, deletes them and puts them back."""
