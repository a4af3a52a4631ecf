package dev.morelia.spec.unified.match;

/** What was expected and what was there instead, with the path at which they differ. */
public final class Mismatch extends AssertionError {
    private static final long serialVersionUID = 1L;

    public Mismatch(String path, String message) {
        super(path.isEmpty() ? message : path + ": " + message);
    }
}
