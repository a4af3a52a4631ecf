package dev.morelia.compat.internal.values;

/**
 * A setting of the official driver that Morelia cannot follow. It is rejected by its name instead of being ignored; its
 * default is accepted. The table in {@code docs/spring.md} has the same rows.
 */
enum RejectedSetting {
    AUTO_ENCRYPTION("autoEncryptionSettings", "Morelia has no client-side encryption"),
    OBSERVABILITY("observabilitySettings", "add a command listener instead, such as Micrometer's"),
    INET_ADDRESS_RESOLVER("inetAddressResolver", "Morelia looks up host names with the JDK"),
    NETTY_SSL_CONTEXT("transportSettings.sslContext", "set sslSettings.context instead"),
    LOGGED_LENGTH(
            "loggerSettings.maxDocumentLength", "set the system property dev.morelia.log.maxDocumentLength instead"),
    RECEIVE_BUFFER("socketSettings.receiveBufferSize", "the operating system chooses the size of the buffers"),
    SEND_BUFFER("socketSettings.sendBufferSize", "the operating system chooses the size of the buffers"),
    MINIMUM_HEARTBEAT("serverSettings.minHeartbeatFrequency", "it is always 500 ms"),
    MAINTENANCE_DELAY("connectionPoolSettings.maintenanceInitialDelay", "maintenance of a pool is not periodic"),
    MAINTENANCE_FREQUENCY("connectionPoolSettings.maintenanceFrequency", "maintenance of a pool is not periodic"),
    CLUSTER_TYPE(
            "clusterSettings.requiredClusterType", "set requiredReplicaSetName, or the mode LOAD_BALANCED, instead"),
    SASL_PROPERTIES("credential.JAVA_SASL_CLIENT_PROPERTIES", "log in to Kerberos yourself and set JAVA_SUBJECT");

    private final String setting;
    private final String reason;

    RejectedSetting(String setting, String reason) {
        this.setting = setting;
        this.reason = reason;
    }

    /** The name, as in {@code MongoClientSettings}. */
    String setting() {
        return setting;
    }

    /** Why, or what to do instead; without capital letter and full stop. */
    String reason() {
        return reason;
    }

    /** Throws an {@link IllegalArgumentException} if the setting has another value than its default. */
    void unless(boolean isDefault) {
        if (!isDefault) {
            throw new IllegalArgumentException(setting + " is not supported by Morelia: " + reason);
        }
    }
}
