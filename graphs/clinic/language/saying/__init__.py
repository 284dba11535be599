"""Saying things: every result is fit to be spoken, without figures and signs."""
