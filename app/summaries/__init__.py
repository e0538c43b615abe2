"""Summaries in the papers' own words: of one paper, a set, or a day. Pure: papers and vectors in, a draft out."""
