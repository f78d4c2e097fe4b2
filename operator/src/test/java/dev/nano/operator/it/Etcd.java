package dev.nano.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What an API server keeps its objects in, through etcd's gateway for HTTP. Keys and values are base64 there. */
final class Etcd {

    private static final JsonMapper JSON = new JsonMapper();

    private final URI address;

    private Etcd(URI address) {
        this.address = address;
    }

    /** The one of the API server that has this namespace; a test run has several. */
    static Etcd of(String namespace) throws IOException, InterruptedException {
        for (URI address : addresses()) {
            var etcd = new Etcd(address);
            if (etcd.has("/registry/namespaces/" + namespace)) {
                return etcd;
            }
        }
        throw new IllegalStateException("no etcd has the namespace " + namespace);
    }

    private static List<URI> addresses() {
        return ProcessHandle.current()
                .children()
                .filter(process -> process.info().command().orElse("").endsWith("/etcd"))
                .flatMap(process -> Stream.of(process.info().arguments().orElseThrow()))
                .filter(argument -> argument.startsWith("http://0.0.0.0:"))
                .distinct()
                .map(argument -> URI.create(argument.replace("0.0.0.0", "127.0.0.1")))
                .toList();
    }

    /** Whoever wants to go on watching from before is told that this is too long ago. */
    void forgetHistoryBefore(String version) throws IOException, InterruptedException {
        call("compaction", Map.of("revision", version, "physical", true));
    }

    private boolean has(String key) throws IOException, InterruptedException {
        return !call("range", Map.of("key", base64(key))).path("kvs").isEmpty();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode call(String what, Map<String, Object> body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/v3/kv/" + what))
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return JSON.readTree(response.body());
        }
    }
}
