package dev.morelia.spec.report;

/** Why a case did not run. The list is closed on purpose: a skip without one of these is a failure. */
public enum SkipReason {
    /** The driver does not do this yet; counted apart in every summary. */
    NOT_IMPLEMENTED("not implemented yet"),
    /** The file asks for a server version, parameter or setting that the server at hand does not have. */
    SERVER_REQUIREMENT("needs a server we do not have here"),
    /** The file asks for another topology than the one under test. */
    TOPOLOGY("needs another topology"),
    /** The case is about client-side encryption. */
    CLIENT_SIDE_ENCRYPTION("needs client-side encryption"),
    /** The file itself carries a {@code skipReason}. */
    SPEC_SAYS_SKIP("skipped by the specification file"),
    /** The case needs a hosted deployment. */
    SERVERLESS_OR_ATLAS("needs serverless or Atlas"),
    /** No server could be started. */
    NO_SERVER("no server here"),
    /** The folder of specification files is absent. */
    NO_SPECS("no specification files here"),
    /** The specification leaves the behaviour to the driver, and ours chose otherwise. */
    OPTIONAL("optional behaviour we do not offer");

    private final String text;

    SkipReason(String text) {
        this.text = text;
    }

    /** The sentence that stands in the report. */
    public String text() {
        return text;
    }
}
