"""findOne by id through PyMongo's async client: URI OPERATIONS DATABASE COLLECTION IN_FLIGHT..."""
import asyncio
import sys
import time

try:
    from pymongo import AsyncMongoClient, version
except ImportError as missing:
    print(f"not measured: {missing}")
    sys.exit(0)

uri, operations, database, collection = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]


async def slice_of(people, in_flight, count):
    numbers = iter(range(count))
    times = []

    async def one_after_another():
        for number in numbers:
            begun = time.perf_counter()
            assert await people.find_one({"_id": 1 + number % 10000}) is not None
            times.append(time.perf_counter() - begun)

    begun, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one_after_another() for _ in range(in_flight)))
    wall, cpu = time.perf_counter() - begun, time.process_time() - cpu
    return wall / count, cpu / count, sorted(times)


async def main():
    async with AsyncMongoClient(uri) as client:
        people = client[database][collection]
        for in_flight in map(int, sys.argv[5:]):
            count = max(operations // 10, in_flight) if in_flight == 1 else max(operations // 2, in_flight)
            await slice_of(people, in_flight, count)
            wall, cpu, times = await slice_of(people, in_flight, count)
            print(f"{version}, {in_flight:,} in flight: {1 / wall:,.0f} ops/s, cpu {cpu * 1e6:,.0f} us/op, "
                  f"p50 {times[len(times) // 2] * 1e6:,.0f} us, p99 {times[len(times) * 99 // 100] * 1e6:,.0f} us")


asyncio.run(main())
