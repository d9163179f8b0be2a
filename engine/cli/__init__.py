"""The commands: arguments in, exit codes and messages out; no logic."""
