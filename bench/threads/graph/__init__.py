"""The graphs of the bench, as langgraph.json names them."""
