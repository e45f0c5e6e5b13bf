"""One simulator against the oracle: experiments, feature by feature, and the smallest on which it fails."""
