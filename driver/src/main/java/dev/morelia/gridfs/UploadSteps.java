package dev.morelia.gridfs;

/** Where the writes of an upload are executed while its thread waits for them. */
@FunctionalInterface
interface UploadSteps {
    /** On the thread of the upload. */
    UploadSteps HERE = Runnable::run;

    /** Executes a write; throws what it throws. */
    void run(Runnable write);
}
