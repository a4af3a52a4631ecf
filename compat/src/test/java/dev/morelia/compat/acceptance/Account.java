package dev.morelia.compat.acceptance;

import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;

/** With optimistic locking; immutable, so that saving it gives a new one. */
record Account(
        @Id @Nullable String id,
        String owner,
        int balance,
        @Version @Nullable Long version) {
    static Account of(String owner, int balance) {
        return new Account(null, owner, balance, null);
    }

    Account withBalance(int changed) {
        return new Account(id, owner, changed, version);
    }

    @Override
    public String toString() {
        return owner + " " + balance + " version " + version;
    }
}
