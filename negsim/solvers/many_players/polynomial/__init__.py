"""Systems of multilinear equations: all their complex roots, by homotopy, and proofs that they are all."""
