package dev.morelia.internal.identity;

import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.settings.Credential;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.security.auth.Refreshable;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/**
 * Who this process is to Kerberos: the program's subject, or that of a login by JAAS with the password or the ticket
 * cache, which is kept while its tickets are valid. Thread-safe; {@link #subject} may block.
 */
final class KerberosLogin {
    /** Where the JDK looks for the program's own login configuration. */
    private static final String ENTRY = "com.sun.security.jgss.krb5.initiate";

    private static final String MODULE = "com.sun.security.auth.module.Krb5LoginModule";

    private final String username;
    private final Credential credential;
    private final @Nullable Supplier<Subject> supplier;
    private final AtomicReference<@Nullable Subject> kept = new AtomicReference<>();

    KerberosLogin(Credential credential, @Nullable Supplier<Subject> supplier) {
        this.username = credential.username() == null ? "" : credential.username();
        this.credential = credential;
        this.supplier = supplier;
    }

    /**
     * The subject to act as; null if the JDK must use the credentials of the process instead.
     *
     * @throws AuthenticationFailure if the login fails
     */
    @Nullable
    Subject subject() throws AuthenticationFailure {
        if (supplier != null) {
            Subject subject = supplier.get();
            if (subject == null) {
                throw new AuthenticationFailure("the supplier of the Kerberos subject returned null", null);
            }
            return subject;
        }
        if (!hasPassword() && "false".equals(System.getProperty("javax.security.auth.useSubjectCredsOnly"))) {
            return null;
        }
        var subject = kept.get();
        if (subject == null || !isCurrent(subject)) {
            subject = login();
            kept.set(subject);
        }
        return subject;
    }

    /** Forgets the login, so that the next connection logs in again. */
    void forget() {
        kept.set(null);
    }

    private Subject login() throws AuthenticationFailure {
        try {
            var context = new LoginContext(ENTRY, new Subject(), this::answer, configuration());
            context.login();
            return context.getSubject();
        } catch (LoginException | SecurityException e) {
            throw new AuthenticationFailure(
                    "the Kerberos login of " + username
                            + (hasPassword() ? " with the password" : " with the ticket cache (see kinit)")
                            + " failed: " + e.getMessage(),
                    e);
        }
    }

    /** The program's own configuration, if there is one and no password. */
    private Configuration configuration() {
        if (!hasPassword()) {
            try {
                var present = Configuration.getConfiguration();
                if (present.getAppConfigurationEntry(ENTRY) != null) {
                    return present;
                }
            } catch (SecurityException e) {
                // There is no configuration.
            }
        }
        return new KerberosConfiguration(username, !hasPassword());
    }

    private void answer(Callback... callbacks) throws IOException, UnsupportedCallbackException {
        for (var callback : callbacks) {
            switch (callback) {
                case NameCallback name -> name.setName(username);
                case PasswordCallback ask when hasPassword() -> setPassword(ask);
                default -> throw new UnsupportedCallbackException(callback);
            }
        }
    }

    private boolean hasPassword() {
        return credential.password() != null;
    }

    private void setPassword(PasswordCallback ask) throws IOException {
        try {
            char[] password = Passwords.of(credential);
            ask.setPassword(password);
            Arrays.fill(password, '\0');
        } catch (AuthenticationFailure failure) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private static boolean isCurrent(Subject subject) {
        return subject.getPrivateCredentials(Refreshable.class).stream().allMatch(Refreshable::isCurrent);
    }

    private static final class KerberosConfiguration extends Configuration {
        private final AppConfigurationEntry entry;

        KerberosConfiguration(String username, boolean ticketCache) {
            var options = new HashMap<String, String>(Map.of("principal", username, "refreshKrb5Config", "true"));
            if (ticketCache) {
                options.putAll(Map.of("useTicketCache", "true", "doNotPrompt", "true"));
            }
            this.entry = new AppConfigurationEntry(MODULE, LoginModuleControlFlag.REQUIRED, options);
        }

        @Override
        public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            return new AppConfigurationEntry[] {entry};
        }
    }
}
