"""Audio turns only: hears, takes turns, speaks. Knows a Conversation, never a node of a graph."""
