"""What stances are toward: the codebook and where its targets are mentioned."""
