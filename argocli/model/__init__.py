"""What an Argo object is: names, phases, labels, durations. Pure."""
