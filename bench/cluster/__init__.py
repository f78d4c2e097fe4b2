"""A Kubernetes API server, runtimes and the operator on one machine, and what is measured of them."""
