"""The only place that speaks to `datasets`, `evaluate` and `huggingface_hub`."""
