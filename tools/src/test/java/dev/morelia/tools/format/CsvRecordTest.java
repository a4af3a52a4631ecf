package dev.morelia.tools.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CsvRecordTest {
    private static List<List<String>> records(String text) {
        var row = new CsvRecord(text.getBytes(UTF_8), ',');
        var records = new ArrayList<List<String>>();
        while (row.next()) {
            String problem = row.problem();
            records.add(problem == null ? List.copyOf(row.values()) : List.of("!", problem));
        }
        return records;
    }

    /** In this table | is a line feed, r a carriage return and ; the comma; <> enclose values. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            quoteCharacter = '$',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a;b=<a><b>",
                "a;b|=<a><b>",
                "a;br|c;d=<a><b>/<c><d>",
                ";=<><>",
                "|a=<>/<a>",
                "\"\"=<>",
                "\"a\"=<a>",
                "\"a;b\";c=<a;b><c>",
                "\"a|b\";c|d=<a|b><c>/<d>",
                "\"ar|b\"r|d=<ar|b>/<d>",
                "\"a\"\"b\"=<a\"b>",
                "\"\"\"\"=<\">",
                "\"\"\"\"\"\"=<\"\">",
                "\"a\"\"\";b=<a\"><b>",
                "\"a\";\"b\"|\"c\"=<a><b>/<c>",
                "ä;€;\uD83D\uDE00=<ä><€><\uD83D\uDE00>",
                " a ;b=< a ><b>",
            })
    void wellFormed(String text, String expected) {
        var found = new StringBuilder();
        for (var values : records(decoded(text))) {
            found.append(found.isEmpty() ? "" : "/");
            values.forEach(value -> found.append('<').append(value).append('>'));
        }
        assertThat(found.toString()).isEqualTo(decoded(expected));
    }

    private static String decoded(String text) {
        return text.replace('|', '\n').replace(';', ',').replace("r", "\r");
    }

    @Test
    void malformedRecordsDoNotHideTheNextOne() {
        assertThat(records("a\"b,c\nd\n"))
                .satisfiesExactly(
                        first -> assertThat(first.get(1)).contains("a quotation mark in value 1"),
                        second -> assertThat(second).containsExactly("d"));
        assertThat(records("x,\"a\"b\nd\n"))
                .satisfiesExactly(
                        first -> assertThat(first.get(1)).contains("text after the closing quotation mark of value 2"),
                        second -> assertThat(second).containsExactly("d"));
        assertThat(records("a\rb\nd\n"))
                .satisfiesExactly(
                        first -> assertThat(first.get(1)).contains("a carriage return"),
                        second -> assertThat(second).containsExactly("d"));
        assertThat(records("d\n\"a\n b"))
                .satisfiesExactly(
                        first -> assertThat(first).containsExactly("d"),
                        second -> assertThat(second.get(1)).contains("is not closed"));
    }

    @Test
    void invalidUtf8IsAProblemOfItsRecord() {
        var row = new CsvRecord("a\n\u00e4\nb\n".getBytes(ISO_8859_1), ',');
        assertThat(row.next()).isTrue();
        assertThat(row.next()).isTrue();
        assertThat(row.problem()).contains("not valid UTF-8");
        assertThat(row.next()).isTrue();
        assertThat(row.values()).containsExactly("b");
        assertThat(row.next()).isFalse();
    }

    @Test
    void quotedAndBlankValuesDiffer() {
        var row = new CsvRecord("\"\",\n\n\"\"\n".getBytes(UTF_8), ',');
        row.next();
        assertThat(row.isQuoted(0)).isTrue();
        assertThat(row.isQuoted(1)).isFalse();
        row.next();
        assertThat(row.isBlank()).isTrue();
        row.next();
        assertThat(row.isBlank()).isFalse();
    }

    @Test
    void theLastEndIsThatOfAWholeRecord() {
        byte[] bytes = "a,\"x\ny\"\nb\n\"c\nd".getBytes(UTF_8);
        assertThat(CsvRecord.ends(',').lastEnd(bytes, 0, bytes.length)).isEqualTo(10);
        assertThat(CsvRecord.ends(',').lastEnd(bytes, 10, bytes.length)).isEqualTo(10);
        assertThat(CsvRecord.ends(',').lastEnd(bytes, 0, 5)).isZero();
    }
}
