"""One simulator against the oracle: batteries of experiments, feature by feature, and the smallest on which it fails."""
