package dev.morelia.result;

/** What keeps a server, or a whole deployment, from being used; each with the step that helps most often. */
public enum Problem {
    /** No problem. */
    NONE("nothing needs to be done"),
    /** The host name cannot be resolved. */
    DNS("check the spelling of the host name and the DNS configuration"),
    /** No name server answered, or it reported a failure. */
    DNS_SERVER("check the DNS configuration of this machine, its name servers, and firewalls on the way to them"),
    /** The name in a {@code mongodb+srv} connection string has no SRV records. */
    NO_SRV_RECORDS("check the name after mongodb+srv:// and srvServiceName, or use mongodb:// if it is the name of a"
            + " server"),
    /** An SRV record names a host of another domain than the connection string. */
    SRV_DOMAIN("correct the SRV records; if the hosts rightly belong to another domain, set srvAllowedHostsSuffix"),
    /** The program's {@code srvHostValidator} does not accept a host of an SRV record. */
    SRV_HOST_VALIDATOR("correct the SRV records, or the srvHostValidator of the settings"),
    /** The SRV records are malformed, or too many. */
    SRV_RECORDS("correct the SRV records"),
    /** The TXT record behind a {@code mongodb+srv} connection string is malformed or contradicts the settings. */
    TXT_RECORD("correct the TXT record, or the options that contradict it"),
    /** This Java runtime has no DNS client. */
    NO_RESOLVER("add the module jdk.naming.dns to the Java runtime, or set a dnsResolver"),
    /** Nothing is listening on this port. */
    REFUSED("check that the server is running and that the port is correct"),
    /** There is no route to the host. */
    UNREACHABLE("check the address, and the routes and firewalls on the way"),
    /** There was no response in time. */
    TIMED_OUT("check that the servers run, that it is MongoDB that listens there and no other program, such as one that"
            + " expects HTTP or TLS, and firewalls in between"),
    /** The connection was closed by the other end. */
    CONNECTION_LOST("check that it is a MongoDB server, that TLS is switched on here (tls=true) if the server expects"
            + " it, and firewalls in between"),
    /** TLS could not be agreed on, or a certificate is not trusted. */
    TLS("check that both sides use TLS, and check the certificates"),
    /** The server expects TLS, which is not switched on. */
    TLS_EXPECTED("the server expects TLS: set tls=true"),
    /** The server does not speak TLS on this port. */
    TLS_NOT_SPOKEN("check the port, and that the server is started with TLS; if it is not, leave tls=true out"),
    /** The server's certificate is not accepted. */
    SERVER_CERTIFICATE("if the certificate is right, name the authority that issued it in tlsCAFile; otherwise give the"
            + " server another one"),
    /** The server's certificate has expired, or is not valid yet. */
    CERTIFICATE_EXPIRED("give the server a certificate that is valid today, and check the clock of this machine"),
    /** The server's certificate was revoked by its authority. */
    CERTIFICATE_REVOKED("give the server a new certificate, and find out why this one was revoked: its key may be known"
            + " to others"),
    /** The server's certificate is for other hosts. */
    CERTIFICATE_HOST("connect by a name that the certificate has, or give the server a certificate with this name"),
    /** The server requires a client certificate, or does not accept this one. */
    CLIENT_CERTIFICATE(
            "name a client certificate that the server accepts, with its private key, in tlsCertificateKeyFile; the"
                    + " server's log says why it does not accept one"),
    /** The proxy cannot be used, or does not reach the server. */
    PROXY("check that it is a SOCKS5 proxy, proxyHost, proxyPort, proxyUsername and proxyPassword, and what the proxy"
            + " may reach"),
    /** The other end does not speak MongoDB's protocol. */
    NOT_MONGODB("check host and port: another program listens there"),
    /** The server speaks no protocol version that this driver speaks. */
    INCOMPATIBLE("use compatible versions of the server and of Morelia"),
    /** The server rejected the credentials. */
    AUTHENTICATION("check user name, password, authSource and authMechanism"),
    /** The server rejected the credentials, and had listed no mechanism for the user, as for one it does not know. */
    UNKNOWN_USER("the server lists no mechanisms for this user, as for one that it does not know: check the user name,"
            + " and that authSource is the database in which the user was created"),
    /** The server rejected the credentials, and had listed mechanisms for the user, as for one it knows. */
    PASSWORD("the server lists mechanisms for this user, as for one that it knows: check the password, and the user's"
            + " authenticationRestrictions if it has any"),
    /** The server rejected the client's certificate as a user. */
    CERTIFICATE_USER("check that tls=true is set, that tlsCertificateKeyFile names the client's certificate, and that"
            + " the subject of the certificate is a user of $external"),
    /** The server, or the user, does not have the authentication mechanism. */
    MECHANISM("check authMechanism: leave it out to use what the server offers to the user"),
    /** The user has authenticated, but lacks the privileges to read or write anything. */
    PRIVILEGES("have an administrator grant the user a role on the databases that it is to use, such as readWrite"),
    /** The server requires authentication. */
    LOGIN_REQUIRED("the server requires authentication: set user name and password, in the connection string"
            + " (mongodb://user:password@host) or as credential of the settings"),
    /** The server belongs to another replica set than the settings ask for, or to none. */
    WRONG_SET_NAME("check the name in replicaSet and the hosts of the connection string"),
    /** The server responds, but does not belong to the deployment, at least not by this name. */
    NOT_A_MEMBER("check the hosts of the connection string: use the names that the deployment itself uses, or"
            + " directConnection=true for one server alone"),
    /** The server was started as a replica set member, but the set is not initiated. */
    NOT_INITIATED(
            "the replica set is not initiated, or is still starting: look at rs.status(), call rs.initiate() once"),
    /** The replica set has no primary. */
    NO_PRIMARY("the replica set has no primary: look at rs.status(); an election takes some 10 seconds, and needs"
            + " a majority of the members"),
    /** A direct connection leads to a member that is not the primary. */
    NOT_PRIMARY("only the primary accepts writes: name it, or leave directConnection out and name the replica set"),
    /** No server has the tags of the read preference. */
    TAGS("check the tags of the read preference against those of the members, or end them with an empty set"),
    /** All secondaries lag too far behind. */
    STALE("allow more staleness, or find out why the secondaries are lagging"),
    /** The application's server selector leaves no suitable server. */
    LEFT_OUT("check the server selector of the settings: it excludes every suitable server"),
    /** No server is of a type that the read preference allows. */
    NO_MATCH("choose a read preference that allows one of the servers, such as secondaryPreferred, or check why the"
            + " servers are not of the type that it requires"),
    /** No server is left. */
    NO_SERVER("check the hosts of the connection string"),
    /** It has not responded yet. */
    NOT_ANSWERED("check that the servers run and can be reached from here, and that it is MongoDB that listens there"),
    /** The system did not start the thread that was to monitor it. */
    NO_THREAD("the system starts no more threads for this program: check the limits of processes and memory, and the"
            + " number of threads"),
    /** There should be a load balancer, and the server does not know of one. */
    NOT_BEHIND_LOAD_BALANCER("remove loadBalanced=true from the connection string, or connect to the load balancer"),
    /** Something else. */
    OTHER("see the error above; the server's log may say more");

    private final String nextStep;

    Problem(String nextStep) {
        this.nextStep = nextStep;
    }

    /** What to do about it, without capital letter and full stop. */
    public String nextStep() {
        return nextStep;
    }
}
