"""Where a person sits: terminal, sheets, decisions."""
