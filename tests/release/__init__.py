"""Tests of what a publication would expose."""
