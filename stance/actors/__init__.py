"""Who is named and who speaks: catalogue, mentions, attribution, reference."""
