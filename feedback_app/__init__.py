"""Questionnaires for visitors and staff, from the first question to the poster on the board wall.

This module imports nothing, so that asking for the version costs nothing.
"""

__version__ = "0.1.0"
