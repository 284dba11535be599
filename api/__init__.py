"""The HTTP service: sessions, turns, history, graphs, events, health. Knows a Conversation, never a node of a graph."""
