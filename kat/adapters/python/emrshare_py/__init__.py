"""A second implementation of emrshare, written from its specification alone, in pure Python.

Clear rather than fast: one function per algorithm of the specification, with the step ids as trailing comments.
Not constant-time; meant for checking vectors, not for real use.
"""
