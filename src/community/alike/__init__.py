"""Is it here already? What neighbors posted near and lately that may be the same problem as one being written."""
