"""Benchmarks anyone can run: ``make bench``. Every figure is a ratio to a floor measured in the same run, or a size."""
