package dev.morelia.internal.identity;

import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.auth.SaslConversation;
import dev.morelia.internal.auth.SecurityLayer;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import javax.security.auth.Subject;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;
import org.jspecify.annotations.Nullable;

/**
 * {@code GSSAPI}: Kerberos tokens until the security context is established, then the agreement on the security layer.
 * Each step may ask the Kerberos server for a ticket, so it runs on a thread of its own.
 */
final class GssapiConversation implements SaslConversation {
    private static final byte[] EMPTY = {};

    private final Env env;
    private final GSSContext context;
    private final @Nullable Subject subject;
    private final String username;
    private final Authenticator.Attempt attempt;
    private boolean answered;

    GssapiConversation(
            Env env, GSSContext context, @Nullable Subject subject, String username, Authenticator.Attempt attempt) {
        this.env = env;
        this.context = context;
        this.subject = subject;
        this.username = username;
        this.attempt = attempt;
    }

    @Override
    public String mechanism() {
        return "GSSAPI";
    }

    @Override
    public byte[] start() throws AuthenticationFailure {
        return step(() -> token(EMPTY));
    }

    @Override
    public byte[] next(byte[] challenge) throws AuthenticationFailure {
        return step(() -> {
            if (!context.isEstablished()) {
                return token(challenge);
            }
            if (answered) {
                throw new AuthenticationFailure("the server did not end the conversation after the last step", null);
            }
            byte[] offer = context.unwrap(challenge, 0, challenge.length, new MessageProp(0, false));
            byte[] reply = SecurityLayer.reply(offer, username);
            answered = true;
            return context.wrap(reply, 0, reply.length, new MessageProp(0, false));
        });
    }

    @Override
    public void finish(byte[] challenge) throws AuthenticationFailure {
        if (!answered) {
            throw new AuthenticationFailure("the server ended the conversation before it proved its identity", null);
        }
        try {
            context.dispose();
        } catch (GSSException e) {
            // Nothing is left to do with it.
        }
    }

    private byte[] token(byte[] challenge) throws GSSException {
        byte[] token = context.initSecContext(challenge, 0, challenge.length);
        return token == null ? EMPTY : token;
    }

    private byte[] step(Callable<byte[]> step) throws AuthenticationFailure {
        return ForeignCall.result(
                env,
                "Kerberos",
                ThreadKind.PLATFORM_DAEMON,
                () -> as(subject, step),
                Deadline.after(env.nanoTime(), Gssapi.LIMIT_NANOS).earlier(attempt.deadline()),
                attempt.token());
    }

    /** Runs Kerberos code for a subject, and says what is wrong in the words of Kerberos. */
    static <T> T as(@Nullable Subject subject, Callable<T> code) throws Exception {
        try {
            return subject == null ? code.call() : Subject.callAs(subject, code);
        } catch (CompletionException e) {
            throw e.getCause() instanceof Exception cause ? described(cause) : e;
        } catch (GSSException e) {
            throw described(e);
        }
    }

    private static Exception described(Exception failure) {
        return failure instanceof GSSException
                ? new AuthenticationFailure("Kerberos failed: " + failure.getMessage(), failure)
                : failure;
    }
}
