"""What `toytheory conform` found: a table of backends and features, and each distinct fault with its experiment."""
