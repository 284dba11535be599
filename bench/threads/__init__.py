"""What keeping a thread costs: sessions, conversations and the saver, beside bare LangGraph and other savers.

`python -m bench.threads --help`. One module per figure in `figures`; every figure is a list of `Row`.
"""
