"""Other people's simulators as they are, for `toytheory conform`: each an optional extra, none with work-arounds."""
