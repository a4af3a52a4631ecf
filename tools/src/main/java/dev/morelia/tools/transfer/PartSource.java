package dev.morelia.tools.transfer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Divides an input into parts. For one thread. */
interface PartSource {
    /** The next part; null at the end. */
    @Nullable
    Part next() throws IOException;

    /** What the places of records count: lines or documents. */
    String unit();
}
