"""Maps that have a name: their matrices, over Z_d and on modes."""
