package dev.morelia.testkit.simulation;

import dev.morelia.spi.DnsException;
import dev.morelia.spi.DnsException.Reason;
import dev.morelia.spi.DnsResolver;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The SRV and TXT records of a simulated network; names without records do not exist. For the simulation's threads and
 * events.
 */
public final class SimulatedDns implements DnsResolver {
    private final SimulatedNetwork network;
    private final Map<String, List<SrvRecord>> srvRecords = new LinkedHashMap<>();
    private final Map<String, List<String>> txtRecords = new LinkedHashMap<>();
    private Duration delay = Duration.ofMillis(1);
    private @Nullable Reason failure;
    private int lookups;

    SimulatedDns(SimulatedNetwork network) {
        this.network = network;
    }

    /** Replaces the SRV records of a name; an empty list leaves a name without SRV records. */
    public void srv(String name, List<SrvRecord> records) {
        srvRecords.put(name, List.copyOf(records));
    }

    /** Replaces the TXT records of a name. */
    public void txt(String name, String... records) {
        txtRecords.put(name, List.of(records));
    }

    /** Sets how long each lookup takes from now on; one millisecond by default. */
    public void delay(Duration time) {
        delay = time;
    }

    /** Makes all lookups fail from now on; null to let them succeed again. */
    public void fail(@Nullable Reason reason) {
        failure = reason;
    }

    /** The number of lookups of SRV records so far. */
    public int lookups() {
        return lookups;
    }

    @Override
    public List<SrvRecord> srv(String name, Duration timeout) throws DnsException {
        lookups++;
        return answer(srvRecords, name);
    }

    @Override
    public List<String> txt(String name, Duration timeout) throws DnsException {
        return answer(txtRecords, name);
    }

    private <T> List<T> answer(Map<String, List<T>> records, String name) throws DnsException {
        if (!network.isStopping()) {
            network.pause("looks up records of " + name, delay.toNanos());
        }
        if (failure != null || network.isStopping()) {
            throw new DnsException(failure == null ? Reason.TIMED_OUT : failure, "simulated", null);
        }
        List<T> found = records.get(name);
        if (found == null) {
            throw new DnsException(Reason.NO_SUCH_NAME, "the name does not exist", null);
        }
        return found;
    }
}
