package dev.morelia.internal.operation;

/** Takes apart the namespace a server gave a cursor, which may be one a program could not create ({@code $cmd.…}). */
final class CursorNamespace {
    private CursorNamespace() {}

    static String database(String namespace) {
        int dot = namespace.indexOf('.');
        return dot < 0 ? namespace : namespace.substring(0, dot);
    }

    static String collection(String namespace) {
        return namespace.substring(namespace.indexOf('.') + 1);
    }
}
