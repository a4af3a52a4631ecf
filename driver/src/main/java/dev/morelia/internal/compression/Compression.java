package dev.morelia.internal.compression;

import dev.morelia.bson.RawDocument;
import dev.morelia.internal.argument.Argument;
import dev.morelia.settings.CompressionSettings;
import dev.morelia.spi.Compressor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The compressors that a client offers its servers, in order of preference. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/compression/OP_COMPRESSED.md">Wire
 *     Compression</a>
 */
public final class Compression implements AutoCloseable {

    /** No compression. */
    public static final Compression NONE = new Compression(Map.of());

    static final String SNAPPY = "snappy";
    static final String ZLIB = "zlib";
    static final String ZSTD = "zstd";

    private static final int MAXIMUM_ID = 255;

    /** Compressed, these would reveal something about passwords by their length. */
    private static final Set<String> NEVER_COMPRESSED = Set.of(
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
            "copydb");

    private final Map<String, Compressor> byName;
    private final List<String> names;
    private final @Nullable Compressor[] byId = new Compressor[MAXIMUM_ID + 1];

    private Compression(Map<String, Compressor> byName) {
        this.byName = byName;
        this.names = List.copyOf(byName.keySet());
        for (var compressor : byName.values()) {
            int id = compressor.id();
            if (id < 0 || id > MAXIMUM_ID) {
                throw Argument.rejected("compressor", compressor.name(), "has id " + id + ", must be from 0 to 255");
            }
            if (byId[id] != null) {
                throw Argument.rejected("compressor", compressor.name(), "has id " + id + ", as another one has");
            }
            byId[id] = compressor;
        }
    }

    /**
     * Finds the compressors that the settings name, and adds those given by the program.
     *
     * @param given replace the driver's own of the same name; those that the settings do not name come last
     * @param warn receives a message for each compressor whose library is missing: it is not offered
     * @throws IllegalArgumentException if the settings name an unknown compressor, or two given ones conflict
     */
    public static Compression of(CompressionSettings settings, List<Compressor> given, Consumer<String> warn) {
        var ours = new LinkedHashMap<String, Compressor>();
        for (var compressor : given) {
            String name = compressor.name();
            if (ours.put(Argument.text("compressor", name), compressor) != null) {
                throw Argument.rejected("compressor", name, "must be given only once");
            }
        }
        var offered = new LinkedHashMap<String, Compressor>();
        for (String name : new LinkedHashSet<>(settings.compressors())) {
            var compressor = ours.containsKey(name) ? ours.remove(name) : standard(name, settings, warn);
            if (compressor != null) {
                offered.put(name, compressor);
            }
        }
        offered.putAll(ours);
        return offered.isEmpty() ? NONE : new Compression(offered);
    }

    /** All of the driver's own whose libraries are present. */
    public static Compression all() {
        var all = CompressionSettings.defaults().compressors(List.of(SNAPPY, ZLIB, ZSTD));
        return of(all, List.of(), missing -> {});
    }

    private static @Nullable Compressor standard(String name, CompressionSettings settings, Consumer<String> warn) {
        try {
            return switch (name) {
                case ZLIB -> new ZlibCompressor(settings.zlibCompressionLevel());
                case SNAPPY -> new SnappyCompressor();
                case ZSTD -> new ZstdCompressor();
                default ->
                    throw Argument.rejected(
                            "compressors",
                            name,
                            "must be snappy, zlib, zstd, or the name of a compressor given to the builder");
            };
        } catch (LinkageError missing) {
            warn.accept("Compressor " + name + " is not offered to servers, because its library is missing: add"
                    + " io.airlift:aircompressor:2.0.3 to the class path or the module path, give the builder another"
                    + " implementation of dev.morelia.spi.Compressor, or remove " + name + " from compressors");
            return null;
        }
    }

    /** Whether the command with this name may be sent in compressed form. */
    public static boolean allows(String commandName) {
        return !NEVER_COMPRESSED.contains(commandName);
    }

    /** The names for the handshake. */
    public List<String> names() {
        return names;
    }

    /** The compressor with this id, null if there is none: a server may use any that the client has offered. */
    public @Nullable Compressor byId(int id) {
        return id < 0 || id > MAXIMUM_ID ? null : byId[id];
    }

    /** Whether the compressor stops when nobody waits for the result any more; a library's does not. */
    public static boolean canStop(Compressor compressor) {
        return compressor instanceof ZlibCompressor;
    }

    /** The compressor for commands: the first that the server's reply to the handshake also names; null if none. */
    public @Nullable Compressor negotiated(RawDocument hello) {
        if (names.isEmpty() || !(hello.valueOrNull("compression") instanceof List<?> accepted)) {
            return null;
        }
        var names = new HashSet<Object>(accepted);
        return byName.entrySet().stream()
                .filter(each -> names.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** Frees the native memory of the driver's own compressors; they remain usable. */
    @Override
    public void close() {
        for (var compressor : byName.values()) {
            if (compressor instanceof ZlibCompressor zlib) {
                zlib.close();
            }
        }
    }
}
