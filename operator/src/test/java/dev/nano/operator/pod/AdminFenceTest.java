package dev.nano.operator.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Pods hear nothing of an operator once another one may lead. */
class AdminFenceTest {

    @Test
    void noRequestIsMadeUnlessTheOperatorMayAct() throws Exception {
        var requests = new AtomicInteger();
        var mayAct = new AtomicBoolean(true);
        HttpServer pod = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pod.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        pod.start();
        try (var client = new AdminClient(AdminToken.of("token"), null, mayAct::get)) {
            AdminApi api =
                    client.of(URI.create("http://127.0.0.1:" + pod.getAddress().getPort()));
            assertThat(api.call(new AdminCall.Remove("a.example"))).isEqualTo(new AdminAnswer.Done());
            assertThat(requests).hasValue(1);

            mayAct.set(false);

            assertThat(api.call(new AdminCall.Remove("a.example")))
                    .isEqualTo(new AdminAnswer.Failed("another operator may lead"));
            assertThat(requests).hasValue(1);
        } finally {
            pod.stop(0);
        }
    }
}
