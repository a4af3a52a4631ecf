package dev.morelia.benchmarks.harness;

import dev.morelia.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A finished row. Rates are in {@code unit}; {@code ratio} is Morelia / peer, so above 1 means that Morelia is faster.
 * {@code cpuRatio} is peer / Morelia, so above 1 means that Morelia needs less processor time.
 *
 * @param row the name
 * @param unit the unit of the rates, such as {@code MB/s}
 * @param ours the figures of Morelia
 * @param peer the figures of the official library
 * @param limit the figures for the same bytes without encoding and decoding; null if there is no limit
 */
public record Row(
        String row,
        String unit,
        Figures ours,
        Figures peer,
        @Nullable Figures limit) {

    /**
     * The figures of one side in a row.
     *
     * @param rate the median rate over the slices
     * @param medianMicros median time of one operation, in microseconds
     * @param minimumMicros shortest time of one operation (of a slice's mean), in microseconds
     * @param bytesPerOperation median of the bytes allocated per operation, by all threads of the process
     * @param cpuMicros mean processor time of one operation, in microseconds: of all threads of the process
     * @param jvmMicros the part of it that garbage collection and compilation took
     */
    public record Figures(
            double rate,
            double medianMicros,
            double minimumMicros,
            double bytesPerOperation,
            double cpuMicros,
            double jvmMicros) {
        /** The figures of slices whose operations each process {@code unitsPerOperation} units. */
        public static Figures of(
                Samples nanos, Samples bytes, Samples cpuNanos, Samples jvmNanos, double unitsPerOperation) {
            double median = nanos.median();
            return new Figures(
                    unitsPerOperation * 1e9 / median,
                    median / 1e3,
                    nanos.minimum() / 1e3,
                    bytes.median(),
                    cpuNanos.mean() / 1e3,
                    jvmNanos.mean() / 1e3);
        }

        private Document times() {
            return Document.of("median", rounded(medianMicros), "minimum", rounded(minimumMicros))
                    .append("cpu", rounded(cpuMicros))
                    .append("jvm", rounded(jvmMicros));
        }
    }

    public double ratio() {
        return ours.rate() / peer.rate();
    }

    /** The processor time of the peer per operation / that of Morelia. */
    public double cpuRatio() {
        return peer.cpuMicros() / ours.cpuMicros();
    }

    /** Morelia's share of the limit, or NaN without one. */
    public double oursOfLimit() {
        return limit == null ? Double.NaN : ours.rate() / limit.rate();
    }

    /** The peer's share of the limit, or NaN without one. */
    public double peerOfLimit() {
        return limit == null ? Double.NaN : peer.rate() / limit.rate();
    }

    /** The row as in the JSON file. */
    Document toDocument() {
        var micros = Document.of("ours", ours.times(), "peer", peer.times());
        if (limit != null) {
            micros.append("limit", limit.times());
        }
        return Document.of("row", row, "unit", unit)
                .append("ours", rounded(ours.rate()))
                .append("peer", rounded(peer.rate()))
                .append("limit", limit == null ? null : rounded(limit.rate()))
                .append("ratio", rounded(ratio()))
                .append("cpuRatio", rounded(cpuRatio()))
                .append("allocOurs", Math.round(ours.bytesPerOperation()))
                .append("allocPeer", Math.round(peer.bytesPerOperation()))
                .append("micros", micros);
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
