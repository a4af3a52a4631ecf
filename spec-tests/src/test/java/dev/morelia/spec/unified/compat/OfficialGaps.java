package dev.morelia.spec.unified.compat;

import java.util.Map;

/** Tests that ask the official driver's own code, or its exceptions, for what they do not have. */
public final class OfficialGaps {
    private static final String FILTER = "the filter {_id: id} of a download from GridFS";
    private static final String RESULT = "the result of a bulk write that a network error has ended";

    /** By file and description. */
    private static final Map<String, String> GAPS = Map.of(
            "tests/unified/gridfs-download.json: Download succeeds on first attempt",
            FILTER,
            "tests/unified/gridfs-download.json: Download succeeds on second attempt",
            FILTER,
            "tests/unified/gridfs-download.json: Download fails on first attempt",
            FILTER,
            "tests/unified/gridfs-download.json: Download fails on second attempt",
            FILTER,
            "tests/valid-pass/expectedEventsForClient-topologyDescriptionChangedEvent.json: can assert on values of"
                    + " newDescription and previousDescription fields",
            "the type of a direct connection whose server is not known yet",
            "tests/unified/bulkWrite.json: First insertOne is never committed",
            RESULT,
            "tests/unified/bulkWrite.json: Second updateOne is never committed",
            RESULT,
            "tests/unified/bulkWrite.json: Third updateOne is never committed",
            RESULT);

    private OfficialGaps() {}

    /** Throws {@link dev.morelia.spec.report.SpecSkip} if the test cannot pass. */
    public static void check(String file, String description) {
        var gap = GAPS.get(file + ": " + description);
        if (gap != null) {
            throw Lacking.feature(gap);
        }
    }
}
