"""Classifiers of (sentence, holder, target), one file for each family."""
