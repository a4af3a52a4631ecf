package dev.morelia.compat.internal.values;

import com.mongodb.MongoChangeStreamException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoException;
import com.mongodb.MongoGridFSException;
import com.mongodb.MongoInternalException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoSocketWriteException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ServerId;
import dev.morelia.bson.BsonException;
import dev.morelia.error.AsyncQueueFullException;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.ChangeConsumerException;
import dev.morelia.error.ClientBulkWriteException;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.DatabaseCopyException;
import dev.morelia.error.GridFsException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolClearedException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.error.ServerException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.internal.argument.CommandAbandonedException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.bson.BsonMaximumSizeExceededException;
import org.bson.BsonSerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions of Morelia as exceptions of the official classes, with codes, labels, details and server address. The
 * exception of Morelia is the cause. What is no exception of Morelia, such as that of a codec of the program, passes as
 * it is.
 */
public final class Failures {
    private static final Pattern TOO_LARGE = Pattern.compile("must not be larger than \\d+ bytes, got \\d+ bytes");

    private Failures() {}

    /** Runs what calls Morelia, and throws its failure as {@link #official} translates it. */
    public static <T extends @Nullable Object> T call(Callable<T> body) {
        try {
            return body.call();
        } catch (Exception e) {
            throw official(e);
        }
    }

    /** As {@link #call}, without a result. */
    public static void run(Runnable body) {
        try {
            body.run();
        } catch (RuntimeException e) {
            throw official(e);
        }
    }

    /**
     * The same failure as an exception of the official driver.
     *
     * @param failure what Morelia, or code of the program in between, has thrown; an {@link Error} is thrown on
     */
    public static RuntimeException official(Throwable failure) {
        return switch (failure) {
            case Error error -> throw error;
            case dev.morelia.error.MongoException ours -> ours(ours);
            case CompletionException wrapper when wrapper.getCause() != null -> official(wrapper.getCause());
            case ExecutionException wrapper when wrapper.getCause() != null -> official(wrapper.getCause());
            case CommandAbandonedException abandoned -> ofCodec(abandoned.reason());
            case BsonException invalid -> caused(new BsonSerializationException(message(invalid)), invalid);
            case IllegalArgumentException mode
            when message(mode).startsWith("read preference in a transaction") ->
                new MongoClientException(message(mode), mode);
            case IllegalArgumentException large
            when isTooLarge(large) -> caused(new BsonMaximumSizeExceededException(message(large)), large);
            case RuntimeException unchecked -> unchecked;
            default -> new MongoClientException(message(failure), failure);
        };
    }

    /** Passes as it is, unless it is of the output that the codec has written to. */
    private static RuntimeException ofCodec(Throwable reason) {
        return switch (reason) {
            case BsonException invalid -> official(invalid);
            case RuntimeException unchecked -> unchecked;
            default -> official(reason);
        };
    }

    private static RuntimeException ours(dev.morelia.error.MongoException failure) {
        if (failure instanceof ClientClosedException closed && closed.getCause() == null) {
            // As the official driver does, whose message begins the same way.
            return new IllegalStateException("state should be: open", closed);
        }
        if (failure instanceof BulkWriteException bulk
                && bulk.getCause() instanceof CommandAbandonedException abandoned) {
            return ofCodec(abandoned.reason());
        }
        if (failure instanceof BulkWriteException large && nothingSent(large) && isTooLarge(large.getCause())) {
            return caused(new BsonMaximumSizeExceededException(message(large)), large);
        }
        MongoException official = translated(failure);
        failure.errorLabels().forEach(official::addLabel);
        return caused(official, failure);
    }

    /** Whether the driver has rejected a document or command for its size. */
    private static boolean isTooLarge(@Nullable Throwable failure) {
        return failure instanceof IllegalArgumentException
                && TOO_LARGE.matcher(message(failure)).find();
    }

    private static boolean nothingSent(BulkWriteException failure) {
        return failure.server() == null && failure.outcome() == dev.morelia.error.MongoException.Outcome.NOT_APPLIED;
    }

    private static MongoException translated(dev.morelia.error.MongoException failure) {
        return switch (failure) {
            case ServerException reported -> ServerFailures.official(reported);
            case ClientBulkWriteException some -> ServerFailures.official(some, cause(some.error()));
            case ConnectionException lost -> lost(lost);
            case OperationTimeoutException late -> new MongoOperationTimeoutException(message(late), late);
            case ServerSelectionException none -> new MongoTimeoutException(message(none), none);
            case PoolTimeoutException full -> new MongoTimeoutException(message(full), full);
            case AuthenticationException rejected -> new MongoSecurityException(null, message(rejected), rejected);
            case InterruptedOperationException stopped -> new MongoInterruptedException(message(stopped), stopped);
            case ProtocolException malformed -> new MongoInternalException(message(malformed), malformed);
            case GridFsException file -> new MongoGridFSException(message(file), file);
            case UnsupportedFeatureException missing -> unsupported(missing);
            case AsyncQueueFullException full -> new MongoClientException(message(full), full);
            case ClientClosedException closed -> new MongoClientException(message(closed), closed);
            case ChangeConsumerException consumer -> new MongoClientException(message(consumer), consumer);
            case DatabaseCopyException copy -> new MongoClientException(message(copy), copy);
        };
    }

    private static @Nullable MongoException cause(@Nullable RuntimeException error) {
        if (error == null) {
            return null;
        }
        RuntimeException official = official(error);
        return official instanceof MongoException same ? same : new MongoClientException(message(official), official);
    }

    private static MongoException lost(ConnectionException failure) {
        String message = message(failure);
        var address = Addresses.official(Optional.ofNullable(failure.server()).orElseThrow());
        return switch (failure) {
            case ConnectionOpenException open
            when open.getCause() instanceof AuthenticationException -> new MongoSecurityException(null, message, open);
            case ConnectionOpenException open -> new MongoSocketOpenException(message, address, open);
            case PoolClearedException cleared ->
                new MongoConnectionPoolClearedException(new ServerId(new ClusterId(), address), cleared);
            case ConnectionLostException sent
            when sent.requestSent() -> new MongoSocketReadException(message, address, sent);
            case ConnectionLostException unsent -> new MongoSocketWriteException(message, address, unsent);
        };
    }

    private static MongoException unsupported(UnsupportedFeatureException failure) {
        String message = message(failure);
        return message.contains("resume token")
                ? new MongoChangeStreamException(message)
                : new MongoClientException(message, failure);
    }

    private static RuntimeException caused(RuntimeException official, RuntimeException ours) {
        if (official.getCause() == null) {
            try {
                official.initCause(ours);
            } catch (IllegalStateException fixed) {
                official.addSuppressed(ours);
            }
        }
        return official;
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getName() : message;
    }
}
