package dev.morelia.internal.env;

/** What kind of thread {@link Env#start} starts. Neither kind keeps the virtual machine alive. */
public enum ThreadKind {
    /** A daemon thread of the operating system, for work that must go on when virtual threads are starved. */
    PLATFORM_DAEMON,
    /** A virtual thread. */
    VIRTUAL
}
