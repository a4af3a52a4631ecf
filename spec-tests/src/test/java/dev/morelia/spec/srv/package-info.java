/** Initial DNS Seedlist Discovery and polling of SRV records. */
@org.jspecify.annotations.NullMarked
package dev.morelia.spec.srv;
