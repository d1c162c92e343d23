"""placeholder"""


def requests(folder):
    return iter(())
