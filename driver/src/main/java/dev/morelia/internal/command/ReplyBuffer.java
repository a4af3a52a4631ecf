package dev.morelia.internal.command;

import java.util.Arrays;

/**
 * Memory that the replies to commands are read into, one after another, instead of a new array for each: for an owner
 * that is done with the documents of a batch when it asks for the next one, and passes none of them on. The reply
 * itself is a copy without these documents, so that whatever else keeps a part of a reply does not see the memory
 * change: see {@link Reply#batch}.
 *
 * <p>One thread at a time may use it: the one that executes the operation, or after that the owner.
 */
public final class ReplyBuffer {
    private static final byte POISON = (byte) 0xDD;

    private byte[] bytes = {};

    /** The memory, of any size. */
    public byte[] bytes() {
        return bytes;
    }

    /** Replaces memory that is too small for a reply. */
    public void replace(byte[] larger) {
        bytes = larger;
    }

    /** The owner is done with the documents. With assertions they are overwritten, so that a mistake is noticed. */
    public void discard() {
        assert overwritten();
    }

    private boolean overwritten() {
        Arrays.fill(bytes, POISON);
        return true;
    }
}
