"""How far indexing has come: papers that are indexed, that wait for it, and that are gone for good."""
