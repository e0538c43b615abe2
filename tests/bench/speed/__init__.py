"""How fast it is and how much room it takes."""
