package dev.morelia.internal.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.settings.CompressionSettings;
import dev.morelia.spi.Compressor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {

    /** Not called, only named. */
    private record Named(String name, int id) implements Compressor {
        @Override
        public int maximumCompressedLength(int length) {
            throw new AssertionError();
        }

        @Override
        public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
            throw new AssertionError();
        }

        @Override
        public int decompress(byte[] source, int offset, int length, byte[] target) {
            throw new AssertionError();
        }
    }

    private final List<String> warnings = new ArrayList<>();

    private Compression of(List<String> names, Compressor... given) {
        return Compression.of(CompressionSettings.defaults().compressors(names), List.of(given), warnings::add);
    }

    private static RawDocument hello(Object compression) {
        return RawDocument.encode(Document.of("ok", 1, "compression", compression));
    }

    @Test
    void isNothingByDefault() {
        var compression = of(List.of());
        assertThat(compression).isSameAs(Compression.NONE);
        assertThat(compression.names()).isEmpty();
        assertThat(compression.negotiated(hello(List.of("zlib")))).isNull();
        assertThat(compression.byId(2)).isNull();
    }

    @Test
    void keepsTheOrderOfTheSettings() {
        assertThat(of(List.of("zstd", "snappy", "zlib", "zstd")).names()).containsExactly("zstd", "snappy", "zlib");
        assertThat(warnings).isEmpty();
        assertThat(Compression.all().names()).containsExactly("snappy", "zlib", "zstd");
    }

    @Test
    void usesTheFirstOfTheClientThatTheServerHasToo() {
        var compression = of(List.of("zstd", "snappy", "zlib"));
        assertThat(compression.negotiated(hello(List.of("zlib", "snappy")))).isSameAs(compression.byId(1));
        assertThat(compression.negotiated(hello(List.of("zlib")))).isSameAs(compression.byId(2));
        assertThat(compression.negotiated(hello(List.of("lz4")))).isNull();
        assertThat(compression.negotiated(hello(List.of()))).isNull();
        assertThat(compression.negotiated(RawDocument.encode(Document.of("ok", 1))))
                .isNull();
    }

    @Test
    void anythingElseInTheReplyMeansNoCompression() {
        var compression = of(List.of("zlib"));
        for (Object odd : Arrays.asList(1, "zlib", Document.of("zlib", 1), List.of(1, Document.of("a", "zlib")))) {
            assertThat(compression.negotiated(hello(odd))).as("%s", odd).isNull();
        }
        assertThat(compression.negotiated(hello(Arrays.asList(null, "zlib")))).isNotNull();
    }

    @Test
    void findsCompressorsById() {
        var compression = of(List.of("snappy", "zstd"));
        assertThat(compression.byId(1)).extracting(Compressor::name).isEqualTo("snappy");
        assertThat(compression.byId(3)).extracting(Compressor::name).isEqualTo("zstd");
        for (int id : List.of(-1, 0, 2, 4, 255, 256)) {
            assertThat(compression.byId(id)).as("%d", id).isNull();
        }
    }

    @Test
    void thoseOfTheProgramReplaceTheDriversOwnAndComeLastIfNotNamed() {
        var zlib = new Named("zlib", 2);
        var own = new Named("own", 77);
        var compression = of(List.of("snappy", "zlib"), own, zlib);
        assertThat(compression.names()).containsExactly("snappy", "zlib", "own");
        assertThat(compression.byId(2)).isSameAs(zlib);
        assertThat(compression.byId(77)).isSameAs(own);
        assertThat(of(List.of("own", "zlib"), own).names()).containsExactly("own", "zlib");
    }

    @Test
    void contradictionsAreRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(List.of("zlib"), new Named("own", 2)))
                .withMessageContaining("own");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(List.of(), new Named("own", 5), new Named("own", 6)))
                .withMessageContaining("only once");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(List.of(), new Named("own", 256)))
                .withMessageContaining("256");
        assertThatIllegalArgumentException().isThrownBy(() -> of(List.of(), new Named("", 5)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(List.of("lz4")))
                .withMessageContaining("lz4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "isMaster",
                "ismaster",
                "saslStart",
                "saslContinue",
                "getnonce",
                "authenticate",
                "createUser",
                "updateUser",
                "copydbSaslStart",
                "copydbgetnonce",
                "copydb"
            })
    void someCommandsAreNeverCompressed(String name) {
        assertThat(Compression.allows(name)).isFalse();
        assertThat(Compression.allows("find")).isTrue();
    }

    /** Has the driver's classes, and none of aircompressor's. */
    private static final class WithoutLibrary extends ClassLoader {
        WithoutLibrary() {
            super(CompressionTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.airlift.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.morelia.internal.compression.")) {
                return super.loadClass(name, resolve);
            }
            var loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try (var stream = Objects.requireNonNull(
                    CompressionTest.class.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class"))) {
                byte[] bytes = stream.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void aMissingLibraryIsAWarningThatNamesIt() throws Exception {
        var type = Class.forName(Compression.class.getName(), true, new WithoutLibrary());
        var settings = CompressionSettings.defaults().compressors(List.of("snappy", "zlib", "zstd"));
        java.util.function.Consumer<String> warn = warnings::add;
        var compression = type.getMethod("of", CompressionSettings.class, List.class, java.util.function.Consumer.class)
                .invoke(null, settings, List.of(), warn);
        assertThat(type.getMethod("names").invoke(compression)).isEqualTo(List.of("zlib"));
        assertThat(warnings)
                .hasSize(2)
                .allSatisfy(it -> assertThat(it).contains("io.airlift:aircompressor", "not offered"));
        assertThat(warnings.getFirst()).contains("snappy");
    }
}
