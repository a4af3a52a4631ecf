package dev.morelia.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.ProtocolException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.compression.Compression;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.identity.IdentityProviders;
import dev.morelia.internal.net.StubEnv;
import dev.morelia.internal.net.StubLink;
import dev.morelia.internal.wire.OpCompressed;
import dev.morelia.settings.ClientSettings;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Runs for half of {@code morelia.fuzz.seconds} (3 by default): whatever is wrong with a compressed reply, the
 * connection returns a reply or throws one of our exceptions, and is closed after an exception.
 */
class CompressedReplyFuzzTest {
    private static final int[] INTERESTING = {
        Integer.MIN_VALUE, -1, 0, 1, 9, 10, 26, 2012, 2013, 47_000_000, Integer.MAX_VALUE
    };
    private static final Command PING = Command.of("ping", "admin", output -> output.int32("ping", 1));
    private static final int BEFORE_DATA = 25;

    private final Compression compression = Compression.all();
    private int replies;
    private int exceptions;

    private byte[] mutated(Random random) {
        var document = Document.of("ok", 1, "text", "x".repeat(random.nextInt(8) == 0 ? random.nextInt(90_000) : 20));
        var compressor = Objects.requireNonNull(compression.byId(1 + random.nextInt(3)));
        byte[] bytes = OpCompressed.encode(
                compressor, ServerReplies.message(ServerReplies.FIRST, random.nextInt(2), document));
        for (int i = random.nextInt(4); i > 0; i--) {
            boolean inData = random.nextBoolean();
            int from = inData ? BEFORE_DATA : 0;
            int at = from + random.nextInt(Math.max(1, Math.min(bytes.length - 4, from + 40) - from));
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                default -> {
                    if (at <= bytes.length - 4) {
                        var output = new BsonOutput();
                        output.writeBytes(bytes, 0, bytes.length);
                        output.setInt32(at, INTERESTING[random.nextInt(INTERESTING.length)]);
                        bytes = output.toByteArray();
                    }
                }
            }
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 40)) : bytes;
    }

    private void run(long seed) {
        var link = new StubLink();
        link.piece(ServerReplies.reply(1, ServerReplies.hello()));
        link.piece(mutated(new Random(seed)));
        var factory = new ConnectionFactory(
                new Background(new StubEnv(address -> link)),
                ClientSettings.defaults(),
                IdentityProviders.NONE,
                compression);
        var connection = factory.open(ServerReplies.SERVER, 1, Deadline.NONE, CancelToken.NONE);
        try {
            factory.authenticate(connection, Deadline.NONE, CancelToken.NONE);
            connection.roundTrip(PING, null, Deadline.NONE, CancelToken.NONE);
            replies++;
        } catch (ProtocolException | ConnectionLostException e) {
            exceptions++;
            assertThat(connection.usable()).isFalse();
        } catch (RuntimeException | Error e) {
            throw new AssertionError("input of seed " + seed, e);
        }
    }

    @Test
    void throwsOnlyOurExceptions() {
        long seed = Long.getLong("morelia.fuzz.seed", 20_261_121L);
        double seconds = Double.parseDouble(System.getProperty("morelia.fuzz.seconds", "3")) / 2;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (; System.nanoTime() - end < 0; seed++) {
            run(seed);
        }
        assertThat(replies).isPositive();
        assertThat(exceptions).isPositive();
    }
}
