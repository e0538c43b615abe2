"""Many papers, and many people."""
