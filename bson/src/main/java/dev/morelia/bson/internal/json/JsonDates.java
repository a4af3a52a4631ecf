package dev.morelia.bson.internal.json;

import java.util.regex.Pattern;

/**
 * Reads and writes dates as in Extended JSON (RFC 3339): {@code 2012-12-24T12:15:30.501Z}. Computes dates itself,
 * because the formatters of the JDK cost more than all the rest of a document.
 */
final class JsonDates {

    /** The first and last milliseconds that relaxed mode writes as text. */
    static final long MIN_TEXT_MILLIS = 0;

    static final long MAX_TEXT_MILLIS = 253_402_300_799_999L;

    private static final int MILLIS_PER_DAY = 86_400_000;
    private static final int DAYS_PER_ERA = 146_097;
    /** Days from 0000-03-01, where the eras of 400 years start, to 1970-01-01. */
    private static final int DAYS_BEFORE_1970 = 719_468;

    private static final Pattern TIME =
            Pattern.compile("\\d{4}-(0\\d|1[0-2])-([0-2]\\d|3[01])[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");

    private JsonDates() {}

    /**
     * Reads date, time and offset. The offset is {@code Z}, {@code +hh:mm}, {@code +hhmm} or {@code +hh}; fractions of
     * a second may have any number of digits, of which three are used.
     *
     * @return milliseconds since 1970
     * @throws IllegalArgumentException if the text is anything else
     */
    static long parse(String text) {
        int year = number(text, 0, 4, 0, 9999);
        separator(text, 4, "-");
        int month = number(text, 5, 2, 1, 12);
        separator(text, 7, "-");
        int day = number(text, 8, 2, 1, daysOfMonth(year, month));
        separator(text, 10, "Tt");
        int hour = number(text, 11, 2, 0, 23);
        separator(text, 13, ":");
        int minute = number(text, 14, 2, 0, 59);
        separator(text, 16, ":");
        int second = number(text, 17, 2, 0, 59);
        int at = 19;
        int millis = 0;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            int firstDigit = at;
            for (int weight = 100; at < text.length() && isDigit(text.charAt(at)); weight /= 10) {
                millis += weight * (text.charAt(at) - '0');
                at++;
            }
            if (at == firstDigit) {
                throw notADate(text);
            }
        }
        long minutes = (daysSince1970(year, month, day) * 24 + hour) * 60 + minute - offsetMinutes(text, at);
        return (minutes * 60 + second) * 1000 + millis;
    }

    /** Reads a text like {@link #parse(String)}; faster if it is in UTC and has three decimals or none. */
    static long parse(Slice text) {
        int length = text.length();
        boolean decimals = length == 24;
        if ((length != 20 && !decimals)
                || text.at(4) != '-'
                || text.at(7) != '-'
                || text.at(10) != 'T'
                || text.at(13) != ':'
                || text.at(16) != ':'
                || text.at(length - 1) != 'Z'
                || (decimals && text.at(19) != '.')) {
            return parse(text.toString());
        }
        int year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
        int month = twoDigits(text, 5);
        int day = twoDigits(text, 8);
        int hour = twoDigits(text, 11);
        int minute = twoDigits(text, 14);
        int second = twoDigits(text, 17);
        int lastDigits = decimals ? twoDigits(text, 21) : 0;
        int millis = decimals && lastDigits >= 0 ? 10 * twoDigits(text, 20) + lastDigits % 10 : lastDigits;
        boolean valid = (month | hour | minute | second | millis) >= 0
                && year >= 0
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= daysOfMonth(year, month)
                && hour <= 23
                && minute <= 59
                && second <= 59;
        if (!valid) {
            return parse(text.toString());
        }
        return ((daysSince1970(year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1000L + millis;
    }

    /** A number of two digits; far below zero if there is anything else. */
    private static int twoDigits(Slice text, int at) {
        int tens = text.at(at) - '0';
        int ones = text.at(at + 1) - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1_000_000 : 10 * tens + ones;
    }

    private static int offsetMinutes(String text, int at) {
        int length = text.length() - at;
        if (length == 1 && (text.charAt(at) | 0x20) == 'z') {
            return 0;
        }
        if ((length != 3 && length != 5 && length != 6) || "+-".indexOf(text.charAt(at)) < 0) {
            throw notADate(text);
        }
        int hours = number(text, at + 1, 2, 0, 23);
        if (length == 6) {
            separator(text, at + 3, ":");
        }
        int minutes = length == 3 ? 0 : number(text, text.length() - 2, 2, 0, 59);
        int offset = hours * 60 + minutes;
        return text.charAt(at) == '-' ? -offset : offset;
    }

    private static int number(String text, int at, int digits, int min, int max) {
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            if (i >= text.length() || !isDigit(text.charAt(i))) {
                throw notADate(text);
            }
            value = value * 10 + (text.charAt(i) - '0');
        }
        if (value < min || value > max) {
            throw notADate(text);
        }
        return value;
    }

    private static void separator(String text, int at, String allowed) {
        if (at >= text.length() || allowed.indexOf(text.charAt(at)) < 0) {
            throw notADate(text);
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int daysOfMonth(int year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    // Years start in March here, so that a leap day is the last day of the year.
    private static long daysSince1970(int year, int month, int day) {
        int marchYear = month > 2 ? year : year - 1;
        int era = Math.floorDiv(marchYear, 400);
        int yearOfEra = Math.floorMod(marchYear, 400);
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return (long) era * DAYS_PER_ERA + dayOfEra - DAYS_BEFORE_1970;
    }

    /**
     * Writes a time within {@link #MIN_TEXT_MILLIS} and {@link #MAX_TEXT_MILLIS}, with three decimals of a second or
     * none.
     */
    static void write(JsonOutput output, long epochMillis) {
        int days = (int) (epochMillis / MILLIS_PER_DAY) + DAYS_BEFORE_1970;
        int millisOfDay = (int) (epochMillis % MILLIS_PER_DAY);
        int era = days / DAYS_PER_ERA;
        int dayOfEra = days % DAYS_PER_ERA;
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        int year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
        int second = millisOfDay / 1000;
        output.digits(year, 4);
        output.character('-').digits(month, 2);
        output.character('-').digits(day, 2);
        output.character('T').digits(second / 3600, 2);
        output.character(':').digits(second / 60 % 60, 2);
        output.character(':').digits(second % 60, 2);
        if (millisOfDay % 1000 != 0) {
            output.character('.').digits(millisOfDay % 1000, 3);
        }
        output.character('Z');
    }

    private static IllegalArgumentException notADate(String text) {
        String shown = text.length() <= 40 ? text : text.substring(0, 40) + "...";
        return new IllegalArgumentException(
                "expected a time such as 2012-12-24T12:15:30.501Z but found \"" + shown + '"' + advice(text));
    }

    /** Advice for a date without a time, or a time without a zone. */
    private static String advice(String text) {
        boolean isDay = text.length() == 10 && isTime(text + "T00:00:00Z");
        boolean lacksZone = text.length() >= 19 && text.length() <= 40 && isTime(text + "Z");
        return isDay
                ? "; a day needs a time and a zone, as in " + text + "T00:00:00Z"
                : lacksZone ? "; a time needs a zone: end it with Z or an offset such as +02:00" : "";
    }

    private static boolean isTime(String text) {
        return TIME.matcher(text).matches();
    }
}
