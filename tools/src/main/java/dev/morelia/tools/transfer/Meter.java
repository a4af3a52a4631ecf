package dev.morelia.tools.transfer;

/** Is told of progress, by any thread. */
@FunctionalInterface
public interface Meter {
    /** Some documents were read or written, and so many bytes of the file with them. */
    void add(long documents, long bytes);
}
