"""The statements of `.toy` files, one file each: grammar, reading, checking, writing."""
