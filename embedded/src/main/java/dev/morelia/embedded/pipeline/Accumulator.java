package dev.morelia.embedded.pipeline;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.NumericUtils;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.embedded.value.ShellText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes one field of a group. The library's accumulators drop null where a server keeps it. */
sealed interface Accumulator {

    /** Adds the value of one document, which may be {@link Missing}. */
    void add(@Nullable Object value);

    @Nullable
    Object result();

    static Accumulator of(String operator) {
        return switch (operator) {
            case "$sum", "$count" -> new Sum();
            case "$avg" -> new Average();
            case "$min" -> new Extreme(-1);
            case "$max" -> new Extreme(1);
            case "$first" -> new Position(false);
            case "$last" -> new Position(true);
            case "$push" -> new Push();
            case "$addToSet" -> new AddToSet();
            case "$mergeObjects" -> new MergeObjects();
            default -> throw CommandFailure.location(15952, "unknown group operator '" + operator + "'");
        };
    }

    /** {@code $sum}, and {@code $count} by adding 1 for each document. */
    final class Sum implements Accumulator {
        private Number sum = 0;

        @Override
        public void add(@Nullable Object value) {
            if (value instanceof Number number) {
                sum = NumericUtils.addNumbers(sum, number);
            }
        }

        @Override
        public Object result() {
            return sum;
        }
    }

    /** {@code $avg}. */
    final class Average implements Accumulator {
        private Number sum = 0;
        private int count;

        @Override
        public void add(@Nullable Object value) {
            if (value instanceof Number number) {
                sum = NumericUtils.addNumbers(sum, number);
                count++;
            }
        }

        @Override
        public @Nullable Object result() {
            if (count == 0) {
                return null;
            }
            return sum instanceof Decimal128 decimal
                    ? new Decimal128(decimal.toBigDecimal()
                            .divide(java.math.BigDecimal.valueOf(count), java.math.MathContext.DECIMAL128))
                    : (Object) (sum.doubleValue() / count);
        }
    }

    /** {@code $min} and {@code $max}. */
    final class Extreme implements Accumulator {
        private final int sign;
        private @Nullable Object extreme;

        Extreme(int sign) {
            this.sign = sign;
        }

        @Override
        public void add(@Nullable Object value) {
            if (value == null || value instanceof Missing) {
                return;
            }
            if (extreme == null
                    || sign * ValueComparator.ascWithoutListHandling().compare(value, extreme) > 0) {
                extreme = value;
            }
        }

        @Override
        public @Nullable Object result() {
            return extreme;
        }
    }

    /** {@code $first} and {@code $last}. */
    final class Position implements Accumulator {
        private final boolean last;
        private boolean seen;
        private @Nullable Object value;

        Position(boolean last) {
            this.last = last;
        }

        @Override
        public void add(@Nullable Object next) {
            if (last || !seen) {
                value = next instanceof Missing ? null : next;
                seen = true;
            }
        }

        @Override
        public @Nullable Object result() {
            return value;
        }
    }

    /** {@code $push}. */
    final class Push implements Accumulator {
        private final List<@Nullable Object> values = new ArrayList<>();

        @Override
        public void add(@Nullable Object value) {
            if (!(value instanceof Missing)) {
                values.add(value);
            }
        }

        @Override
        public Object result() {
            return values;
        }
    }

    /** {@code $addToSet}; numbers of different types with the same value are one element. */
    final class AddToSet implements Accumulator {
        private final Map<KeyValue, @Nullable Object> values = new LinkedHashMap<>();

        @Override
        public void add(@Nullable Object value) {
            if (!(value instanceof Missing)) {
                values.putIfAbsent(new KeyValue(new Object[] {value}).normalized(), value);
            }
        }

        @Override
        public Object result() {
            return new ArrayList<>(values.values());
        }
    }

    /** {@code $mergeObjects}. */
    final class MergeObjects implements Accumulator {
        private final Document merged = new Document();

        @Override
        public void add(@Nullable Object value) {
            if (value instanceof Document document) {
                merged.putAll(document);
            } else if (value != null && !(value instanceof Missing)) {
                throw CommandFailure.location(
                        40400,
                        "$mergeObjects requires object inputs, but input " + ShellText.of(value) + " is of type "
                                + ShellText.typeName(value));
            }
        }

        @Override
        public Object result() {
            return merged;
        }
    }
}
