package dev.morelia.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonDialect;
import java.io.StringReader;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A null argument is rejected with its name. */
@SuppressWarnings("NullAway") // as a program without nullness checks may do
class NullArgumentsTest {
    private static final Document DOCUMENT = new Document("a", 1);
    private static final RawDocument RAW = RawDocument.encode(DOCUMENT);

    private static Arguments call(String argument, ThrowingCallable call) {
        return Arguments.of(argument, call);
    }

    static Stream<Arguments> accessors() {
        return Stream.of(
                call("name", () -> DOCUMENT.has(null)),
                call("name", () -> DOCUMENT.valueOrNull(null)),
                call("name", () -> DOCUMENT.string(null)),
                call("name", () -> DOCUMENT.stringOrNull(null)),
                call("name", () -> DOCUMENT.int32(null)),
                call("name", () -> DOCUMENT.int32(null, 1)),
                call("name", () -> DOCUMENT.int64(null)),
                call("name", () -> DOCUMENT.int64(null, 1)),
                call("name", () -> DOCUMENT.float64(null)),
                call("name", () -> DOCUMENT.float64(null, 1)),
                call("name", () -> DOCUMENT.bool(null)),
                call("name", () -> DOCUMENT.bool(null, true)),
                call("name", () -> DOCUMENT.document(null)),
                call("name", () -> DOCUMENT.documentOrNull(null)),
                call("name", () -> DOCUMENT.objectId(null)),
                call("name", () -> DOCUMENT.instant(null)),
                call("name", () -> DOCUMENT.list(null, String.class)),
                call("name", () -> DOCUMENT.listOrNull(null, String.class)),
                call("name", () -> DOCUMENT.value(null, String.class)),
                call("name", () -> DOCUMENT.valueOrNull(null, String.class)),
                call("type", () -> DOCUMENT.value("a", null)),
                call("type", () -> DOCUMENT.valueOrNull("b", null)),
                call("elementType", () -> DOCUMENT.list("a", null)),
                call("elementType", () -> DOCUMENT.listOrNull("b", null)),
                call("name", () -> RAW.valueOrNull(null)),
                call("name", () -> RAW.valueOrNull(null, UuidRepresentation.STANDARD)),
                call("representation", () -> RAW.valueOrNull("a", (UuidRepresentation) null)),
                call("name", () -> RAW.has(null)),
                call("name", () -> RAW.string(null)),
                call("name", () -> RAW.stringOrNull(null)),
                call("name", () -> RAW.int32(null, 1)),
                call("name", () -> RAW.int64(null, 1)),
                call("name", () -> RAW.float64(null, 1)),
                call("name", () -> RAW.bool(null, true)),
                call("name", () -> RAW.document(null)),
                call("name", () -> RAW.documentOrNull(null)),
                call("name", () -> RAW.list(null, RawDocument.class)),
                call("name", () -> RAW.listOrNull(null, RawDocument.class)),
                call("name", () -> RAW.value(null, RawDocument.class)),
                call("type", () -> RAW.value("a", null)),
                call("elementType", () -> RAW.list("a", null)));
    }

    static Stream<Arguments> makers() {
        CodecRegistry codecs = CodecRegistry.standard();
        return Stream.of(
                call("json", () -> Document.parse(null)),
                call("json", () -> ExtendedJson.parse(null)),
                call("dialect", () -> ExtendedJson.parse("{}", null)),
                call("json", () -> ExtendedJson.parseValue(null)),
                call("json", () -> ExtendedJson.parseValue(null, JsonDialect.SHELL)),
                call("reader", () -> ExtendedJson.documents(null)),
                call("dialect", () -> ExtendedJson.documents(new StringReader(""), null)),
                call("mode", () -> ExtendedJson.write(1, null)),
                call("key", () -> new Document((String) null, 1)),
                call("map", () -> new Document((Map<String, ?>) null)),
                call("map", () -> Document.copyOf(null)),
                call("key", () -> Document.of(null, 1)),
                call("key", () -> Document.of("a", 1, null, 2)),
                call("key", () -> new Document().append(null, 1)),
                call("key", () -> new Document().put(null, 1)),
                call("key", () -> new Document().putFirst(null, 1)),
                call("key", () -> new Document().putLast(null, 1)),
                call("key", () -> new Document().putFirstIfAbsent(null, () -> 1)),
                call("map", () -> new Document().putAll(null)),
                call("document", () -> RawDocument.encode(null)),
                call("bytes", () -> RawDocument.of(null)),
                call("hex", () -> ObjectId.of(null)),
                call("hex", () -> ObjectId.isValid(null)),
                call("text", () -> Decimal128.parse(null)),
                call("bytes", () -> new Binary(null)),
                call("code", () -> new Code(null)),
                call("pattern", () -> new Regex(null)),
                call("collection", () -> new DbRef(null, 1)),
                call("document", () -> DbRef.of(null)),
                call("uuid", () -> UuidRepresentation.STANDARD.encode(null)),
                call("type", () -> codecs.codec((Class<?>) null)),
                call("type", () -> codecs.documentCodec((Class<?>) null)),
                call("value", () -> codecs.encode(null)),
                call("codec", () -> CodecRegistry.builder().codec(String.class, null)),
                call("limits", () -> CodecRegistry.builder().limits(null)));
    }

    @ParameterizedTest
    @MethodSource({"accessors", "makers"})
    void rejected(String argument, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(argument + " must not be null");
    }

    @Test
    void asInMaps() {
        assertThat(DOCUMENT.get(null)).isNull();
        assertThat(DOCUMENT.containsKey(null)).isFalse();
    }
}
