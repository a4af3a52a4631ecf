package dev.morelia.bson.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class TimeCodecsTest {
    private static final CodecRegistry CODECS = CodecRegistry.standard();

    record Dates(Instant instant, LocalDateTime dateTime, LocalDate date, LocalTime time) {}

    record Texts(
            OffsetDateTime offsetDateTime,
            ZonedDateTime zonedDateTime,
            OffsetTime offsetTime,
            Duration duration,
            Period period,
            YearMonth yearMonth,
            MonthDay monthDay,
            ZoneId zone,
            ZoneOffset offset,
            DayOfWeek day,
            Month month) {}

    record Other(Year year, ZonedDateTime zoned) {}

    @Test
    void datesInUtc() {
        var dates = new Dates(
                Instant.parse("2024-02-29T12:34:56.789Z"),
                LocalDateTime.parse("1969-12-31T23:59:59.999"),
                LocalDate.parse("-0044-03-15"),
                LocalTime.parse("01:02:03.004"));

        RawDocument encoded = CODECS.encode(dates);

        assertThat(encoded.toDocument())
                .isEqualTo(new Document("instant", dates.instant())
                        .append("dateTime", Instant.parse("1969-12-31T23:59:59.999Z"))
                        .append("date", Instant.parse("-0044-03-15T00:00:00Z"))
                        .append("time", Instant.parse("1970-01-01T01:02:03.004Z")));
        assertThat(CODECS.decode(encoded, Dates.class)).isEqualTo(dates);
    }

    @Test
    void datesAreTruncatedToMilliseconds() {
        Instant instant = Instant.parse("1960-01-01T00:00:00.000999999Z");
        var dates = new Dates(instant, LocalDateTime.MIN.withYear(1960), LocalDate.EPOCH, LocalTime.MAX);
        Dates read = CODECS.decode(CODECS.encode(dates), Dates.class);
        assertThat(read.instant()).isEqualTo(Instant.parse("1960-01-01T00:00:00Z"));
        assertThat(read.time()).isEqualTo(LocalTime.parse("23:59:59.999"));
    }

    @Test
    void datesAreAlsoReadFromText() {
        Document texts = new Document("instant", "2024-01-01T00:00:00Z")
                .append("dateTime", "2024-01-01T01:02")
                .append("date", "2024-01-02")
                .append("time", "10:15");
        assertThat(CODECS.decode(RawDocument.encode(texts), Dates.class))
                .isEqualTo(new Dates(
                        Instant.parse("2024-01-01T00:00:00Z"),
                        LocalDateTime.parse("2024-01-01T01:02"),
                        LocalDate.parse("2024-01-02"),
                        LocalTime.parse("10:15")));
    }

    @Test
    void textsKeepEveryDigit() {
        var texts = new Texts(
                OffsetDateTime.parse("2024-01-01T00:00:00.123456789+05:30"),
                ZonedDateTime.parse("2024-07-01T00:00+02:00[Europe/Berlin]"),
                OffsetTime.parse("10:15:30.000000001+01:00"),
                Duration.ofSeconds(-5, 7),
                Period.of(1, -2, 3),
                YearMonth.of(2024, 2),
                MonthDay.of(2, 29),
                ZoneId.of("Europe/Berlin"),
                ZoneOffset.ofHours(-3),
                DayOfWeek.FRIDAY,
                Month.MAY);

        RawDocument encoded = CODECS.encode(texts);

        assertThat(encoded.string("zonedDateTime")).isEqualTo("2024-07-01T00:00+02:00[Europe/Berlin]");
        assertThat(encoded.string("month")).isEqualTo("MAY");
        assertThat(CODECS.decode(encoded, Texts.class)).isEqualTo(texts);
    }

    @Test
    void otherForms() {
        Instant instant = Instant.parse("2024-01-01T00:00:00Z");
        Document document = new Document("year", 2024L).append("zoned", instant);
        assertThat(CODECS.decode(RawDocument.encode(document), Other.class))
                .isEqualTo(new Other(Year.of(2024), instant.atZone(ZoneOffset.UTC)));
        assertThat(CODECS.encode(new Other(Year.of(-5), instant.atZone(ZoneOffset.UTC)))
                        .valueOrNull("year"))
                .isEqualTo(-5);
    }

    @Test
    void valuesThatAreNotDates() {
        assertThatThrownBy(() -> CODECS.decode(RawDocument.encode(new Document("date", "tomorrow")), Dates.class))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("date"))
                .hasMessageContaining("tomorrow");
        assertThatThrownBy(() -> CODECS.decode(RawDocument.encode(new Document("year", Long.MAX_VALUE)), Other.class))
                .isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> CODECS.encode(new Dates(Instant.MAX, LocalDateTime.MIN, LocalDate.MIN, LocalTime.MIN)))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("instant"));
    }
}
