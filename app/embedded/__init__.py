"""Servers that Threadline brings along for a machine without any."""
