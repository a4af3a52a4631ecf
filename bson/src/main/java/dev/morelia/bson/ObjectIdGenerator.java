package dev.morelia.bson;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Generates {@link ObjectId}s. The only class of this module that reads a clock and uses random numbers.
 *
 * <p>Thread-safe and lock-free: all threads share one atomic counter, which wraps from 0xFFFFFF to 0.
 */
final class ObjectIdGenerator {

    /** The generator of this process, seeded at first use. */
    static final ObjectIdGenerator PROCESS = seeded(new SecureRandom());

    private static final int COUNTER_MASK = 0xff_ffff;

    private final LongSupplier clockMillis;
    private final long randomBits;
    private final AtomicInteger counter;

    /**
     * Creates a generator with the given clock and seed, for tests.
     *
     * @param clockMillis milliseconds since 1970
     * @param random the random value in its low five bytes
     * @param firstCounter the counter of the first identifier, in its low three bytes
     */
    ObjectIdGenerator(LongSupplier clockMillis, long random, int firstCounter) {
        this.clockMillis = clockMillis;
        this.randomBits = random << 24;
        this.counter = new AtomicInteger(firstCounter);
    }

    private static ObjectIdGenerator seeded(SecureRandom random) {
        return new ObjectIdGenerator(System::currentTimeMillis, random.nextLong(), random.nextInt());
    }

    int nextSeconds() {
        return (int) Math.floorDiv(clockMillis.getAsLong(), 1000L);
    }

    long nextRandomAndCounter() {
        // The int may overflow: its low 24 bits keep counting.
        return randomBits | (counter.getAndIncrement() & COUNTER_MASK);
    }
}
