"""GeoReport v2: the city as a client and as a server."""
