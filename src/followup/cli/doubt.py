"""Doubt: what a part of the log leaves open, and only the whole can tell."""


class Doubt(Exception):
    """The command is to be decided anew, with the whole log at hand."""
