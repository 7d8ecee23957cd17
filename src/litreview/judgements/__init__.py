"""What people judge by and what they judged: codebooks, decisions, agreement."""
