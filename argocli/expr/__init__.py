"""Template tags and the expression languages. Pure."""
