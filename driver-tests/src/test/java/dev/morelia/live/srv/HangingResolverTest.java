package dev.morelia.live.srv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.morelia.bson.Document;
import dev.morelia.spi.DnsException;
import dev.morelia.spi.DnsResolver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Resolvers that never return; {@link WrongDns} has those that misbehave otherwise. */
@Timeout(60)
class HangingResolverTest {
    private static final Document PING = new Document("ping", 1);

    @Test
    void lookupsThatNeverEndDoNotOccupyMoreAndMoreThreads() throws Exception {
        var never = new Semaphore(0);
        var hanging = new DnsResolver() {
            @Override
            public List<SrvRecord> srv(String name, Duration timeout) throws DnsException {
                never.acquireUninterruptibly();
                throw new DnsException(DnsException.Reason.TIMED_OUT, "at last", null);
            }

            @Override
            public List<String> txt(String name, Duration timeout) {
                return List.of();
            }
        };
        long before = lookups();
        var options = "&serverSelectionTimeoutMS=20000&connectTimeoutMS=1&heartbeatFrequencyMS=500";
        try (var client = Srv.client(hanging, options)) {
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            Throwable failure = null;
            while (System.nanoTime() < end && !String.valueOf(failure).contains("still running")) {
                failure = catchThrowable(() ->
                        client.with(Duration.ofMillis(400)).database("admin").runCommand(PING));
            }
            assertThat(failure).hasStackTraceContaining("has not answered 10 earlier queries");
            assertThat(lookups() - before).isEqualTo(10);
        } finally {
            never.release(1000);
        }
    }

    private static long lookups() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("morelia-dns"))
                .count();
    }
}
