"""The shared base of all floors: records and problems, files, text, redaction, progress."""
