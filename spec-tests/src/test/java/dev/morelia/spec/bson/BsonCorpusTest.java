package dev.morelia.spec.bson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Regex;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonBuffer;
import dev.morelia.bson.json.JsonMode;
import dev.morelia.bson.json.RawJsonReader;
import dev.morelia.spec.report.SpecCase;
import dev.morelia.spec.report.SpecFolder;
import dev.morelia.spec.report.SpecFolder.SpecFile;
import dev.morelia.spec.report.SpecReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The BSON corpus. Every valid case is tested with both representations: {@link Document}, the native one, and
 * {@link RawDocument}, which is not. The descriptions of the assertions are the functions of the specification.
 */
final class BsonCorpusTest {

    private static final String SPEC = "bson-corpus";
    private static final String DECIMAL128 = "0x13";

    private final SpecReport report = SpecReport.current();

    @TestFactory
    Stream<DynamicNode> corpus() {
        return SpecFolder.tests(SPEC + "/tests", file -> Stream.of(file(file)));
    }

    private DynamicNode file(SpecFile file) {
        Document content = ExtendedJson.parse(file.text());
        String type = content.string("bson_type");
        Object testKey = content.get("test_key");
        Stream<DynamicTest> valid = cases(content, "valid")
                .map(test -> test(file, test, "valid", () -> {
                    checkRepresentations(test, testKey instanceof String key ? key : null);
                }));
        Stream<DynamicTest> decodeErrors = cases(content, "decodeErrors")
                .map(test -> test(file, test, "decode error", () -> checkDecodeError(test)));
        Stream<DynamicTest> parseErrors = cases(content, "parseErrors")
                .map(test -> test(file, test, "parse error", () -> checkParseError(test.string("string"), type)));
        return DynamicContainer.dynamicContainer(
                file.name(), Stream.of(valid, decodeErrors, parseErrors).flatMap(tests -> tests));
    }

    private static Stream<Document> cases(Document content, String kind) {
        return content.containsKey(kind) ? content.list(kind, Document.class).stream() : Stream.of();
    }

    private DynamicTest test(SpecFile file, Document test, String kind, Runnable body) {
        return report.test(file.specCase(kind + ": " + test.string("description")), body::run);
    }

    private static byte[] bytes(Document test, String key) {
        return HexFormat.of().parseHex(test.string(key));
    }

    private static void checkRepresentations(Document test, @Nullable String testKey) {
        byte[] canonicalBson = bytes(test, "canonical_bson");
        String canonicalJson = test.string("canonical_extjson");
        boolean lossy = test.containsKey("lossy") && test.bool("lossy");

        RawDocument raw = RawDocument.of(canonicalBson);
        Document document = raw.toDocument();
        checkBson(RawDocument.encode(document), canonicalBson, "native_to_bson(bson_to_native(cB)) = cB");
        checkBson(RawDocument.of(copyThroughOutput(raw)), canonicalBson, "a raw document is copied unchanged");
        if (testKey != null) {
            assertThat(raw.valueOrNull(testKey)).as("a single field").isEqualTo(document.get(testKey));
        }
        checkJson(document, canonicalJson, JsonMode.CANONICAL, "native_to_canonical(bson_to_native(cB)) = cEJ");
        checkJson(raw, canonicalJson, JsonMode.CANONICAL, "bson_to_canonical(cB) = cEJ");

        checkReading(canonicalJson, canonicalJson, canonicalBson, lossy, "cEJ");
        if (test.containsKey("relaxed_extjson")) {
            String relaxedJson = test.string("relaxed_extjson");
            checkJson(document, relaxedJson, JsonMode.RELAXED, "native_to_relaxed(bson_to_native(cB)) = rEJ");
            checkJson(raw, relaxedJson, JsonMode.RELAXED, "bson_to_relaxed(cB) = rEJ");
            Document read = ExtendedJson.parse(relaxedJson);
            checkBson(undecoded(relaxedJson), RawDocument.encode(read).toByteArray(), "rEJ, without decoding it");
            checkJson(read, relaxedJson, JsonMode.RELAXED, "native_to_relaxed(json_to_native(rEJ)) = rEJ");
            checkJson(
                    RawDocument.encode(read),
                    relaxedJson,
                    JsonMode.RELAXED,
                    "bson_to_relaxed(json_to_bson(rEJ)) = rEJ");
        }
        if (test.containsKey("degenerate_bson")) {
            RawDocument degenerate = RawDocument.of(bytes(test, "degenerate_bson"));
            checkBson(
                    RawDocument.encode(degenerate.toDocument()),
                    canonicalBson,
                    "native_to_bson(bson_to_native(dB)) = cB");
            checkJson(degenerate, canonicalJson, JsonMode.CANONICAL, "bson_to_canonical(dB) = cEJ");
            if (test.containsKey("relaxed_extjson")) {
                checkJson(degenerate, test.string("relaxed_extjson"), JsonMode.RELAXED, "bson_to_relaxed(dB) = rEJ");
            }
        }
        if (test.containsKey("degenerate_extjson")) {
            checkReading(test.string("degenerate_extjson"), canonicalJson, canonicalBson, lossy, "dEJ");
        }
    }

    private static void checkReading(
            String json, String canonicalJson, byte[] canonicalBson, boolean lossy, String name) {
        Document document = ExtendedJson.parse(json);
        checkBson(undecoded(json), RawDocument.encode(document).toByteArray(), name + ", without decoding it");
        checkJson(
                document, canonicalJson, JsonMode.CANONICAL, "native_to_canonical(json_to_native(" + name + ")) = cEJ");
        if (!lossy) {
            checkBson(RawDocument.encode(document), canonicalBson, "native_to_bson(json_to_native(" + name + ")) = cB");
        }
    }

    private static byte[] copyThroughOutput(RawDocument document) {
        var output = new BsonOutput();
        document.writeTo(output);
        return output.toByteArray();
    }

    private static void checkBson(RawDocument actual, byte[] expected, String rule) {
        assertThat(actual.toByteArray()).as(rule).isEqualTo(expected);
    }

    private static String undecoded(RawDocument document, JsonMode mode) {
        var text = new ByteArrayOutputStream();
        try {
            new JsonBuffer(mode).append(document).writeTo(text);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString(UTF_8);
    }

    private static void checkJson(Object actual, String expected, JsonMode mode, String rule) {
        if (actual instanceof RawDocument raw) {
            assertThat(PlainJson.normalized(undecoded(raw, mode)))
                    .as(rule + ", without decoding it")
                    .isEqualTo(PlainJson.normalized(expected));
        }
        assertThat(PlainJson.normalized(ExtendedJson.write(actual, mode)))
                .as(rule)
                .isEqualTo(PlainJson.normalized(expected));
        assertThat(PlainJson.normalized(ExtendedJson.write(actual, mode, true)))
                .as(rule + ", pretty")
                .isEqualTo(PlainJson.normalized(expected));
    }

    private static void checkDecodeError(Document test) {
        byte[] bson = bytes(test, "bson");
        assertThatThrownBy(() -> RawDocument.of(bson).toDocument())
                .as("bson_to_native")
                .isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> ExtendedJson.write(RawDocument.of(bson), JsonMode.CANONICAL))
                .as("bson_to_canonical")
                .isInstanceOf(BsonException.class);
    }

    private static void checkParseError(String text, String type) {
        if (type.equals(DECIMAL128)) {
            assertThatThrownBy(() -> Decimal128.parse(text)).isInstanceOf(IllegalArgumentException.class);
        } else {
            assertThatThrownBy(() -> ExtendedJson.parse(text)).isInstanceOf(BsonException.class);
            assertThatThrownBy(() -> undecoded(text)).isInstanceOf(BsonException.class);
        }
    }

    private static RawDocument undecoded(String json) {
        byte[] text = json.getBytes(UTF_8);
        return new RawJsonReader().read(text, 0, text.length);
    }

    @TestFactory
    Stream<DynamicNode> prose() {
        return Stream.of(DynamicContainer.dynamicContainer(
                "1. Prohibit null bytes in null-terminated strings",
                Map.<String, Runnable>of(
                                "field name within a root document",
                                () -> assertThatThrownBy(() -> RawDocument.encode(new Document("a\0b", 1)))
                                        .isInstanceOf(BsonException.class),
                                "field name within a sub-document",
                                () -> assertThatThrownBy(() -> RawDocument.encode(
                                                new Document("a", List.of(new Document("b", new Document("\0", 1))))))
                                        .isInstanceOf(BsonException.class),
                                "pattern for a regular expression",
                                () -> assertThatThrownBy(() -> new Regex("a\0b", "i"))
                                        .isInstanceOf(IllegalArgumentException.class),
                                "options for a regular expression",
                                () -> assertThatThrownBy(() -> new Regex("ab", "i\0"))
                                        .isInstanceOf(IllegalArgumentException.class))
                        .entrySet()
                        .stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(test -> report.test(
                                SpecCase.of(SPEC, "bson-corpus.md", "null byte: " + test.getKey()),
                                test.getValue()::run))));
    }
}
