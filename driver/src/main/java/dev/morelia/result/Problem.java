package dev.morelia.result;

/** What keeps a server, or a whole deployment, from being used; each with the step that helps most often. */
public enum Problem {
    /** No problem. */
    NONE("nothing needs to be done"),
    /** The host name cannot be resolved. */
    DNS("check the spelling of the host name and the DNS configuration"),
    /** Nothing is listening on this port. */
    REFUSED("check that the server is running and that the port is correct"),
    /** There is no route to the host. */
    UNREACHABLE("check the address, and the routes and firewalls on the way"),
    /** There was no response in time. */
    TIMED_OUT("check that the servers run, that it is MongoDB that listens there and no other program, such as one that"
            + " expects HTTP or TLS, and firewalls in between"),
    /** The connection was closed by the other end. */
    CONNECTION_LOST("check that it is a MongoDB server, whether it expects TLS, and firewalls in between"),
    /** TLS could not be agreed on, or a certificate is not trusted. */
    TLS("check that both sides use TLS, and check the certificates"),
    /** The other end does not speak MongoDB's protocol. */
    NOT_MONGODB("check host and port: another program listens there"),
    /** The server speaks no protocol version that this driver speaks. */
    INCOMPATIBLE("use compatible versions of the server and of Morelia"),
    /** The server rejected the credentials. */
    AUTHENTICATION("check user name, password and authSource"),
    /** The server requires authentication. */
    LOGIN_REQUIRED("the server requires authentication, which this version of Morelia does not support: use a server"
            + " without access control"),
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
    NO_MATCH("compare the read preference with the servers above"),
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
