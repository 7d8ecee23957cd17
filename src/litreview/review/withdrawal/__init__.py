"""Taking a person, or all that is confidential, out of a review folder: what names them, the changed files, and the account of what stays."""
