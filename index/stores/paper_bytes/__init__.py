"""Some bytes for each paper, read by the paper's id: what is compared for a few candidates and not searched."""
