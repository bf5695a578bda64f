"""The commands behind the command line: each a plain function, and the job that Hydra calls for it."""
