"""Ways to spoil the good adapter from outside: its functions, its answers, its lines."""

import inspect
import sys
import textwrap

import adapter
from emrshare_py.operations import OPERATIONS


def replace(original, substitute) -> None:
    """Put `substitute` wherever a module of the adapter has the function `original` under some name."""
    found = False
    for module_name, module in list(sys.modules.items()):
        if module_name != "adapter" and module_name.split(".")[0] != "emrshare_py":
            continue
        for name, value in list(vars(module).items()):
            if value is original:
                setattr(module, name, substitute)
                found = True
    if not found:
        raise LookupError(f"nothing holds {original}")


def rewritten(function, *changes: tuple):
    """The function with parts of its source replaced; each part (old, new) must occur exactly once."""
    source = textwrap.dedent(inspect.getsource(function))
    for old, new in changes:
        if source.count(old) != 1:
            # A mutation that no longer fits would leave a good adapter, of which the test then complains in vain.
            raise LookupError(f"{function.__qualname__} holds {old!r} {source.count(old)} times")
        source = source.replace(old, new)
    if "." in function.__qualname__:  # outside of its class super() does not know where it is
        source = source.replace("super()", f"super({function.__qualname__.split('.')[0]}, self)")
    names = {}
    exec(compile(source, f"<{function.__qualname__}, rewritten>", "exec"), inspect.unwrap(function).__globals__, names)
    return names[function.__name__]


def rewrite(function, *changes: tuple) -> None:
    """Replace a function by its rewritten form."""
    replace(function, rewritten(function, *changes))


def rewrite_method(method, *changes: tuple) -> None:
    """Replace a method in its class by its rewritten form."""
    owner = vars(inspect.getmodule(method))[method.__qualname__.split(".")[0]]
    setattr(owner, method.__name__, rewritten(method, *changes))


def change_values(operation: str, change) -> None:
    """Send outputs and intermediate values through `change`, which may alter both dictionaries."""
    def changed(function):
        def evaluate(params, profile, inputs):
            outputs, intermediates = function(params, profile, inputs)
            change(outputs, intermediates)
            return outputs, intermediates
        return evaluate

    for key, function in list(OPERATIONS.items()):
        if key[0] == operation:
            OPERATIONS[key] = changed(function)


def swap(values: dict, a: str, b: str) -> None:
    """Exchange two values of a dictionary."""
    values[a], values[b] = values[b], values[a]


def change_answers(change) -> None:
    """Send each answer through change(request, line), which returns the line to write."""
    good = adapter.answer
    replace(good, lambda request: change(request, good(request)))


def change_hello(change) -> None:
    """Send the handshake through change(line), which alters it."""
    good = adapter.hello

    def hello():
        line = good()
        change(line)
        return line

    replace(good, hello)


def change_lines(write) -> None:
    """Let write(count, line, good) write the lines: the handshake has the count 0, the first answer 1."""
    good = adapter.write_line
    count = -1

    def write_line(line):
        nonlocal count
        count += 1
        write(count, line, good)

    replace(good, write_line)
