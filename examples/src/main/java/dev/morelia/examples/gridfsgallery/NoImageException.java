package dev.morelia.examples.gridfsgallery;

/** What was uploaded is not an image that can be shown. */
final class NoImageException extends Exception {
    private static final long serialVersionUID = 1L;

    NoImageException(String message) {
        super(message);
    }
}
