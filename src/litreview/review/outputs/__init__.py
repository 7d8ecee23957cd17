"""Outputs of `run`: each is a row of `registry`, made of a review's stages, and is written completely or not at all."""
