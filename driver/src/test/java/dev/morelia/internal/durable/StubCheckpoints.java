package dev.morelia.internal.durable;

import dev.morelia.spi.Checkpoints;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Checkpoints of one name in memory, whose time does not pass by itself. */
final class StubCheckpoints implements Checkpoints {
    /** What happens before a method does its work. */
    interface Trouble {
        void before(String method);
    }

    private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");

    volatile Trouble trouble = method -> {};
    volatile @Nullable String owner;
    volatile @Nullable Position position;
    volatile @Nullable String stream;
    final AtomicLong fencingNumber = new AtomicLong();
    final List<Position> saved = new ArrayList<>();
    final AtomicInteger renewals = new AtomicInteger();
    final AtomicInteger releases = new AtomicInteger();

    @Override
    public Attempt acquire(String name, String asking, Duration time) {
        trouble.before("acquire");
        String present = owner;
        if (present != null && !present.equals(asking)) {
            return new Held(present, SINCE);
        }
        owner = asking;
        var unused = fencingNumber.incrementAndGet();
        Position stored = position;
        return new Acquired(
                new Lease(name, asking, fencingNumber.get(), time),
                stored == null ? null : stored.of(stream),
                stored == null ? null : SINCE);
    }

    /** Another consumer has acquired the lease. */
    void take() {
        owner = "other";
        var unused = fencingNumber.incrementAndGet();
    }

    private boolean isLast(Lease lease) {
        return lease.owner().equals(owner) && lease.fencingNumber() == fencingNumber.get();
    }

    @Override
    public boolean renew(Lease lease) {
        trouble.before("renew");
        renewals.incrementAndGet();
        return isLast(lease);
    }

    @Override
    public boolean save(Lease lease, Position changed) {
        trouble.before("save");
        if (!isLast(lease)) {
            return false;
        }
        Position plain = changed.of(null);
        saved.add(plain);
        position = plain;
        stream = changed.stream();
        return true;
    }

    @Override
    public void release(Lease lease) {
        trouble.before("release");
        releases.incrementAndGet();
        if (isLast(lease)) {
            owner = null;
        }
    }

    @Override
    public String toString() {
        return "stub";
    }
}
