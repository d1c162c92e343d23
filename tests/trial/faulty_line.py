"""A line between two systems that fails by chance: ``python -m tests.trial.faulty_line PORT TO SEED SLOW``.

It hangs up before the question has arrived, swallows or tears the answer to one that has been acted upon, says 500
instead of it, or brings it SLOW seconds late, when nobody waits any more.
"""

import asyncio
import random
import sys

FAULTS, SHARES = ("", "drop", "swallow", "tear", "fail", "slow"), (88, 3, 3, 2, 3, 1)
FAILED = b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


async def carry(reader, writer, to, chance, slow):
    """One connection, from its first byte to its end."""
    fault = chance.choices(FAULTS, SHARES)[0]
    try:
        if fault != "drop":
            there, onward = await asyncio.open_connection("127.0.0.1", to)
            asking = asyncio.ensure_future(pour(reader, onward))
            answer = await there.read(65_536)
            if fault == "slow":
                await asyncio.sleep(slow)
            if answer and fault != "swallow":
                told = {"fail": FAILED, "tear": answer[: len(answer) // 2]}.get(fault, answer)
                writer.write(told)
                if told is answer:
                    await pour(there, writer)
            onward.close()
            await asking
    except OSError:
        pass  # who asked hung up, or nobody is there: the line is cut, which is what a line is for here
    finally:
        writer.close()


async def pour(reader, writer):
    """Everything from one end to the other."""
    try:
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    finally:
        writer.close()


async def main(port, to, seed, slow):
    """Serve until killed."""
    chance = random.Random(seed)
    server = await asyncio.start_server(lambda r, w: carry(r, w, int(to), chance, float(slow)), "127.0.0.1", int(port))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
