package dev.morelia.result;

/** What keeps a server, or a whole deployment, from being used; each with the step that helps most often. */
public enum Problem {
    /** Nothing does. */
    NONE("nothing is to be done"),
    /** The name service does not know the host. */
    DNS("check the spelling of the host names, and DNS"),
    /** The machine is there, and nothing listens at this port. */
    REFUSED("check that the servers run, and their ports"),
    /** The network has no way to the machine. */
    UNREACHABLE("check the addresses, and routes and firewalls in between"),
    /** Nobody answered in time. */
    TIMED_OUT("check that the servers run, that it is MongoDB that listens there and no other program, such as one that"
            + " expects HTTP or TLS, and firewalls in between"),
    /** The other side ended the connection. */
    CONNECTION_LOST("check that it is a MongoDB server, whether it expects TLS, and firewalls in between"),
    /** TLS could not be agreed on, or a certificate is not trusted. */
    TLS("check that both sides use TLS, and the certificates"),
    /** Whoever answers does not speak MongoDB's protocol. */
    NOT_MONGODB("check host and port: another program answers there"),
    /** The server speaks no protocol version that this driver speaks. */
    INCOMPATIBLE("use a server or a version of Morelia that go together"),
    /** The server refuses the credentials. */
    AUTHENTICATION("check user name, password and authSource"),
    /** The server does nothing for a client that has not logged in. */
    LOGIN_REQUIRED("the server wants a login, and this version of Morelia cannot log in: use a server without access"
            + " control"),
    /** The server belongs to another replica set than the settings ask for, or to none. */
    WRONG_SET_NAME("check the name in replicaSet and the hosts of the connection string"),
    /** The server answers, and yet does not belong to the deployment, at least not by this name. */
    NOT_A_MEMBER("check the hosts of the connection string: use the names that the deployment itself uses, or"
            + " directConnection=true for one server alone"),
    /** The server knows of no replica set, though it was started as the member of one. */
    NOT_INITIATED("the replica set is not initiated, or still starts: look at rs.status(), call rs.initiate() once"),
    /** The replica set has no primary. */
    NO_PRIMARY("the replica set has no primary: look at rs.status(); an election takes some 10 seconds, and needs"
            + " a majority of the members"),
    /** A direct connection leads to a member that is not the primary. */
    NOT_PRIMARY("only the primary takes writes: name it, or leave directConnection out and name the replica set"),
    /** No server has the tags of the read preference. */
    TAGS("check the tags of the read preference against those of the members, or end them with an empty set"),
    /** All that could be read lag too far behind. */
    STALE("allow more staleness, or find out why the secondaries lag behind"),
    /** The application's own server selector leaves none of those that would do. */
    LEFT_OUT("look at the server selector of the settings: it leaves out every server that would do"),
    /** No server is of the type that the read preference wants. */
    NO_MATCH("compare the read preference with the servers above"),
    /** No server is left. */
    NO_SERVER("check the hosts of the connection string"),
    /** Nothing was heard of it yet. */
    NOT_ANSWERED("check that the servers run and can be reached from here, and that it is MongoDB that listens there"),
    /** The system has refused the thread that was to look at it. */
    NO_THREAD(
            "the system gives this program no more threads: look at the limits of processes and memory, and at how many"
                    + " threads the program has"),
    /** Something else. */
    OTHER("read what is said above; the server's log may tell more");

    private final String nextStep;

    Problem(String nextStep) {
        this.nextStep = nextStep;
    }

    /** What to do about it, without capital letter and full stop. */
    public String nextStep() {
        return nextStep;
    }
}
