"""What happens when a command runs: one file per command."""
