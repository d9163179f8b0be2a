"""Differences as a person, a pull request or a program reads them."""
