package dev.morelia.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerAddressTest {

    @Test
    void hostAndPort() {
        assertThat(ServerAddress.parse("DB.Example.org:1")).isEqualTo(new ServerAddress("db.example.org", 1));
        assertThat(ServerAddress.parse("db").port()).isEqualTo(27017);
        assertThat(ServerAddress.parse("db:65535")).hasToString("db:65535");
        assertThat(ServerAddress.of("db")).isEqualTo(ServerAddress.parse("db:27017"));
    }

    @Test
    void ipv6() {
        assertThat(ServerAddress.parse("[::1]:2")).isEqualTo(new ServerAddress("::1", 2));
        assertThat(ServerAddress.parse("[FE80::1%eth0]")).hasToString("[fe80::1%eth0]:27017");
        assertThat(new ServerAddress("[::1]", 2).host()).isEqualTo("::1");
    }

    @Test
    void unixSockets() {
        var socket = ServerAddress.parse("/tmp/Mongodb-27017.sock");
        assertThat(socket.isUnixSocket()).isTrue();
        assertThat(socket)
                .hasToString("/tmp/Mongodb-27017.sock")
                .isEqualTo(new ServerAddress("/tmp/Mongodb-27017.sock", 5));
        assertThat(ServerAddress.parse("mongodb-27017.sock").isUnixSocket()).isFalse();
    }

    @Test
    void printsWhatItCanParse() {
        Stream.of("a:1", "[::1]:2", "/x/y.sock")
                .forEach(text -> assertThat(ServerAddress.parse(text)).hasToString(text));
    }

    @Test
    void sortsByHostAndThenByPort() {
        var sorted = Stream.of("b:1", "a:20", "a:3")
                .map(ServerAddress::parse)
                .sorted()
                .toList();
        assertThat(sorted)
                .isEqualTo(List.of(new ServerAddress("a", 3), new ServerAddress("a", 20), new ServerAddress("b", 1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a:",
                "a:0",
                "a:65536",
                "a:-1",
                "a:x",
                "a:1:2",
                "::1",
                "[::1",
                "[::1]x",
                "[::1]x:1",
                "[abc]",
                ":1",
                "a b",
                "a/b",
                "user@host",
                "a:99999999999",
                "a,b",
                "/tmp/x",
                "[]",
                "[:::::::%]",
                "a\0b",
                "a\u00a0b",
                "a\u200b",
                "\ufeffa",
                "a&b",
                "a;b",
                "a=b"
            })
    void rejectsMalformed(String text) {
        assertThatThrownBy(() -> ServerAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // A caller without null checks can still pass null.
    void rejectsNull() {
        assertThatThrownBy(() -> ServerAddress.parse(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("address must not be null");
    }
}
