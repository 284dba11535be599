"""Local servers that speak the providers' protocols, fail as they do, and complain when a client speaks wrongly."""
