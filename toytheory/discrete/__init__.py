"""The restricted statistical theory of Z_d: states (V, v), symplectic affine maps, measurements that disturb."""
