package dev.morelia.spec.unified.match;

/** Thrown if values differ, with the expected and the actual one and their path. */
public final class Mismatch extends AssertionError {
    private static final long serialVersionUID = 1L;

    public Mismatch(String path, String message) {
        super(path.isEmpty() ? message : path + ": " + message);
    }
}
