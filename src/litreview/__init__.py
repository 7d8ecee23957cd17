"""Literature reviews that stand up to scrutiny."""
