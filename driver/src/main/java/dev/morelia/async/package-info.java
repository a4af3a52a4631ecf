/**
 * The async API: the same methods, options, results and errors as in {@link dev.morelia}, without blocking the caller.
 * {@code async()} of a client, database, collection or query returns its async twin, {@code blocking()} of that the
 * blocking one; both use the same connections, sessions and settings, so a program chooses for each call.
 *
 * <pre>{@code
 * var people = client.async().database("app").collection("people", Person.class);
 * people.insertOne(new Person("Ada", 36))                      // CompletableFuture<InsertOneResult>
 *         .thenCompose(inserted -> people.find(eq("name", "Ada")).toList())
 *         .thenAccept(found -> System.out.println(found));
 * people.find(gt("age", 30)).subscribe(subscriber);            // Flow.Publisher<Person>
 * }</pre>
 *
 * <p>Unless a method says otherwise, the following holds for all of them; the blocking twin that it names says what it
 * does.
 *
 * <p><b>Results.</b> A single result is a {@link java.util.concurrent.CompletableFuture}, many are a {@link
 * java.util.concurrent.Flow.Publisher}, which each query is. An operation is started by the call of its method, a query
 * anew by each subscription. Methods that return a plain value, or nothing, do no I/O and do not wait.
 *
 * <p><b>Completion.</b> A future completes when the operation has ended and its connection is back in the pool, on the
 * thread that ran the operation, so that dependents may block; those added later run in the thread that adds them. It
 * is a virtual thread, unless the program provides others by {@link dev.morelia.spi.AsyncExecutor}. A future that is
 * cancelled completes on the thread that cancels it, and one that {@code orTimeout} ends on the timer thread of the
 * JDK, where dependents must not block. The result is that of the operation: {@code complete} and its like are
 * rejected.
 *
 * <p><b>Errors</b> are those of the blocking method, and come through the future, those of invalid arguments included:
 * a method that returns a future throws nothing itself. One that returns a view or a query, such as {@code with} or
 * {@code limit}, throws at once as its blocking twin does.
 *
 * <p><b>Cancel.</b> Cancelling a future completes it at once and interrupts the operation, which ends like one whose
 * deadline has passed: its connection is closed or drained and the server notices. A write may have been executed all
 * the same. {@code orTimeout} and {@code completeExceptionally} end the operation in the same way. Cancelling a
 * dependent, such as that of {@code thenApply}, does not.
 *
 * <p><b>Arguments</b> are read while the operation runs: documents, lists and options that are changed before the
 * future completes may be sent half changed.
 *
 * <p><b>Bounds.</b> A limited number of operations of a client is in flight at a time; further ones wait in the order
 * in which they were started: {@link dev.morelia.settings.AsyncSettings}. A query that is subscribed to counts only
 * while it waits for the server. A timeout includes the time in the queue.
 */
@NullMarked
package dev.morelia.async;

import org.jspecify.annotations.NullMarked;
