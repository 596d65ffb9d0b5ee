"""Text to documents with positions, and back."""
