package dev.morelia.spec.unified.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.Document;
import dev.morelia.bson.json.ExtendedJson;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of "Evaluating Matches", one by one. */
final class MatcherTest {
    private static final Map<String, Object> ENTITIES = Map.of("one", 1, "doc", Document.of("x", 1));

    private final Matcher matcher = new Matcher(new Entities() {
        @Override
        public Object value(String name) {
            var value = ENTITIES.get(name);
            if (value == null) {
                throw new IllegalArgumentException("There is no entity named '" + name + "'");
            }
            return value;
        }

        @Override
        public Object logicalSessionId(String name) {
            return Document.of("id", new UUID(1, 2));
        }
    });

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"x": 1}                                            | {"x": 1}
            {"x": 1}                                            | {"x": 1, "more": 2}
            {"x": 1, "y": 2}                                    | {"y": 2, "x": 1}
            {"x": 1}                                            | {"x": {"$numberLong": "1"}}
            {"x": 1}                                            | {"x": 1.0}
            {"x": {"$numberLong": "9007199254740993"}}          | {"x": {"$numberLong": "9007199254740993"}}
            {"x": {"$numberDouble": "NaN"}}                     | {"x": {"$numberDouble": "NaN"}}
            {"x": null}                                         | {"x": null}
            {"x": [1, {"y": 2}]}                                | {"x": [1, {"y": 2}]}
            {"x": {"$$exists": true}}                           | {"x": null}
            {"x": {"$$exists": false}}                          | {"y": 1}
            {"x": {"$$type": "int"}}                            | {"x": 1}
            {"x": {"$$type": ["string", "array"]}}              | {"x": [1]}
            {"x": {"$$type": "number"}}                         | {"x": {"$numberDecimal": "1"}}
            {"x": {"$$type": "null"}}                           | {"x": null}
            {"x": {"$$matchesEntity": "one"}}                   | {"x": 1}
            {"x": {"$$unsetOrMatches": 1}}                      | {}
            {"x": {"$$unsetOrMatches": 1}}                      | {"x": 1}
            {"x": {"$$unsetOrMatches": {"$$type": "int"}}}      | {"x": 1}
            {"x": {"$$lte": 1}}                                 | {"x": 1.0}
            {"x": {"$$lte": 1}}                                 | {"x": {"$numberLong": "-5"}}
            {"x": {"$$matchAsRoot": {"y": 1}}}                  | {"x": {"y": 1, "z": 2}}
            {"x": {"$$matchAsDocument": {"y": 1}}}              | {"x": "{\\"y\\": 1}"}
            {"x": {"$$matchAsDocument": {"$$matchAsRoot": {}}}} | {"x": "{\\"y\\": 1}"}
            {"x": {"$$exists": true, "y": 1}}                   | {"x": {"$$exists": true, "y": 1}}
            {"$$unsetOrMatches": {"x": 1}}                      | {"x": 1, "more": 2}
            {"$$matchesEntity": "doc"}                          | {"x": 1, "more": 2}
            """)
    void matches(String expected, String actual) {
        assertThatCode(() -> matcher.matchRoot("", ExtendedJson.parse(expected), ExtendedJson.parse(actual)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"x": 1}                                    | {"x": 2}
            {"x": 1}                                    | {}
            {"x": 1}                                    | {"x": "1"}
            {"x": 1}                                    | {"x": 1.5}
            {"x": 1}                                    | {"x": {"$numberDecimal": "1"}}
            {"x": {"$numberLong": "9007199254740993"}}  | {"x": {"$numberDouble": "9007199254740992"}}
            {"x": null}                                 | {}
            {"x": null}                                 | {"x": 0}
            {"x": {"y": 1}}                             | {"x": {"y": 1, "z": 2}}
            {"x": {"y": 1}}                             | {"x": [{"y": 1}]}
            {"x": [1, 2]}                               | {"x": [1]}
            {"x": [1, 2]}                               | {"x": [2, 1]}
            {"x": [{"y": 1}]}                           | {"x": [{"y": 1, "z": 2}]}
            {"x": {"$$exists": true}}                   | {}
            {"x": {"$$exists": false}}                  | {"x": null}
            {"x": {"$$type": "int"}}                    | {"x": 1.0}
            {"x": {"$$type": "int"}}                    | {"x": [1]}
            {"x": {"$$type": "int"}}                    | {}
            {"x": {"$$matchesEntity": "one"}}           | {"x": 2}
            {"x": {"$$unsetOrMatches": 1}}              | {"x": null}
            {"x": {"$$lte": 1}}                         | {"x": 1.1}
            {"x": {"$$lte": 1}}                         | {"x": "0"}
            {"x": {"$$matchAsRoot": {"y": 1}}}          | {"x": {"y": 2}}
            {"x": {"$$matchAsDocument": {"y": 1}}}      | {"x": "{\\"y\\": 1, \\"z\\": 2}"}
            {"x": {"$$matchAsDocument": {"y": 1}}}      | {"x": "[1]"}
            {"x": {"$$matchAsDocument": {"y": 1}}}      | {"x": "{\\"y\\"}"}
            {"x": {"$$sessionLsid": "s"}}               | {"x": {"id": 1}}
            {"x": {"$$unsetOrMatches": {"y": 1}}}       | {"x": {"y": 1, "z": 2}}
            """)
    void differs(String expected, String actual) {
        assertThatThrownBy(() -> matcher.matchRoot("", ExtendedJson.parse(expected), ExtendedJson.parse(actual)))
                .isInstanceOf(Mismatch.class);
    }

    @Test
    void nestedDocumentsMayHaveNoExtraKeysButRootsInAListMay() {
        List<Object> expected = List.of(Document.of("x", 1));
        List<Object> actual = List.of(Document.of("x", 1, "y", 2));

        matcher.matchRootDocuments("", expected, actual);
        assertThatThrownBy(() -> matcher.matchRoot("", expected, actual)).isInstanceOf(Mismatch.class);
    }

    @Test
    void absentIsNotNull() {
        matcher.matchRoot("", Document.of("$$unsetOrMatches", 1), Absent.ABSENT);
        assertThatThrownBy(() -> matcher.matchRoot("", null, Absent.ABSENT)).isInstanceOf(Mismatch.class);
        matcher.matchRoot("", null, null);
    }

    @Test
    void hexBytesMatchBinaryAndArrays() {
        var expected = Document.of("$$matchesHexBytes", "12aB");

        matcher.matchRoot("", expected, new byte[] {0x12, (byte) 0xab});
        matcher.matchRoot("", expected, new Binary(new byte[] {0x12, (byte) 0xab}));
        assertThatThrownBy(() -> matcher.matchRoot("", expected, new byte[] {0x12}))
                .isInstanceOf(Mismatch.class);
        assertThatThrownBy(() -> matcher.matchRoot("", Document.of("$$matchesHexBytes", "1"), new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sessionIdComesFromTheEntity() {
        matcher.matchRoot("", Document.of("$$sessionLsid", "s"), Document.of("id", new UUID(1, 2)));
    }

    @Test
    void errorsInTheFileAreNotAMismatch() {
        for (var mistake : List.of(
                Document.of("$$unheardOf", 1),
                Document.of("$$type", "integer"),
                Document.of("$$matchesEntity", "no"))) {
            assertThatThrownBy(() -> matcher.matchRoot("", mistake, 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void mismatchHasThePath() {
        assertThatThrownBy(() -> matcher.matchRoot(
                        "result",
                        ExtendedJson.parse("{\"a\": [{\"b\": 1}]}"),
                        ExtendedJson.parse("{\"a\": [{\"b\": 2}]}")))
                .hasMessage("result.a[0].b: expected 1 (int), but was 2 (int)");
    }

    @Test
    void outcomeIsExactExceptForTheOrderOfKeys() {
        assertThat(exactlyEqual(Document.of("x", 1, "y", 2), Document.of("y", 2, "x", 1)))
                .isTrue();
        assertThat(exactlyEqual(List.of(Document.of("x", 1)), List.of(Document.of("x", 1L))))
                .isFalse();
        assertThat(exactlyEqual(Document.of("x", 1), Document.of("x", 1, "y", 2)))
                .isFalse();
        assertThat(exactlyEqual(Document.of("x", null), new Document())).isFalse();
        assertThat(exactlyEqual(Decimal128.of(new BigDecimal("1.0")), Decimal128.of(new BigDecimal("1.00"))))
                .isFalse();
    }

    private static boolean exactlyEqual(@Nullable Object expected, @Nullable Object actual) {
        return Matcher.exactlyEqual(expected, actual);
    }
}
