"""What every floor stands on: records and problems, files, text, redaction, progress."""
