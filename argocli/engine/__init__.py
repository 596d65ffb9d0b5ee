"""From workflow, observed pods and time to a new status. Pure."""
