package dev.morelia.compat.internal.values;

import com.mongodb.spi.dns.DnsClient;
import dev.morelia.spi.DnsException;
import dev.morelia.spi.DnsResolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.naming.NameNotFoundException;
import org.jspecify.annotations.Nullable;

/** Looks up the records of {@code mongodb+srv} with the program's {@link DnsClient}. */
record DnsRecords(DnsClient client) implements DnsResolver {
    private static final int SRV_FIELDS = 4;

    @Override
    public List<SrvRecord> srv(String name, Duration timeout) throws DnsException {
        var records = new ArrayList<SrvRecord>();
        for (String text : records(name, "SRV")) {
            records.add(srvRecord(text));
        }
        return records;
    }

    /** A record has the fields priority, weight, port and target. */
    private static SrvRecord srvRecord(String text) throws DnsException {
        String[] fields = text.trim().split("\\s+", -1);
        try {
            if (fields.length == SRV_FIELDS) {
                return new SrvRecord(fields[3], Integer.parseInt(fields[2]), null);
            }
        } catch (NumberFormatException e) {
            throw malformed(text, e);
        }
        throw malformed(text, null);
    }

    private static DnsException malformed(String text, @Nullable NumberFormatException cause) {
        return new DnsException(
                DnsException.Reason.SERVER_FAILURE, "dnsClient returned a malformed SRV record: " + text, cause);
    }

    @Override
    public List<String> txt(String name, Duration timeout) throws DnsException {
        return records(name, "TXT");
    }

    private List<String> records(String name, String type) throws DnsException {
        try {
            List<String> records = client.getResourceRecordData(name, type);
            return records == null ? List.of() : records;
        } catch (com.mongodb.spi.dns.DnsException e) {
            boolean unknown = e.getCause() instanceof NameNotFoundException;
            throw new DnsException(
                    unknown ? DnsException.Reason.NO_SUCH_NAME : DnsException.Reason.SERVER_FAILURE,
                    String.valueOf(e.getMessage()),
                    e);
        }
    }
}
