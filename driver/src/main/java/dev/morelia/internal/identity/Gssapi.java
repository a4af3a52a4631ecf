package dev.morelia.internal.identity;

import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.auth.SaslConversation;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.settings.Credential;
import java.util.concurrent.TimeUnit;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;
import org.jspecify.annotations.Nullable;

/**
 * {@code GSSAPI}: Kerberos by the JDK. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#gssapi">Authentication:
 *     GSSAPI</a>
 */
final class Gssapi implements Authenticator {
    /** Longer than the Kerberos client of the JDK tries by default. */
    static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);

    private static final String MODULES =
            "this Java runtime lacks Kerberos; add the modules java.security.jgss, jdk.security.jgss and"
                    + " jdk.security.auth (--add-modules)";

    private final Env env;
    private final String username;
    private final KerberosLogin login;
    private final String serviceName;
    private final @Nullable String serviceHost;
    private final @Nullable String serviceRealm;
    private final CanonicalHost canonical;

    Gssapi(Env env, Credential credential, IdentityProviders providers) {
        this.env = env;
        this.username = credential.username() == null ? "" : credential.username();
        this.login = new KerberosLogin(credential, providers.kerberosSubject());
        this.serviceName = credential.properties().getOrDefault("SERVICE_NAME", "mongodb");
        this.serviceHost = credential.properties().get("SERVICE_HOST");
        this.serviceRealm = credential.properties().get("SERVICE_REALM");
        this.canonical = new CanonicalHost(env, credential.properties().getOrDefault("CANONICALIZE_HOST_NAME", "none"));
    }

    @Override
    public SaslConversation begin(Attempt attempt) throws AuthenticationFailure {
        return ForeignCall.result(
                env,
                "the Kerberos login",
                ThreadKind.PLATFORM_DAEMON,
                () -> conversation(attempt),
                limit(attempt),
                attempt.token());
    }

    private Deadline limit(Attempt attempt) {
        return Deadline.after(env.nanoTime(), LIMIT_NANOS).earlier(attempt.deadline());
    }

    @Override
    public boolean rejected(SaslConversation conversation, int code) {
        login.forget();
        return false;
    }

    private SaslConversation conversation(Attempt attempt) throws Exception {
        try {
            var subject = login.subject();
            String host = serviceHost == null ? canonical.of(attempt.server().host(), limit(attempt)) : serviceHost;
            GSSContext context = GssapiConversation.as(subject, () -> context(host));
            return new GssapiConversation(env, context, subject, username, attempt);
        } catch (NoClassDefFoundError e) {
            throw new AuthenticationFailure(MODULES, e);
        }
    }

    private GSSContext context(String host) throws GSSException {
        var kerberos = new Oid("1.2.840.113554.1.2.2");
        var manager = GSSManager.getInstance();
        var service = serviceRealm == null
                ? manager.createName(serviceName + "@" + host, GSSName.NT_HOSTBASED_SERVICE)
                : manager.createName(serviceName + "/" + host + "@" + serviceRealm, new Oid("1.2.840.113554.1.2.2.1"));
        var credential = manager.createCredential(
                manager.createName(username, GSSName.NT_USER_NAME),
                GSSCredential.INDEFINITE_LIFETIME,
                kerberos,
                GSSCredential.INITIATE_ONLY);
        var context = manager.createContext(service, kerberos, credential, GSSContext.DEFAULT_LIFETIME);
        // The server must prove its identity too.
        context.requestMutualAuth(true);
        context.requestCredDeleg(false);
        return context;
    }
}
