"""A stand-in for registries on this machine: their paths, their pages, their faults. See `server` and `python -m standin --help`."""
