def suggestions():
    return ["Qwen/Qwen3-4B-Instruct-2507"]


def estimated(run):
    return "8,800 requests."
