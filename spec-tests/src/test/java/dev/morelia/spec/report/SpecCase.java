package dev.morelia.spec.report;

/**
 * A case of a specification file, as it is run.
 *
 * @param spec the folder of the specification, such as {@code crud}
 * @param file the file below that folder, such as {@code tests/unified/find.json}
 * @param name the name of the case in the file
 * @param api the API of the driver that runs it: {@code sync}, {@code async}, or {@code -} if no client is involved
 * @param topology the servers it runs on, such as {@code single}, or {@code -} if none is involved
 */
public record SpecCase(String spec, String file, String name, String api, String topology) {
    /** A case that needs neither a client nor a server. */
    public static SpecCase of(String spec, String file, String name) {
        return new SpecCase(spec, file, name, "-", "-");
    }

    /** Returns this case, run by an API of the driver on a topology. */
    public SpecCase on(String otherApi, String otherTopology) {
        return new SpecCase(spec, file, name, otherApi, otherTopology);
    }

    /** Returns another case of the same file. */
    public SpecCase named(String otherName) {
        return new SpecCase(spec, file, otherName, api, topology);
    }
}
