"""People's judgements: codebooks, decisions, agreement."""
