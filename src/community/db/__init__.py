"""The database: the declarative base and its column types, engines of both kinds, sessions of a request."""
