package dev.morelia.spec.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonVector;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.spec.report.SpecCase;
import dev.morelia.spec.report.SpecFolder;
import dev.morelia.spec.report.SpecFolder.SpecFile;
import dev.morelia.spec.report.SpecReport;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Binary subtype 9, the vectors. */
final class BsonVectorTest {

    private static final String SPEC = "bson-binary-vector";

    private final SpecReport report = SpecReport.current();

    @TestFactory
    Stream<DynamicNode> vectors() {
        return SpecFolder.tests(SPEC + "/tests", file -> Stream.of(file(file)));
    }

    private DynamicNode file(SpecFile file) {
        Document content = ExtendedJson.parse(file.text());
        String key = content.string("test_key");
        return DynamicContainer.dynamicContainer(
                file.name(),
                content.list("tests", Document.class).stream()
                        .map(test -> report.test(file.specCase(test.string("description")), () -> {
                            if (test.bool("valid")) {
                                checkValid(test, key);
                            } else {
                                checkInvalid(test, key);
                            }
                        })));
    }

    private static void checkValid(Document test, String key) {
        byte[] canonical = canonicalBson(test);
        BsonVector vector = encode(test);
        assertThat(RawDocument.encode(new Document(key, vector.toBinary())).toByteArray())
                .isEqualTo(canonical);

        BsonVector decoded = decode(canonical, key);
        assertThat(decoded).isEqualTo(vector);
        List<Number> numbers = test.list("vector", Number.class);
        switch (decoded) {
            case BsonVector.Float32 floats -> {
                assertThat(floats.size()).isEqualTo(numbers.size());
                for (int i = 0; i < numbers.size(); i++) {
                    assertThat(floats.values()[i]).isEqualTo(numbers.get(i).floatValue());
                }
            }
            case BsonVector.Int8 bytes -> {
                assertThat(bytes.size()).isEqualTo(numbers.size());
                for (int i = 0; i < numbers.size(); i++) {
                    assertThat((int) bytes.values()[i]).isEqualTo(numbers.get(i).intValue());
                }
            }
            case BsonVector.PackedBit bits -> {
                assertThat(bits.paddingBits()).isEqualTo(test.int32("padding"));
                assertThat(bits.size()).isEqualTo(8 * numbers.size() - test.int32("padding"));
                for (int i = 0; i < numbers.size(); i++) {
                    assertThat(bits.bits()[i] & 0xff).isEqualTo(numbers.get(i).intValue());
                }
            }
        }
    }

    private static void checkInvalid(Document test, String key) {
        // Only vectors of bits can have padding, so there is nothing to reject for the others.
        boolean expressible = isPackedBit(test) || !test.containsKey("padding") || test.int32("padding") == 0;
        if (test.containsKey("vector") && expressible) {
            assertThatThrownBy(() -> encode(test)).isInstanceOf(IllegalArgumentException.class);
        }
        if (test.containsKey("canonical_bson")) {
            byte[] canonical = canonicalBson(test);
            assertThatThrownBy(() -> decode(canonical, key)).isInstanceOf(BsonException.class);
        }
    }

    private static boolean isPackedBit(Document test) {
        return test.string("dtype_hex").equals("0x10");
    }

    private static BsonVector encode(Document test) {
        List<Number> numbers = test.list("vector", Number.class);
        return switch (test.string("dtype_hex")) {
            case "0x03" -> BsonVector.int8(integers(numbers));
            case "0x10" -> BsonVector.packedBit(integers(numbers), test.int32("padding"));
            case "0x27" -> {
                float[] values = new float[numbers.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = numbers.get(i).floatValue();
                }
                yield BsonVector.float32(values);
            }
            default -> throw new AssertionError("unknown dtype " + test.string("dtype_hex"));
        };
    }

    /** Fractions are rejected here because the API takes integers: the compiler rejects them. */
    private static int[] integers(List<Number> numbers) {
        return numbers.stream()
                .mapToInt(number -> {
                    if (!(number instanceof Integer integer)) {
                        throw new IllegalArgumentException(number + " is not an int");
                    }
                    return integer;
                })
                .toArray();
    }

    private static BsonVector decode(byte[] bson, String key) {
        return BsonVector.of(RawDocument.of(bson).toDocument().value(key, Binary.class));
    }

    private static byte[] canonicalBson(Document test) {
        return HexFormat.of().parseHex(test.string("canonical_bson"));
    }

    @TestFactory
    Stream<DynamicNode> prose() {
        byte[] ones = {(byte) 0xff};
        return Stream.of(
                report.test(
                        SpecCase.of(SPEC, "tests/README.md", "non-zero ignored bits: 1. Encoding"),
                        () -> assertThatThrownBy(() -> BsonVector.packedBit(ones, 7))
                                .isInstanceOf(IllegalArgumentException.class)),
                report.test(
                        SpecCase.of(SPEC, "tests/README.md", "non-zero ignored bits: 2. Decoding"),
                        () -> assertThatThrownBy(() ->
                                        BsonVector.of(new Binary(Binary.VECTOR, new byte[] {0x10, 7, (byte) 0xff})))
                                .isInstanceOf(BsonException.class)));
    }
}
