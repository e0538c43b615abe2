"""The collection as a table: a page of papers in some order, what they have in common, papers similar to one."""
