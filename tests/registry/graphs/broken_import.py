"""A file that does not load."""

value = 1
import module_that_does_not_exist  # noqa: E402, F401
