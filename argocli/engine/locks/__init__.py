"""Mutexes and semaphores: one lock, the table of all, and what a pass of one workflow does with them."""
