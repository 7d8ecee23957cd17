"""What `run` writes: each output a row of `registry`, made of a review's stages, and written whole or not at all."""
