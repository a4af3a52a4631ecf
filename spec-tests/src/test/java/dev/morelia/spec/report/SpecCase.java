package dev.morelia.spec.report;

/**
 * One case of one specification file, as it is run.
 *
 * @param spec the folder of the specification, such as {@code crud}
 * @param file the file below that folder, such as {@code tests/unified/find.json}
 * @param name what the file calls the case
 * @param api which API of the driver runs it: {@code sync}, {@code async}, or {@code -} where no client takes part
 * @param topology which servers it runs on, such as {@code single}, or {@code -} where none takes part
 */
public record SpecCase(String spec, String file, String name, String api, String topology) {
    /** A case that needs neither a client nor a server. */
    public static SpecCase of(String spec, String file, String name) {
        return new SpecCase(spec, file, name, "-", "-");
    }

    /** The same case run by an API of the driver on a topology. */
    public SpecCase on(String otherFace, String otherTopology) {
        return new SpecCase(spec, file, name, otherFace, otherTopology);
    }

    /** The same file, another case. */
    public SpecCase named(String otherName) {
        return new SpecCase(spec, file, otherName, api, topology);
    }
}
