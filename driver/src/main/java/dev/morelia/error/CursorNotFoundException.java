package dev.morelia.error;

/** The server no longer has the cursor (code 43): it was closed, killed, or idle for too long. */
public final class CursorNotFoundException extends ServerException {
    private static final long serialVersionUID = 1;

    /**
     * A command that failed with this error.
     *
     * @param error what the server reported
     */
    public CursorNotFoundException(ReportedError error) {
        super(
                error,
                "The server has closed the cursor, usually after ten idle minutes: run the query again; read faster,"
                        + " use smaller batches, or set noCursorTimeout",
                RetryAdvice.SAFE);
    }

    private CursorNotFoundException(CursorNotFoundException original) {
        super(original);
    }

    @Override
    CursorNotFoundException copy() {
        return new CursorNotFoundException(this);
    }
}
