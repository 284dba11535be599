"""The state machine: conversations, sessions, checkpoints, graphs. Knows no audio and no HTTP."""
