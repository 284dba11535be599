"""Composition root: the only reader of the environment. Settings, wiring, commands, embedded servers."""
