package dev.nano.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.kube.InformerHealth;
import dev.nano.operator.kube.NamespaceWatch;
import dev.nano.operator.probe.OperatorMetrics;
import dev.nano.operator.probe.ProbeServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Kubernetes is answered, with an informer of a real API server. */
@ExtendWith(ApiServerExtension.class)
class OperatorHealthIT {

    @Test
    void itIsToldWhenAnInformerHasEnded(ApiServer server) throws Exception {
        var health = new OperatorHealth(new InformerHealth(server.client()), () -> null);
        try (var metrics = new OperatorMetrics();
                ProbeServer probes = ProbeServer.start(new InetSocketAddress("127.0.0.1", 0), health, metrics)) {
            assertThat(get(probes, "/readyz")).isEqualTo("503 starting\n");
            try (var namespaces = new NamespaceWatch(server.client(), () -> {})) {
                namespaces.start();
                health.watch(() -> List.of(namespaces.health()));
                health.started();
                assertThat(get(probes, "/healthz")).isEqualTo("200 ok\n");
            }
            assertThat(get(probes, "/healthz")).isEqualTo("503 namespaces: not watched any more\n");
        }
    }

    private static String get(ProbeServer probes, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + probes.address().getPort() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        }
    }
}
