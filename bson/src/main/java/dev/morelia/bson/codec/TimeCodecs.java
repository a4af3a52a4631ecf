package dev.morelia.bson.codec;

import dev.morelia.bson.BsonType;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The codecs for {@code java.time}. Types that lose nothing but sub-millisecond digits are BSON dates in UTC, with
 * which the server can compute; types that would lose an offset or a zone are ISO 8601 strings. Each codec reads both
 * forms where both make sense.
 */
final class TimeCodecs {
    private static final Map<Class<?>, Codec<?>> CODECS = codecs();

    private TimeCodecs() {}

    static @Nullable Codec<?> codec(Class<?> type) {
        return CODECS.get(type);
    }

    private static Map<Class<?>, Codec<?>> codecs() {
        var codecs = new HashMap<Class<?>, Codec<?>>();
        codecs.put(Instant.class, date(instant -> instant, instant -> instant, Instant::parse));
        codecs.put(
                LocalDateTime.class,
                date(TimeCodecs::atUtc, time -> time.toInstant(ZoneOffset.UTC), LocalDateTime::parse));
        codecs.put(
                LocalDate.class,
                date(
                        instant -> atUtc(instant).toLocalDate(),
                        date -> date.atStartOfDay().toInstant(ZoneOffset.UTC),
                        LocalDate::parse));
        codecs.put(
                LocalTime.class,
                date(
                        instant -> atUtc(instant).toLocalTime(),
                        time -> time.atDate(LocalDate.EPOCH).toInstant(ZoneOffset.UTC),
                        LocalTime::parse));
        codecs.put(
                OffsetDateTime.class,
                text(OffsetDateTime::parse, OffsetDateTime::toString, instant -> instant.atOffset(ZoneOffset.UTC)));
        codecs.put(
                ZonedDateTime.class,
                text(ZonedDateTime::parse, ZonedDateTime::toString, instant -> instant.atZone(ZoneOffset.UTC)));
        codecs.put(OffsetTime.class, ScalarCodec.ofText(OffsetTime::parse, OffsetTime::toString));
        codecs.put(Duration.class, ScalarCodec.ofText(Duration::parse, Duration::toString));
        codecs.put(Period.class, ScalarCodec.ofText(Period::parse, Period::toString));
        codecs.put(YearMonth.class, ScalarCodec.ofText(YearMonth::parse, YearMonth::toString));
        codecs.put(MonthDay.class, ScalarCodec.ofText(MonthDay::parse, MonthDay::toString));
        codecs.put(ZoneId.class, ScalarCodec.ofText(ZoneId::of, ZoneId::getId));
        codecs.put(ZoneOffset.class, ScalarCodec.ofText(ZoneOffset::of, ZoneOffset::getId));
        codecs.put(
                Year.class,
                new ScalarCodec<>(
                        input ->
                                ScalarCodec.convert(input, input.wholeNumber(), year -> Year.of(Math.toIntExact(year))),
                        (output, year) -> output.int32(year.getValue())));
        return Map.copyOf(codecs);
    }

    private static LocalDateTime atUtc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static <T> Codec<T> date(
            Function<Instant, T> fromInstant, Function<T, Instant> toInstant, Function<CharSequence, T> parser) {
        return new ScalarCodec<>(
                input -> dateOrText(input, fromInstant, parser),
                (output, value) -> writeDate(output, value, toInstant));
    }

    private static <T> Codec<T> text(
            Function<CharSequence, T> parser, Function<T, String> printer, Function<Instant, T> fromInstant) {
        return new ScalarCodec<>(
                input -> dateOrText(input, fromInstant, parser),
                (output, value) -> output.string(printer.apply(value)));
    }

    private static <T> T dateOrText(
            BsonInput input, Function<Instant, T> fromInstant, Function<CharSequence, T> parser) {
        if (input.type() == BsonType.STRING) {
            return ScalarCodec.parse(input, parser::apply);
        }
        return ScalarCodec.convert(input, Instant.ofEpochMilli(input.dateTime()), fromInstant);
    }

    private static <T> void writeDate(BsonOutput output, T value, Function<T, Instant> toInstant) {
        long millis;
        try {
            millis = toInstant.apply(value).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw output.failure(value + " does not fit into the milliseconds of a BSON date", e);
        }
        output.dateTime(millis);
    }
}
