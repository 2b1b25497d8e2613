"""What tests run against in place of the real thing: servers, models, files; and the command line in a process."""
