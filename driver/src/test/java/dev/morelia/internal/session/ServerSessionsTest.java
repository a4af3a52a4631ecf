package dev.morelia.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.ServerFacts;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.topology.ServerType;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServerSessionsTest {
    private static final int TIMEOUT_MINUTES = 30;
    private static final ServerFacts SERVER = new ServerFacts(ServerType.RS_PRIMARY, true, 21, TIMEOUT_MINUTES);

    private final AtomicLong clock = new AtomicLong();
    private final ServerSessions sessions = new ServerSessions((Env) Proxy.newProxyInstance(
            Env.class.getClassLoader(),
            new Class<?>[] {Env.class},
            (proxy, method, arguments) -> method.getName().startsWith("nanoTime")
                    ? clock.get()
                    : method.invoke(SystemEnv.INSTANCE, arguments)));

    private void pass(Duration duration) {
        clock.addAndGet(duration.toNanos());
    }

    private ImplicitSession begin() {
        return new ImplicitSession(sessions);
    }

    private static UUID number(ImplicitSession session) {
        assertThat(session.begin(SERVER)).isTrue();
        var out = new BsonOutput().startDocument();
        session.write(out);
        out.endDocument();
        return RawDocument.of(out.toByteArray())
                .toDocument()
                .value("lsid", Document.class)
                .value("id", UUID.class);
    }

    @Test
    void theOneUsedLastComesFirst() {
        var one = begin();
        var other = begin();
        UUID first = number(one);
        UUID second = number(other);
        assertThat(first)
                .isNotEqualTo(second)
                .satisfies(uuid -> assertThat(uuid.version()).isEqualTo(4));
        assertThat(first.variant()).isEqualTo(2);
        one.end();
        other.end();
        assertThat(number(begin())).isEqualTo(second);
        assertThat(number(begin())).isEqualTo(first);
    }

    @Test
    void nothingIsTakenBeforeTheFirstCommandNorAfterTheEnd() {
        var session = begin();
        assertThat(session.begin(ServerFacts.NONE)).isFalse();
        session.end();
        assertThat(session.begin(SERVER)).isFalse();
        assertThat(sessions.drain()).isEmpty();
    }

    @Test
    void oneServesAllCommandsOfAnOperation() {
        var session = begin();
        assertThat(number(session)).isEqualTo(number(session));
        session.end();
        session.end();
        assertThat(sessions.drain()).hasSize(1);
        assertThat(sessions.drain()).isEmpty();
    }

    @Test
    void sessionsThatMetABrokenNetworkAreNotUsedAgain() {
        var session = begin();
        session.markDirty();
        UUID broken = number(session);
        session.markDirty();
        session.end();
        assertThat(number(begin())).isNotEqualTo(broken);
    }

    @Test
    void sessionsThatTheServersForgetSoonAreNotUsedAgain() {
        var session = begin();
        UUID old = number(session);
        session.end();
        pass(Duration.ofMinutes(28));
        var again = begin();
        assertThat(number(again)).isEqualTo(old);
        again.end();
        pass(Duration.ofMinutes(29).plusNanos(1));
        assertThat(number(begin())).isNotEqualTo(old);
        assertThat(sessions.drain()).isEmpty();
    }

    @Test
    void oldOnesAreDroppedWhenOthersComeBack() {
        var old = begin();
        number(old);
        old.end();
        pass(Duration.ofMinutes(20));
        var busy = begin();
        var other = begin();
        number(busy);
        number(other);
        other.end();
        busy.end();
        pass(Duration.ofMinutes(29).plusNanos(1));
        var late = begin();
        number(late);
        late.end();
        assertThat(sessions.drain()).hasSize(1);
    }
}
