"""What a small model on a slow machine needs: few papers, one at a time, and a prompt that suits it."""
