package dev.morelia.internal.env;

/** The kind of thread that {@link Env#start} starts. Neither kind keeps the virtual machine alive. */
public enum ThreadKind {
    /** A daemon platform thread, for work that must continue when virtual threads are starved. */
    PLATFORM_DAEMON,
    /** A virtual thread. */
    VIRTUAL;

    /**
     * The kind of a thread that the calling one will wait for, however long it takes. A virtual thread may wait while
     * it keeps its carrier: in a class initializer or, before Java 24, within {@code synchronized}. If all carriers are
     * kept like that, another virtual thread never runs. Within an {@link UnpinnedCall} it cannot.
     *
     * @param waiting the calling thread
     */
    public static ThreadKind awaitedBy(Thread waiting) {
        return waiting.isVirtual() && !UnpinnedCall.isCurrent() ? PLATFORM_DAEMON : VIRTUAL;
    }
}
