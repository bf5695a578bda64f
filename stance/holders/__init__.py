"""Who may hold a stance toward a target that a sentence mentions, and why."""
