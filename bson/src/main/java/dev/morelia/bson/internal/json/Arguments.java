package dev.morelia.bson.internal.json;

import dev.morelia.bson.Binary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a shell function. Each accessor throws {@link IllegalArgumentException} if the argument is missing
 * or of another kind.
 */
final class Arguments {

    private final List<@Nullable Object> values;

    Arguments(List<@Nullable Object> values) {
        this.values = values;
    }

    int count() {
        return values.size();
    }

    /** Returns these arguments; throws if there are more than the given number. */
    Arguments only(int most) {
        if (values.size() > most) {
            throw new IllegalArgumentException(
                    "expected " + (most == 0 ? "no argument" : "at most " + most) + " but found " + values.size());
        }
        return this;
    }

    <T> T then(T value) {
        return value;
    }

    /** The argument at an index, or null if there is none. */
    @Nullable
    Object at(int place) {
        return place < values.size() ? values.get(place) : null;
    }

    <T> T value(int place, Class<T> type, String expected) {
        Object value = at(place);
        if (!type.isInstance(value)) {
            throw wrong(place, expected);
        }
        return type.cast(value);
    }

    String text(int place, String expected) {
        return value(place, String.class, expected + " in quotes");
    }

    String textOr(int place, String absent) {
        return place < values.size() ? text(place, "a text") : absent;
    }

    /** An integer, in quotes or not. */
    long integer(int place, long least, long greatest) {
        Object value = at(place);
        long number;
        if (value instanceof Integer || value instanceof Long) {
            number = ((Number) value).longValue();
        } else if (value instanceof String text && text.length() <= 20) {
            try {
                number = Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw wrong(place, "a whole number between " + least + " and " + greatest);
            }
        } else {
            throw wrong(place, "a whole number between " + least + " and " + greatest);
        }
        if (number < least || number > greatest) {
            throw wrong(place, "a whole number between " + least + " and " + greatest);
        }
        return number;
    }

    /** The text of a number, in quotes or not. */
    String number(int place) {
        Object value = at(place);
        if (value instanceof Integer || value instanceof Long || value instanceof Double || value instanceof String) {
            return value.toString();
        }
        throw wrong(place, "a number, best in quotes");
    }

    byte subtype(int place) {
        return (byte) integer(place, 0, 0xff);
    }

    byte subtypeOrGeneric(int place) {
        return place < values.size() ? subtype(place) : Binary.GENERIC;
    }

    IllegalArgumentException wrong(int place, String expected) {
        Object value = at(place);
        String found = switch (value) {
            case null -> place < values.size() ? "null" : "nothing";
            case Number number -> number.toString();
            case String text -> '"' + (text.length() <= 40 ? text : text.substring(0, 40) + "...") + '"';
            default -> "a " + value.getClass().getSimpleName();
        };
        return new IllegalArgumentException("expected " + expected + " but found " + found);
    }
}
