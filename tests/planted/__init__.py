"""A review folder with made-up secrets in every place that can carry one, and every command that could tell them.

Nothing in it is real. The tests of this folder and `benchmarks/attack.py` both import it.
"""
