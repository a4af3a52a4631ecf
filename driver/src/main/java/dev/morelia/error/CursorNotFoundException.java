package dev.morelia.error;

/** The server no longer has the cursor (code 43): it was closed, killed, or not used for too long. */
public final class CursorNotFoundException extends ServerException {
    private static final long serialVersionUID = 1;

    /** For the driver: made of what the server told. */
    public CursorNotFoundException(ReportedError error) {
        super(
                error,
                "The cursor is gone on the server, most often after ten idle minutes: run the query again; read faster,"
                        + " take smaller batches, or set noCursorTimeout",
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
