"""Photos: decoded safely, kept in three sizes without a trace of the file they came in, and taken away for good."""
