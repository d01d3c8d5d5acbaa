"""Evals: cases as data, scorers, baselines and reports."""
