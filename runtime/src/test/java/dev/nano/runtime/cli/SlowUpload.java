package dev.nano.runtime.cli;

import dev.nano.runtime.http.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;

/** A client that sends part of a body which nobody reads, so that it lies in the memory of the network. */
final class SlowUpload {

    private SlowUpload() {}

    /** A POST of a million bytes to the app {@code app}, of which {@code start} is sent. */
    static RawClient to(URI url, byte[] start) throws IOException {
        var client = new RawClient(new InetSocketAddress(url.getHost(), url.getPort()));
        try {
            client.send("POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 1000000\r\n\r\n")
                    .send(start);
        } catch (IOException e) {
            // Refused for want of memory, as it should be.
            client.close();
        }
        return client;
    }
}
