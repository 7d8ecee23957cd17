"""What git holds of a folder, read by its plumbing: nothing that a repository configures is run."""
