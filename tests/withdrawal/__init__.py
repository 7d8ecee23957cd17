"""Tests of taking a person out of a review."""
