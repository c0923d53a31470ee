"""The loop of the Python serving benchmarks: aiohttp, whatever has arrived, split at blank lines, one json.loads per event."""

import array
import asyncio
import json
import resource
import sys
import time

import aiohttp

port, stamps_file = sys.argv[1], sys.argv[5]
streams, warm, tokens = (int(each) for each in sys.argv[2:5])


def cpu_seconds():
    use = resource.getrusage(resource.RUSAGE_SELF)
    return use.ru_utime + use.ru_stime


async def read(session, index, wanted):
    stamps = []
    body = {
        "model": "bench-model",
        "messages": [{"role": "user", "content": "Hello"}],
        "max_tokens": wanted,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    headers = {"x-request-id": f"s-{index}"}
    async with session.post(f"http://127.0.0.1:{port}/v1/chat/completions", json=body, headers=headers) as response:
        held = ""
        async for piece in response.content.iter_any():
            held += piece.decode()
            while "\n\n" in held:
                message, held = held.split("\n\n", 1)
                data = message.removeprefix("data: ")
                if data == "[DONE]":
                    continue
                now = time.perf_counter()
                chunk = json.loads(data)
                if chunk["choices"] and chunk["choices"][0]["delta"].get("content"):
                    stamps.append(now * 1e3)
    return stamps


async def wave(session, wanted):
    sent = [asyncio.ensure_future(read(session, index, wanted)) for index in range(streams)]
    return await asyncio.gather(*sent, return_exceptions=True)


async def main():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=240)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout, read_bufsize=1 << 18) as session:
        if warm > 0:
            await wave(session, warm)
        results = await wave(session, tokens)
        cpu = cpu_seconds()
    errors = [each for each in results if isinstance(each, BaseException)]
    if errors:
        print(repr(errors[0]), file=sys.stderr)
    good = [each for each in results if not isinstance(each, BaseException)]
    if stamps_file != "-":
        with open(stamps_file, "wb") as file:
            array.array("d", [stamp for each in good for stamp in each]).tofile(file)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    events = sum(len(each) for each in good)
    print(json.dumps({"events": events, "cpuSeconds": cpu, "maxRssMb": peak, "errors": len(errors)}))


asyncio.run(main())
