/**
 * The prose tests of the specifications, each with its title there, so that the report of the specification tests lists
 * them and says which are skipped and why. They count a client's events rather than measure time.
 *
 * <p>Those about connecting, and where they are:
 *
 * <ul>
 *   <li>MongoDB Handshake: {@code HandshakeProseTest}; the limits of the metadata in the driver's {@code
 *       ClientMetadataTest}.
 *   <li>Initial DNS Seedlist Discovery, polling of SRV records: {@code SeedlistProseTest}, {@code PollingProseTest} in
 *       {@code dev.morelia.spec.srv}. Polling runs in simulated time, with hosts that do not answer instead of mongos.
 *   <li>OCSP Support: {@code OcspProseTest}. Not covered: an authority with an RSA key, which the test kit does not
 *       have; Windows and macOS.
 *   <li>SOCKS5 Support: {@code Socks5ProseTest}. Not covered: connections to KMS servers, which client-side encryption
 *       would need.
 *   <li>Authentication: SCRAM and SASLprep on a real server in {@code dev.morelia.live.auth.ScramLiveTest}; OIDC with
 *       a scripted server in {@code OidcMachineProseTest} and {@code OidcHumanProseTest} of {@code
 *       dev.morelia.live.identity}; AWS with scripted endpoints in {@code AwsScriptedTest}. Not covered: OIDC 4.5,
 *       which needs explicit sessions, and all tests on machines of Azure, Google or Amazon, for which scripted
 *       endpoints stand in; Kerberos and LDAP servers, which cannot be had here.
 *   <li>Load balancers have none of their own: their files run on router fronts.
 * </ul>
 */
@NullMarked
package dev.morelia.spec.prose;

import org.jspecify.annotations.NullMarked;
