"""What a publication of a review would expose: who is looked for, and where they are found. Nothing here reads or writes a file."""
