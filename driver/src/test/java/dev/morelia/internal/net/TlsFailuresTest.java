package dev.morelia.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class TlsFailuresTest {

    @Test
    void whatATrustManagerHasThrownIsNamed() throws Exception {
        var failure = TlsFailures.inHandshake(
                new SSLException("(internal_error) Unhandled exception", new IllegalStateException("no store")),
                SSLContext.getDefault().createSSLEngine(),
                null);
        assertThat(failure)
                .hasMessage("(internal_error) Unhandled exception: java.lang.IllegalStateException: no store");
    }
}
