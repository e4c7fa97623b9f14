from typing import NamedTuple
class Named(NamedTuple):
    company: str|None=None
    role: str|None=None
def named(mail, source, sentences, own): return Named()
