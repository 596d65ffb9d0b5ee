"""What people type: one Typer face per command, and the flag grammar."""
