from persona_collapse.hub.models import check_name
def suggestions(): return ["Qwen/Qwen3-4B-Instruct-2507"]
def estimated(run): return "8,800 requests."
def named(x):
    check_name(x); return x
def fits(model, settings): pass
