package dev.morelia.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.message.BareConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The same commands on the embedded server and on a real one must give the same replies. The scripts have one command
 * per line: the database, then the command as Extended JSON. Of errors from the query planner only the end is compared,
 * of values that differ between servers only the presence, and the order of a reply's own fields is ignored.
 */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class EmbeddedServerComparedTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static final Set<String> NEVER_EQUAL = Set.of(
            "localTime",
            "connectionId",
            "topologyVersion",
            "uuid",
            "storageSize",
            "totalSize",
            "totalIndexSize",
            "indexSizes",
            "indexSize",
            "sizeOnDisk",
            "totalSizeMb");

    private static List<String> script(String name) throws IOException {
        try (var file = EmbeddedServerComparedTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    @TestFactory
    List<DynamicTest> scripts() {
        return List.of("reads", "writes", "aggregation", "types").stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> compare("compared-" + name + ".txt")))
                .toList();
    }

    private static void compare(String script) throws IOException {
        List<String> embedded;
        try (var server = EmbeddedServer.start()) {
            embedded = replies(server.address(), script(script));
        }
        var real = replies(Mongod.shared().address(), script(script));
        assertThat(embedded).hasSizeGreaterThan(20).hasSameSizeAs(real);
        var all = new SoftAssertions();
        for (int i = 0; i < real.size(); i++) {
            all.assertThat(embedded.get(i)).isEqualTo(real.get(i));
        }
        all.assertAll();
    }

    private static List<String> replies(dev.morelia.topology.ServerAddress address, List<String> script)
            throws IOException {
        List<String> replies = new ArrayList<>();
        long cursor = 0;
        try (var client = BareConnection.open(address, TIMEOUT)) {
            for (var line : script) {
                int space = line.indexOf(' ');
                var json = line.substring(space + 1).replace("\"<cursor>\"", "{\"$numberLong\":\"" + cursor + "\"}");
                var reply = client.command(line.substring(0, space), Document.parse(json));
                if (reply.get("cursor") instanceof Document opened && opened.int64("id") != 0) {
                    cursor = opened.int64("id");
                }
                replies.add(line + "\n    " + inOrder(masked(reply, cursor)).toJson());
            }
        }
        return replies;
    }

    /** The fields of the reply and its cursor by name; nested documents keep their order. */
    private static Document inOrder(Document reply) {
        var ordered = Document.copyOf(new TreeMap<>(reply));
        if (ordered.get("cursor") instanceof Document cursor) {
            ordered.put("cursor", Document.copyOf(new TreeMap<>(cursor)));
        }
        return ordered;
    }

    private static Document masked(Document reply, long cursor) {
        var masked = new Document();
        reply.forEach((field, value) -> masked.append(field, maskedValue(field, value, cursor)));
        return masked;
    }

    private static Object maskedValue(String field, Object value, long cursor) {
        if (NEVER_EQUAL.contains(field)) {
            return "...";
        }
        return switch (value) {
            case Document document -> masked(document, cursor);
            case List<?> list ->
                list.stream()
                        .map(element -> maskedValue("", element, cursor))
                        .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
            case Long number when number == cursor && number != 0 -> "cursor";
            case String message
            when field.equals("errmsg") ->
                message.replace("PlanExecutor error during aggregation :: caused by :: ", "")
                        .replaceFirst("(?s)^error processing query: .*planner returned error :: caused by :: ", "")
                        .replaceFirst("(?s)^error processing query: .* (tailable cursor)", "$1")
                        .replaceFirst(" \\(bad hint .*\\)$", "")
                        .replaceFirst("cursor id \\d+", "cursor id N")
                        .replace("FindCommandRequest", "find");
            case null, default -> value;
        };
    }

    /** Ensures that a wrong comparison does not pass. */
    @Test
    void masksOnlyWhatDiffersBetweenServers() {
        var reply = Document.of("n", 1, "localTime", 5).append("errmsg", "cursor id 77 not found");

        assertThat(masked(reply, 0))
                .isEqualTo(Document.of("n", 1, "localTime", "...").append("errmsg", "cursor id N not found"));
    }
}
