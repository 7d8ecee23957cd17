"""What a work is: its kind, the law it is or names, its journal, place, people and title, read one way for everyone.

Whoever compares, tags, cites or draws a work asks here, so that no two rooms disagree on what a journal or a statute is. Nothing in it
knows of duplicates, tags or citations; it reads the fields of a `Work` and the words of a reference.
"""
