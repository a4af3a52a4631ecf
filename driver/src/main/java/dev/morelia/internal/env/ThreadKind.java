package dev.morelia.internal.env;

/** The kind of thread that {@link Env#start} starts. Neither kind keeps the virtual machine alive. */
public enum ThreadKind {
    /** A daemon platform thread, for work that must continue when virtual threads are starved. */
    PLATFORM_DAEMON,
    /** A virtual thread. */
    VIRTUAL
}
