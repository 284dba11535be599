"""What a specialist can do. A tool fills the form on the desk and tells what has to be said."""
