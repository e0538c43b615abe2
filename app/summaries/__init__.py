"""Summaries in the papers' own words: of one paper, of a set, of a day. Pure: papers and vectors in, a draft out."""
