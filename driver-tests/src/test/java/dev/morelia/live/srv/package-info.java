/** Clients of {@code mongodb+srv} connection strings, with a DNS server on the loopback interface. */
@org.jspecify.annotations.NullMarked
package dev.morelia.live.srv;
