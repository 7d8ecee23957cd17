"""Stages of a review: pure functions from values to values, one room a stage."""
